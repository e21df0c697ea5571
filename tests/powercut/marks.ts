import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the recorded folder that is no part of the disk: what is written to it was answered at that moment. */
export const MARKS = 'answers';

/**
 * What the outside had been told when the power went: `scan` was shown on the desk, `claimed` was about to be called, `begun` may have been called,
 * with the journal up to `sequence` behind it, `settled` was an outcome that nobody will tell again, `feed` was read up to this page.
 */
export type Mark =
  | { readonly type: 'scan'; readonly scanId: number; readonly number: string; readonly verdict: string; readonly jobs: number }
  | { readonly type: 'claimed'; readonly jobId: number; readonly attempt: number }
  | { readonly type: 'begun'; readonly jobId: number; readonly attempt: number; readonly sequence: number }
  | { readonly type: 'settled'; readonly jobId: number; readonly state: string }
  | { readonly type: 'feed'; readonly page: number };

export function marksIn(dir: string): (mark: Mark) => void {
  const file = openSync(join(dir, MARKS), 'a');
  return (mark) => void writeSync(file, `${JSON.stringify(mark)}\n`);
}
