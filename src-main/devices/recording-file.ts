import { basename } from 'node:path';
import { CHINA_TIME } from '../../src-shared/domain/china-time.ts';
import type { RecordedKey } from '../../src-shared/domain/wedge/key-event.ts';
import { recordingText } from '../../src-shared/domain/wedge/saved-recording.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { exportWhole } from '../store/write-whole.ts';

/** scanner-20260131-0905.json: when it was saved, in China's time. `now` in UTC ms. */
export const recordingName = (now: number): string => `scanner-${new Date(now + CHINA_TIME).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}.json`;

/** Writes what a keyboard scanner typed; the answer is the file's name. Throws StationError `recording-not-written`. */
export async function writeRecording(path: string, events: readonly RecordedKey[]): Promise<string> {
  try {
    await exportWhole(path, recordingText(events));
  } catch (error) {
    throw new StationError('recording-not-written', (error as { code?: string }).code ?? '', { cause: error });
  }
  return basename(path);
}
