import { ADAPTERS } from './provider/adapters.ts';
import { pairOf, pairOfPhones } from './provider/bindings.ts';
import { JOINED_OTHERS, LOOK_UPS_UNTIL_ABSENT, mayHaveDoneIt } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Task } from './queue/task.ts';
import { endAs, move } from './queue/transitions.ts';
import { providerNow, type Steps } from './steps.ts';

/**
 * The last look before a privacy number's call: which two it is to join is noted with the call. False where one before may have joined two others, for its order, or
 * its store, has had another phone since. By these two most providers don't find that number, and would give another one beside it: a person decides, who confirms that.
 * One that finds it by its key gives no other, whatever a person confirms: it is asked first, and what is found under that key later counts for the two of before.
 */
export function mayJoin(flow: Steps, job: JobRow, provider: number | null): boolean {
  const { jobs, phones } = flow;
  const now = providerNow(flow, job.kind);
  const recipient = phones.recipient(job.number)?.print ?? phones.fingerprint('');
  const pair = pairOf(recipient, phones.fingerprint(now?.credential['contact'] ?? ''));
  if (job.pair !== null && job.pair !== pair && jobs.isInDoubt(job.id)) {
    const isByKey = ADAPTERS.get(now?.kind ?? '')?.asksByKey === true && mayHaveDoneIt(flow.store, job.id) === provider;
    if (isByKey ? jobs.lookUps(job.id, ['absent']) < LOOK_UPS_UNTIL_ABSENT : !jobs.isConfirmed(job.id)) {
      if (isByKey) move(flow.store, job.id, 'unknown', null, flow.now(), 1);
      else endAs(flow.store, job.id, 'parked', { error: 'provider-outcome-unknown', about: JOINED_OTHERS, at: flow.now() });
      return false;
    }
    if (isByKey) return true;
  }
  jobs.joins(job.id, pair);
  return true;
}

/** Whoever is asked by asking for it again may bind it then: which two is noted where no call has, as of what a lost copy of this database may have called. */
export function noteAsked({ store, jobs, phones: { fingerprint } }: Steps, { jobId, phone }: Task, contact: string): void {
  if (jobs.find(jobId)?.pair === null) store.transaction(() => jobs.joins(jobId, pairOfPhones(fingerprint, phone, contact)));
}

/** By now it would join others than were noted with its call: a phone that was fetched, or told meanwhile, may be another one. */
export function joinsOthers({ jobs, phones: { fingerprint } }: Steps, { jobId, phone }: Task, contact: string): boolean {
  const noted = jobs.find(jobId)?.pair ?? null;
  return noted !== null && noted !== pairOfPhones(fingerprint, phone, contact);
}
