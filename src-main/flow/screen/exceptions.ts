import { MOST_EXCEPTIONS, type ExceptionAction, type ExceptionDecision, type ExceptionRow } from '../../../src-shared/bridge/views.ts';
import { FREE, isMessage } from '../../../src-shared/domain/work.ts';
import { StationError, type ErrorCode } from '../../../src-shared/errors/codes.ts';
import { JOINED_OTHERS, MAY_DOUBLE, NOBODY_TO_ASK } from '../queue/doubt.ts';
import type { JobRow } from '../queue/job-rows.ts';
import type { Operator } from '../scan/scan-rows.ts';
import { DECIDED } from '../sent-record.ts';
import { done, giveUp, mayBeForgotten } from '../settle.ts';
import { unpark, type Steps } from '../steps.ts';

/** The problem as a person reads it: where nobody knows the outcome, what can be done depends on the work, on how long ago it was called, and on whether anybody can still be asked. */
export function problemOfJob(flow: Steps, job: Pick<JobRow, 'id' | 'kind' | 'error' | 'about' | 'created_at'>): ErrorCode {
  if (job.error !== 'provider-outcome-unknown') return job.error ?? 'internal';
  if (isMessage(job.kind)) return 'message-outcome-unknown';
  return mayBeForgotten(flow, job) || job.about === JOINED_OTHERS || (job.about === NOBODY_TO_ASK && !FREE.includes(job.kind)) ? 'provider-may-have-forgotten' : job.error;
}

/**
 * What a person may do with a parked job, the proposed action first. A message may have gone out and its gateway does not
 * de-duplicate: a repeat is a person's decision and never the proposal (money.md, one effect). Everything else is repeated
 * under the same key, while its provider knows that, and can't be called done by hand: the new number or the privacy number would be missing.
 */
export function actionsFor(problem: ErrorCode): readonly [ExceptionAction, ...ExceptionAction[]] {
  if (problem === 'message-outcome-unknown') return ['done', 'void', 'retry'];
  // Asking again gives the same number again.
  return problem === 'number-in-use' || problem === 'provider-may-have-forgotten' ? ['void', 'retry'] : ['retry', 'void'];
}

/** 异常: the newest first. */
export function exceptionRows(flow: Steps): ExceptionRow[] {
  return flow.store.reading(() => flow.jobs.parked(MOST_EXCEPTIONS).map((job) => {
    const error = problemOfJob(flow, job);
    const allowed = actionsFor(error);
    return {
      jobId: String(job.id), scanId: job.scan_id, number: job.number, kind: job.kind, state: job.state, error, about: job.about ?? '',
      attempts: job.attempts, since: job.ended_at ?? job.created_at, held: flow.ledger.openHold(job.id)?.amount ?? 0, price: job.price, proposed: allowed[0], allowed, mayDouble: MAY_DOUBLE.includes(error),
    };
  }));
}

/**
 * A person's decision on a parked job and who made it, in one transaction. Throws StationError: `job-gone` where it is not parked any more, or by now with
 * another problem than the person was shown: what can't double anything in the evening may the next morning; `charge-not-covered` where it happened and nothing here can be charged with it, for done it would be charged to nobody: it stays parked.
 */
export function actOnException(flow: Steps, { jobId, action, problem: shown }: ExceptionDecision, by: Operator): number {
  return flow.store.transaction(() => {
    const job = /^\d+$/.test(jobId) ? flow.jobs.find(Number(jobId)) : null;
    const problem = job && problemOfJob(flow, job);
    if (job?.state !== 'parked' || !problem || problem !== shown || !actionsFor(problem).includes(action)) throw new StationError('job-gone', jobId.slice(0, 20));
    const at = flow.now();
    if (action === 'done' && !flow.ledger.canCapture(job, at)) throw new StationError('charge-not-covered');
    // What it was parked with is gone after this.
    flow.store.sql('INSERT INTO decisions (job_id, action, operator_id, operator, at, error, about) VALUES (?,?,?,?,?,?,?)').run(job.id, action, by.id, by.name, at, problem, job.about);
    if (action === 'void') giveUp(flow, job, at);
    else if (action === 'done') done(flow, job, JSON.stringify({ kind: 'reference', reference: DECIDED }), at);
    else unpark(flow, job);
    return job.scan_id;
  });
}
