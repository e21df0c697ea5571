import { create } from 'zustand';
import type { Finding } from '../../src-shared/domain/wedge/finding.ts';
import type { KeyEvent } from '../../src-shared/domain/wedge/key-event.ts';
import { fromTheFirst, MOST_SAVED } from '../../src-shared/domain/wedge/saved-recording.ts';

type Recorder = {
  /** While it runs, what a keyboard scanner types is written down and is no scan. */
  readonly running: boolean;
  /** What was heard so far: keys that went down, and how often a scan was heard or held. */
  readonly keys: number;
  readonly scans: number;
  /** The latest recording, until it is thrown away. */
  readonly recorded: readonly KeyEvent[] | null;
};

const NOTHING: Recorder = { running: false, keys: 0, scans: 0, recorded: null };
export const useRecorder = create<Recorder>(() => NOTHING);

let events: KeyEvent[] = [];

export const isRecording = (): boolean => useRecorder.getState().running;
export const throwAway = (): void => useRecorder.setState(NOTHING);

export function startRecording(): void {
  events = [];
  useRecorder.setState({ ...NOTHING, running: true });
}

export function stopRecording(): void {
  useRecorder.setState({ running: false, recorded: events.length === 0 ? null : fromTheFirst(events) });
  events = [];
}

/** Every event of the keyboard, also while nothing is recorded. `event` null: silence has ended something. */
export function recordKey(event: KeyEvent | null, findings: readonly Finding[]): void {
  if (!isRecording()) return;
  if (event) events.push(event);
  const down = event?.type === 'keydown';
  if (down || findings.length > 0) useRecorder.setState(({ keys, scans }) => ({ keys: keys + (down ? 1 : 0), scans: scans + findings.length }));
  if (events.length >= MOST_SAVED) stopRecording();
}
