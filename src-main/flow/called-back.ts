import type { Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { JobRow } from './queue/job-rows.ts';
import { endAs } from './queue/transitions.ts';
import { recall, type Recalled } from './recalled.ts';
import { release, type Steps } from './steps.ts';

/** What goes with a parcel that leaves. An unbinding ends something, and whoever has a pickup code has the parcel there. */
const LEAVES: readonly JobKind[] = ['sync', 'trace', 'write-back', 'privacy', 'forwarding-sms'];

/** Whether a job's parcel must not leave any more, so that its call would be for nothing. */
export const isCalledBack = (flow: Steps, { kind, number }: Pick<JobRow, 'kind' | 'number'>): boolean => LEAVES.includes(kind) && flow.parcels.isCalledBack(number);

/** Nobody is called for an order that is held, and nothing of it is given up. Once it is called back as well, nobody lets it go any more. */
export const isHeld = (flow: Steps, job: Pick<JobRow, 'kind' | 'number'>): boolean => LEAVES.includes(job.kind) && flow.parcels.isHeld(job.number) && !isCalledBack(flow, job);

/** Not to be begun: its parcel is held, or called back; but for what may have happened before this attempt, which goes on under its key. */
export const isStopped = (flow: Steps, job: JobRow, attempt: number): boolean => isHeld(flow, job) || (isCalledBack(flow, job) && !flow.jobs.wasInDoubt(job.id, attempt));

/** These orders have been told anew, in the same transaction: what waited while they were held goes on. Returns the scans whose work may. */
export function goOnAfterHold(flow: Steps, told: readonly Pick<Parcel, 'number' | 'hold'>[]): number[] {
  // Hardly ever does one wait: the counts are at hand.
  if (told.length === 0 || !flow.jobs.counts().some(({ waits }) => waits === 'held')) return [];
  const waiting = told.filter(({ hold }) => !hold).flatMap(({ number }) => flow.jobs.waitingOf(number)).filter(({ waits }) => waits === 'held');
  for (const job of waiting) release(flow, job);
  return waiting.map(({ scan_id }) => scan_id);
}

/** A courier intercepts by the number that it knows: the parcel's own, or the one that it was converted to. */
const ownNumber = (flow: Steps, number: string): string => flow.numbers.originalOf(number) ?? number;

/** Kept under the number that was told and under the parcel's own, by which its work and its scans ask. In the transaction of the caller. */
export function keepInterception(flow: Steps, told: Interception): void {
  for (const number of new Set([told.number, ownNumber(flow, told.number)])) flow.parcels.putInterception({ ...told, number });
}

/** Nobody needs to be reached about a parcel that does not leave: its privacy number is ended, unless another parcel carries it. Returns whether one is. */
export const endNumber = (flow: Steps, number: string): boolean => flow.bindings.release(ownNumber(flow, number), flow.now());

/**
 * An interception or a refund has come after the scan, in the transaction that keeps it: what of the parcel's work has not been called is given up, and
 * its money is free. What is under way or may have happened ends as it will, also what was held until now, and nothing follows it. Returns the scans whose work changed.
 */
export function stopWork(flow: Steps, number: string): number[] {
  const at = flow.now();
  const waiting = flow.jobs.waitingOf(ownNumber(flow, number)).filter(({ kind }) => LEAVES.includes(kind));
  const stopped = waiting.filter((job) => flow.jobs.isUnsent(job, at));
  // It may have been given up already, with the job that it depends on.
  for (const job of stopped) if (flow.jobs.find(job.id)?.state === job.state) giveUpCalledBack(flow, job, at);
  const goesOn = waiting.filter(({ id }) => flow.jobs.find(id)?.waits === 'held');
  for (const job of goesOn) release(flow, job);
  return [...new Set([...stopped, ...goesOn].map(({ scan_id }) => scan_id))];
}

/**
 * A conversion has given a parcel this number, in the transaction that records it. What was told of the number before anybody here knew whose it is, for
 * another station had converted the parcel, stops the parcel from now on. Returns what of it has passed, and the scans whose work changed.
 */
export function stopByNewNumber(flow: Steps, number: string): { readonly recalled: readonly Recalled[]; readonly stopped: readonly number[] } {
  const told = flow.parcels.interception(number);
  const own = ownNumber(flow, number);
  if (told === null || own === number) return { recalled: [], stopped: [] };
  const interception = { ...told, number: own };
  const recalled = recall(flow, [], [interception]);
  keepInterception(flow, interception);
  endNumber(flow, own);
  return { recalled, stopped: stopWork(flow, own) };
}

/** Nobody gave it up: it ends with its reason. */
export function giveUpCalledBack(flow: Steps, job: JobRow, at: number): void {
  flow.ledger.release(job, at);
  endAs(flow.store, job.id, 'void', { error: 'job-called-back', about: job.kind, at });
  for (const dependent of flow.jobs.dependents(job.id)) giveUpCalledBack(flow, dependent, at);
  flow.jobs.ask(job, at);
}
