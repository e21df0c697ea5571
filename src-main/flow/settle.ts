import { FREE, SERVICE_OF, isMessage, type WaitReason } from '../../src-shared/domain/work.ts';
import { problemOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { isOfDisk } from '../store/store-problem.ts';
import { stopByNewNumber } from './called-back.ts';
import { sayPrivacyNumber } from './message-check.ts';
import { backoff } from './queue/backoff.ts';
import type { Claim } from './queue/claim.ts';
import { LOOK_UPS_UNTIL_ABSENT, NOT_DONE, PROVIDERS_REMEMBER } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import { TAKEN_ON, type Outcome, type Result } from './queue/task.ts';
import { endAs, move } from './queue/transitions.ts';
import type { Recalled } from './recalled.ts';
import { recordSent } from './sent-record.ts';
import { giveUpWith, release, type Steps } from './steps.ts';

/** After so many look-ups without an answer a person decides. */
const LOOK_UPS_UNTIL_PARKED = 8;
const FIRST_LOOK_UP = 500;
const SECOND_LOOK_UP = 2_000;
const UNTIL_FUNDS = 30_000;
const UNTIL_CLAIMED = 60_000;

export type Settled = { readonly claim: Claim; readonly outcome: Outcome };
/** `changed`: scans whose cards did; `recalled`: parcels that have passed, and are called back by a number that only their conversion told. */
export type Settlement = { readonly changed: ReadonlySet<number>; readonly recalled: readonly Recalled[] };

const REFUSED: Readonly<Record<'platform' | 'merchant' | 'person' | 'nobody', ErrorCode>> = {
  platform: 'provider-refused-platform',
  merchant: 'provider-refused-merchant',
  person: 'provider-refused-parcel',
  nobody: 'provider-refused-parcel',
};

/**
 * Records outcomes, a batch in one transaction: the job's state, its money and its journal entries together.
 * A settlement whose claim is not the job's any more changes nothing.
 */
export function settle(flow: Steps, batch: readonly Settled[]): Settlement {
  return flow.store.transaction(() => {
    const changed = new Set<number>();
    const recalled: Recalled[] = [];
    for (const { claim, outcome } of batch) {
      const at = flow.now();
      const job = flow.jobs.claimed(claim.job.id, claim.token);
      if (!job) continue;
      endAttempt(flow, claim, outcome, at);
      apply(flow, job, claim, outcome, at);
      changed.add(job.scan_id);
      if (outcome.kind !== 'done' || outcome.result.kind !== 'conversion') continue;
      const late = stopByNewNumber(flow, outcome.result.number);
      for (const scanId of late.stopped) changed.add(scanId);
      recalled.push(...late.recalled);
    }
    return { changed, recalled };
  });
}

/**
 * An outcome that can't be recorded, for this `error`: a person decides of its job, as of one whose outcome nobody knows, and its money stays held. Nothing
 * is charged or called on its word. In a transaction of its own. Returns the scan whose card changed; null where the claim is not the job's any more.
 */
export function setAside(flow: Steps, claim: Claim, error: unknown): number | null {
  const { code, about = code } = problemOf(error);
  return flow.store.transaction(() => {
    const claimed = flow.jobs.claimed(claim.job.id, claim.token);
    if (!claimed) return null;
    endAttempt(flow, claim, { kind: 'unknown', about: `not recorded: ${about}` }, flow.now());
    park(flow, claimed, 'provider-outcome-unknown', `not recorded: ${about}`, flow.now());
    return claimed.scan_id;
  });
}

/**
 * A job that can't be claimed, for this `error`: a person's as well, with its money held. One of which not even that can be written is put off. In the
 * transaction of the caller.
 */
export function leaveAside(flow: Steps, job: JobRow, error: unknown): void {
  const { code, about = code } = problemOf(error);
  const at = flow.now();
  try {
    park(flow, job, job.state === 'unknown' || flow.jobs.isInDoubt(job.id) ? 'provider-outcome-unknown' : 'job-unreadable', `not claimed: ${about}`, at);
  } catch (again) {
    if (isOfDisk(again)) throw again;
    if (job.state === 'unknown') unknown(flow, job, at + UNTIL_CLAIMED);
    else flow.jobs.wait(job.id, 'retry', at + UNTIL_CLAIMED);
  }
}

function endAttempt(flow: Steps, { job, attempt, purpose }: Claim, outcome: Outcome, at: number): void {
  const isDenied = purpose === 'look-up' && outcome.kind === 'refused' && outcome.ofTheWork;
  flow.store
    .sql('UPDATE attempts SET ended_at = ?, outcome = ?, about = ? WHERE job_id = ? AND attempt = ?')
    .run(at, isDenied ? NOT_DONE : outcome.kind, 'about' in outcome ? outcome.about : null, job.id, attempt);
  if (isMessage(job.kind) && outcome.kind === 'later') flow.messages.neverLeft();
  // It has joined nobody: what a call before it may have bound, at another provider, is still for those of that call.
  if (job.kind === 'privacy' && purpose === 'call' && (outcome.kind === 'later' || outcome.kind === 'refused')) flow.jobs.joins(job.id, job.pair);
}

function apply(flow: Steps, job: JobRow, claim: Claim, outcome: Outcome, at: number): void {
  switch (outcome.kind) {
    case 'done':
      // Found by asking, and nothing is lent here to charge it with: it is asked about again when there may be.
      if (claim.purpose === 'look-up' && !outcome.shared && !flow.ledger.canCapture(job, at)) return unknown(flow, job, at + UNTIL_FUNDS, 'funds');
      // Its effect has happened and stays charged to nobody until a person has found out whose number it is.
      if (outcome.result.kind === 'conversion' && !flow.numbers.give(outcome.result.number, job.number)) return park(flow, job, 'number-in-use', outcome.result.number, at);
      return bound(flow, job, claim, outcome, at);
    case 'refused':
      // Refusing to be asked says nothing of the call that is asked about. A write-back's asking is the call itself, as a number's end is, which nobody has to help with where it ends by itself. Nor does it where the answer is that the work itself was refused.
      if (claim.purpose === 'look-up' && SERVICE_OF[job.kind] !== null && !outcome.ofTheWork && !(job.kind === 'unbind' && outcome.act === 'nobody')) return stillUnknown(flow, job, claim, outcome.about, at);
      // A repeat that is refused for a wrong signature, for one, says nothing of the call before it, which its provider may only know of later.
      if (claim.purpose === 'call' && outcome.act === 'platform' && !outcome.ofTheWork && flow.jobs.isInDoubt(job.id)) return park(flow, job, 'provider-outcome-unknown', outcome.about, at);
      return refused(flow, job, outcome, at);
    case 'later': {
      // A look-up that could not be made says nothing about the job: it stays unknown.
      const wait = outcome.after ?? backoff(claim.attempt, flow.random());
      return claim.purpose === 'look-up' ? unknown(flow, job, at + wait) : flow.jobs.wait(job.id, outcome.why, at + wait);
    }
    case 'unknown':
      if (claim.purpose === 'look-up') return stillUnknown(flow, job, claim, outcome.about, at);
      // To ask about the end of a number is to end it once more.
      return unknown(flow, job, at + (job.kind === 'unbind' ? backoff(claim.attempt, flow.random()) : FIRST_LOOK_UP));
    case 'absent':
      if (flow.jobs.lookUps(job.id, ['absent']) < LOOK_UPS_UNTIL_ABSENT) return unknown(flow, job, at + SECOND_LOOK_UP);
      if (at - flow.jobs.unknownSince(job) > PROVIDERS_REMEMBER && !flow.jobs.isConfirmed(job.id)) return park(flow, job, 'provider-outcome-unknown', 'not found, and called more than a day ago', at);
      return callAgain(flow, job, claim);
  }
}

function bound(flow: Steps, job: JobRow, { provider }: Claim, { result, shared, pair, joinsOthers }: Extract<Outcome, { kind: 'done' }>, at: number): void {
  // A number that rings somebody else is on no card and in no message.
  done(flow, job, JSON.stringify(joinsOthers ? { kind: 'reference', reference: result.reference } : result), at, shared);
  if (result.kind !== 'binding' || provider === null || pair === undefined) return;
  flow.bindings.bound(job, provider, pair, result, shared === true, at);
  // Or called back while it was being bound: nobody needs to be reached about it.
  if (joinsOthers || flow.parcels.isCalledBack(job.number)) flow.bindings.release(job.number, at);
}

/** The effect happened: it is charged once, and what depends on it may go. One that is shared was charged, if at all, for another parcel. */
export function done(flow: Steps, job: JobRow, result: string, at: number, shared = false): void {
  if (shared) flow.ledger.release(job, at);
  const charged = shared ? 0 : flow.ledger.capture(job, at);
  endAs(flow.store, job.id, 'done', { result, charged, at });
  if (isMessage(job.kind)) recordSent(flow, job, (JSON.parse(result) as Result).reference, charged, at);
  for (const dependent of flow.jobs.dependents(job.id)) release(flow, dependent);
  if (job.kind === 'privacy') sayPrivacyNumber(flow, job);
  if (job.kind === 'unbind') flow.bindings.ended(job.id);
  flow.jobs.ask(job, at);
}

/** Nothing of it was done, and its money is free; also what depends on it, where nobody can help. */
export function refused(flow: Steps, job: JobRow, outcome: Extract<Outcome, { kind: 'refused' }>, at: number): void {
  flow.ledger.release(job, at);
  endAs(flow.store, job.id, outcome.act === 'nobody' ? 'refused' : 'parked', { error: REFUSED[outcome.act], about: outcome.about, at });
  if (outcome.act === 'nobody') giveUpDependents(flow, job, at);
}

/** Waits for a person: nothing is called and nothing is released, for the effect may have happened. */
function park(flow: Steps, job: JobRow, error: ErrorCode, about: string, at: number): void {
  endAs(flow.store, job.id, 'parked', { error, about, at });
}

/** The job is given up, by a person or for this reason: its money is free, and what depends on it is given up too. */
export function giveUp(flow: Steps, job: JobRow, at: number, why?: ErrorCode): void {
  flow.ledger.release(job, at);
  endAs(flow.store, job.id, 'void', { error: why ?? job.error, about: why ? job.kind : job.about, at });
  giveUpDependents(flow, job, at);
}

function giveUpDependents(flow: Steps, job: JobRow, at: number): void {
  for (const dependent of flow.jobs.dependents(job.id)) giveUpWith(flow, dependent, job, at);
  flow.jobs.ask(job, at);
}

/** Not at once: a provider that answers nothing but errors, and knows of nothing, would be called for it all day long. */
function callAgain(flow: Steps, job: JobRow, { attempt }: Claim): void {
  release(flow, job);
  const at = flow.now();
  if ((flow.jobs.find(job.id)?.ready_at ?? Infinity) <= at) flow.jobs.wait(job.id, 'retry', at + backoff(attempt, flow.random()));
}

function stillUnknown(flow: Steps, job: JobRow, claim: Claim, about: string, at: number): void {
  // Who has taken it on is asked until it is done, for as long as it is sure to be remembered there.
  const isOver = about === TAKEN_ON ? at - flow.jobs.unknownAnew(job) > PROVIDERS_REMEMBER : flow.jobs.lookUps(job.id, ['unknown', 'refused']) >= LOOK_UPS_UNTIL_PARKED;
  if (isOver) park(flow, job, 'provider-outcome-unknown', about, at);
  else unknown(flow, job, at + backoff(claim.attempt, flow.random()));
}

function unknown(flow: Steps, job: JobRow, readyAt: number, waits: WaitReason | null = null): void {
  move(flow.store, job.id, 'unknown', waits, readyAt, 1);
}

/** Its provider may know nothing any more of what it did, and a call would be a second effect. What costs nothing may be repeated. */
export function mayBeForgotten(flow: Steps, job: Pick<JobRow, 'id' | 'kind' | 'created_at'>): boolean {
  const before = flow.now() - PROVIDERS_REMEMBER;
  // No call is older than its job.
  return !FREE.includes(job.kind) && job.created_at < before && flow.jobs.unknownSince(job) < before;
}
