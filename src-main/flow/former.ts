import type { StandsStill } from '../../src-shared/domain/work.ts';
import { backoff } from './queue/backoff.ts';
import type { Claim } from './queue/claim.ts';
import { NOBODY_TO_ASK } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Outcome } from './queue/task.ts';
import { move } from './queue/transitions.ts';
import { refused } from './settle.ts';
import type { Steps } from './steps.ts';

/** ms that what is put off waits at least and at most, between them an eighth of its age: it may be thousands of numbers, of a provider that never comes back. */
const LEAST = 1_000;
const MOST = 3_600_000;
const OF_ITS_AGE = 1 / 8;
/** ms after the first call within which who did it can be reached, or never. */
const IS_REACHED = 3_600_000;

const waitOf = ({ now }: Steps, { created_at }: JobRow, atLeast: number): number => Math.round(Math.min(MOST, Math.max(LEAST, atLeast, (now() - created_at) * OF_ITS_AGE)));

export const ENDS_BY_ITSELF: Extract<Outcome, { kind: 'refused' }> = { kind: 'refused', act: 'nobody', about: 'ends by itself' };

/** Its number has ended by what the account API has told of the time: nothing is left to end. */
export const hasEnded = ({ bindings, told }: Steps, { id, kind }: JobRow): boolean => kind === 'unbind' && (bindings.ofUnbind(id)?.until ?? 0) <= (told() ?? 0);

/**
 * Whoever did a service before can't be called for `rest` ms, or has no place: what goes there comes later, and keeps nothing that goes to who does it now. A
 * number whose time is over has ended without them. Returns whether its card says something else now.
 */
export function putOff(flow: Steps, { job, purpose }: Claim, stands: StandsStill | null, rest: number): boolean {
  const at = flow.now();
  const isCall = purpose === 'call';
  if (hasEnded(flow, job)) {
    // One that would be asked about waits first: the claim that follows at once, of a call, ends it.
    if (isCall) refused(flow, job, ENDS_BY_ITSELF, at);
    else flow.jobs.wait(job.id, null, at);
    return true;
  }
  const readyAt = at + waitOf(flow, job, rest);
  const waits = isCall ? (stands ?? 'retry') : null;
  if (isCall) flow.jobs.wait(job.id, waits, readyAt);
  else move(flow.store, job.id, 'unknown', waits, readyAt, 1);
  return waits !== job.waits;
}

/**
 * A call at who did a service before has come to nothing, whatever time was named: a credential that is refused there, or lost here, is seldom another one in a
 * minute, and nobody waits for it. Once that one does it again somebody may: it is pulled forward (putOffNoMore). Not for what has never left.
 */
export function lessOften(flow: Steps, { job, attempt }: Claim, outcome: Outcome): Outcome {
  return outcome.kind === 'later' ? { ...outcome, after: waitOf(flow, job, outcome.after ?? backoff(attempt, flow.random())) } : outcome;
}

/** A provider that does such work no more was asked about it: one that can't be reached, or lets nobody ask, says no more than one that nobody knows. */
export function saysOfBefore({ jobs, now }: Steps, job: JobRow, outcome: Outcome): Outcome {
  // It was taken on and refused there: it is for who does it now.
  if (outcome.kind === 'refused' && outcome.ofTheWork) return { kind: 'absent' };
  const isSilent = outcome.kind === 'later' || outcome.kind === 'refused';
  return isSilent && now() - jobs.unknownSince(job) > IS_REACHED ? { kind: 'unknown', about: NOBODY_TO_ASK } : outcome;
}
