import { ADAPTERS } from './provider/adapters.ts';
import { pairOf } from './provider/bindings.ts';
import { JOINED_OTHERS, LOOK_UPS_UNTIL_ABSENT, mayHaveDoneIt } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import { endAs, move } from './queue/transitions.ts';
import { providerNow, type Steps } from './steps.ts';

/**
 * The last look before a privacy number's call: which two it is to join is noted with the call. False where one before may have joined two others, for its order, or
 * its store, has had another phone since. By these two most providers don't find that number, and would give another one beside it: a person decides, who confirms that.
 * What another provider may have done was found out there before this call, or confirmed (may-call.ts); who has a contact of its own joins two others anyway.
 * One that finds it by its key gives no other, whatever a person confirms: it is asked first, and what is found under that key later counts for the two of before.
 */
export function mayJoin(flow: Steps, job: JobRow, provider: number | null): boolean {
  const { jobs, phones } = flow;
  const now = providerNow(flow, job.kind);
  const recipient = phones.recipient(job.number)?.print ?? phones.fingerprint('');
  const pair = pairOf(recipient, phones.contactPrint(now?.credential['contact'] ?? ''));
  if (job.pair !== null && job.pair !== pair && jobs.isInDoubtAt(job.id, provider)) {
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
