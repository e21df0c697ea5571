import type { Verdict } from '../../src-shared/domain/verdict.ts';

/** One scan that the desk answered: from here on it may not be lost. */
export type Answered = { readonly scanId: number; readonly number: string; readonly verdict: Verdict };

/** What a worker says, a line each, written before it goes on: a line that was read is true whatever happened since. */
export type Said =
  | { readonly type: 'warm' }
  | { readonly type: 'ready'; readonly signedInAgain: boolean }
  /** A call has been claimed: from here on a kill may meet one. */
  | { readonly type: 'at-work' }
  | ({ readonly type: 'answered' } & Answered)
  | { readonly type: 'refused'; readonly number: string; readonly about: string }
  | { readonly type: 'top-ups'; readonly topUpIds: readonly string[] }
  | { readonly type: 'drained' };

/** What a worker is told, once. `first` signs in and asks for top-ups, `drain` scans what is left and waits for the work to end. */
export type Told = {
  readonly dir: string;
  readonly accountApi: string;
  readonly numbers: readonly string[];
  /** Amounts in 厘. */
  readonly topUps: readonly number[];
  readonly purpose: 'first' | 'scan' | 'drain';
};
