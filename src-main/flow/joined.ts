import { pairOf } from './provider/bindings.ts';
import { JOINED_OTHERS } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Task } from './queue/task.ts';
import { endAs } from './queue/transitions.ts';
import { providerNow, type Steps } from './steps.ts';

/**
 * The last look before a privacy number's call: which two it is to join is noted with the call. False where one before may have joined two others, for its order, or
 * its store, has had another phone since: by these two nobody finds that number, and they would be given another beside it. A person decides, who confirms that.
 */
export function mayJoin(flow: Steps, job: JobRow): boolean {
  const { jobs, phones } = flow;
  const recipient = phones.recipient(job.number)?.print ?? phones.fingerprint('');
  const pair = pairOf(recipient, phones.fingerprint(providerNow(flow, job.kind)?.credential['contact'] ?? ''));
  if (job.pair !== null && job.pair !== pair && jobs.isInDoubt(job.id) && !jobs.isConfirmed(job.id)) {
    endAs(flow.store, job.id, 'parked', { error: 'provider-outcome-unknown', about: JOINED_OTHERS, at: flow.now() });
    return false;
  }
  jobs.joins(job.id, pair);
  return true;
}

/** By now it would join others than were noted with its call: a phone that was fetched, or told meanwhile, may be another one. */
export function joinsOthers({ jobs, phones: { fingerprint } }: Steps, { jobId, phone }: Task, contact: string): boolean {
  const noted = jobs.find(jobId)?.pair ?? null;
  return noted !== null && noted !== pairOf(fingerprint(phone), fingerprint(contact));
}
