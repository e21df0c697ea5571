import type { JobKind } from '../../src-shared/domain/work.ts';
import type { JobRow } from './queue/job-rows.ts';
import { endAs } from './queue/transitions.ts';
import type { Steps } from './steps.ts';

/** What goes with a parcel that leaves. An unbinding ends something, and whoever has a pickup code has the parcel there. */
const LEAVES: readonly JobKind[] = ['sync', 'trace', 'write-back', 'privacy', 'forwarding-sms'];
/** A parcel has a few scans; more than these are nobody's. */
const SCANS = 50;

/** Whether a job's parcel must not leave any more, so that its call would be for nothing. */
export const isCalledBack = (flow: Steps, { kind, number }: Pick<JobRow, 'kind' | 'number'>): boolean => LEAVES.includes(kind) && flow.parcels.isCalledBack(number);

/**
 * An interception or a refund has come after the scan, in the transaction that keeps it: what of the parcel's work has not been called is given up, and
 * its money is free. What is under way or may have happened ends as it will, and nothing follows it. Returns the scans whose work changed.
 */
export function stopWork(flow: Steps, number: string): number[] {
  const at = flow.now();
  const own = flow.numbers.originalOf(number) ?? number;
  return flow.scans.ofNumber(own, SCANS).flatMap((scan) => {
    const stopped = flow.jobs.ofScan(scan.id).filter((job) => LEAVES.includes(job.kind) && flow.jobs.isUnsent(job));
    // It may have been given up already, with the job that it depends on.
    for (const job of stopped) if (flow.jobs.find(job.id)?.state === job.state) giveUpCalledBack(flow, job, at);
    return stopped.length > 0 ? [scan.id] : [];
  });
}

/** Nobody gave it up: it ends with its reason. */
export function giveUpCalledBack(flow: Steps, job: JobRow, at: number): void {
  flow.ledger.release(job, at);
  endAs(flow.store, job.id, 'void', { error: 'job-called-back', about: job.kind, at });
  for (const dependent of flow.jobs.dependents(job.id)) giveUpCalledBack(flow, dependent, at);
  flow.jobs.ask(job, at);
}
