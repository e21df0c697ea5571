import type { JobState, WaitReason } from '../../../src-shared/domain/work.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Store } from '../../store/store.ts';

/** Every legal change of a job's state (docs/money.md), and below the only statements that make one. */
export const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  /** put off or freed · claimed · its database was put back, or its provider may have forgotten what it was to be called for again, or is another one by now, or a report tells that it went out · a message that a rule refuses, at the last look, or a number that has ended by itself · may not be called without a person · given up with the job it depends on, or with a parcel that is called back */
  waiting: ['waiting', 'calling', 'unknown', 'refused', 'parked', 'void'],
  /** the outcome; `waiting` where it provably did not happen, `parked` also where it can't be recorded */
  calling: ['done', 'refused', 'parked', 'unknown', 'waiting'],
  /** asked again later, or by a former provider when it can be · claimed to be asked about · a repeat that has no money yet, or a number of a former provider whose time is over · told by a report · it can't be claimed */
  unknown: ['unknown', 'calling', 'waiting', 'done', 'parked'],
  /** a person's decision: retry, done, give up; or its parcel is called back · goes on in a database that was put back since */
  parked: ['waiting', 'done', 'void', 'unknown'],
  done: [],
  refused: [],
  /** given up before anything of it happened, and its parcel is scanned after that */
  void: ['waiting'],
};

type Open = 'waiting' | 'calling' | 'unknown';
type Ended = 'done' | 'refused' | 'parked' | 'void';

/** The states that a job may leave for this one, as the text of an SQL list. */
const before = (to: JobState): string =>
  (Object.keys(TRANSITIONS) as JobState[]).filter((from) => TRANSITIONS[from].includes(to)).map((from) => `'${from}'`).join(', ');
const guarded = (set: string) => (to: JobState): string => `UPDATE jobs SET ${set} WHERE id = @id AND state IN (${before(to)})`;
const each = (text: (to: JobState) => string): Readonly<Record<JobState, string>> =>
  Object.fromEntries((Object.keys(TRANSITIONS) as JobState[]).map((to) => [to, text(to)])) as Record<JobState, string>;

const MOVE = each(guarded('state = @to, waits = @waits, ready_at = @readyAt, claim = NULL, lane = max(lane, @lane)'));
const CLAIM = guarded("state = 'calling', waits = NULL, ready_at = NULL, claim = @claim, attempts = @attempt")('calling');
const END = each(guarded('state = @to, waits = NULL, ready_at = NULL, claim = NULL, result = @result, charged = @charged, error = @error, about = @about, ended_at = @at'));
const ALL_UNKNOWN = (from: JobState): string => `UPDATE jobs SET state = 'unknown', waits = NULL, ready_at = ?, claim = NULL, lane = 1 WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = '${from}'`;

/** 0: a packer has just scanned it. 1: it has been put off, or came in a batch; whoever stands at the desk goes first. */
export type Lane = 0 | 1;

/** `readyAt`, UTC ms, is when it may be called or asked about; null waits for an event, which `waits` names. Throws where the table has no such change. */
export function move(store: Store, id: number, to: Open, waits: WaitReason | null, readyAt: number | null, lane: Lane): void {
  changedOne(store.sql(MOVE[to]).run({ id, to, waits, readyAt, lane }).changes, id, to);
}

export function claim(store: Store, id: number, token: string, attempt: number): void {
  changedOne(store.sql(CLAIM).run({ id, claim: token, attempt }).changes, id, 'calling');
}

export type End = { readonly result?: string; readonly charged?: number; readonly error?: ErrorCode | null; readonly about?: string | null; readonly at: number };
export function endAs(store: Store, id: number, to: Ended, { result, charged, error, about, at }: End): void {
  changedOne(store.sql(END[to]).run({ id, to, result: result ?? null, charged: charged ?? 0, error: error ?? null, about: about ?? null, at }).changes, id, to);
}

/** All jobs of these states are to be asked about. Returns how many they were. The list is the condition of an index: history is not gone through. */
export function allUnknown(store: Store, from: readonly Extract<JobState, 'waiting' | 'calling'>[], readyAt: number): number {
  return from.reduce((sum, state) => sum + store.sql(ALL_UNKNOWN(state)).run(readyAt).changes, 0);
}

function changedOne(changes: number, id: number, to: JobState): void {
  if (changes !== 1) throw new Error(`job ${id} can not become ${to}`);
}
