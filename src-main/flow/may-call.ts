import { FREE, isMessage } from '../../src-shared/domain/work.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { isCorrected } from './arrivals.ts';
import { giveUpCalledBack, isCalledBack, isHeld } from './called-back.ts';
import { mayJoin } from './joined.ts';
import { lacksText, mayMessage } from './message-check.ts';
import type { Claim } from './queue/claim.ts';
import { mayHaveDoneIt } from './queue/doubt.ts';
import type { JobRow } from './queue/job-rows.ts';
import { isReadable, orderOf } from './queue/kept.ts';
import { endAs, move } from './queue/transitions.ts';
import { giveUp, mayBeForgotten } from './settle.ts';
import { callFrom, isServiceOn, priceNow, release, validLater, type Steps } from './steps.ts';

/** Whatever is missing brings the job forward when it comes; this is only so that nobody looks again and again. */
export const UNTIL_KNOWN = 60_000;

/**
 * The last look before a call. The platform can switch a service off at any time, and a message has its rules. Money first: no call without a hold that
 * is in the same database, and a job that lost its hold waits for funds. Asking needs neither, but what it asks about;
 * only where asking `repeats` the call, money comes first as well, and not that of a lease that was written off; nor does it begin what a held order or a service that is off keeps waiting.
 */
export function mayCall(flow: Steps, { job, purpose, attempt, provider }: Claim, repeats = false): boolean {
  if (purpose === 'look-up') {
    if (flow.jobs.asksAfterEarlier(job)) return false;
    if (lacksText(flow, job, provider)) return askLater(flow, job);
    if (!repeats) return true;
    // What has no price needs no money; what had none when it was scanned may have one by now. Only the end of a number is simply called again.
    if (priceNow(flow, job) > 0 ? flow.ledger.openHold(job.id) === null || flow.ledger.isHeldOnClosed(job.id) : job.kind === 'unbind') {
      release(flow, job);
      return false;
    }
    // Nobody here has called for it: it waits like any call, unless its parcel is over. What a lost copy of this database may have called for is found later as well.
    const isStopped = isHeld(flow, job) || !isServiceOn(flow, job.kind);
    const isOver = isCalledBack(flow, job) || flow.scans.isUndone(job.scan_id);
    return isStopped && !isOver && !flow.jobs.isInDoubt(job.id) ? askLater(flow, job) : true;
  }
  // It was under way when its scan was undone or its parcel called back, and has provably come to nothing: it is not begun again.
  // The end of a number is owed whatever became of the scan that had it bound.
  const undone = job.kind !== 'unbind' && flow.scans.isUndone(job.scan_id);
  if ((undone || isCalledBack(flow, job)) && !flow.jobs.isInDoubt(job.id)) {
    (undone ? giveUp : giveUpCalledBack)(flow, job, flow.now());
    return false;
  }
  // It was corrected while it was under way or with a person.
  if (isCorrected(flow, job)) {
    giveUp(flow, job, flow.now(), 'pickup-corrected');
    return false;
  }
  if (isHeld(flow, job)) {
    flow.jobs.wait(job.id, 'held', null);
    return false;
  }
  if (!isServiceOn(flow, job.kind)) {
    flow.jobs.wait(job.id, 'service-off', null);
    return false;
  }
  const earlier = job.depends_on === null ? null : flow.jobs.find(job.depends_on);
  if (!isReadable(job, earlier)) {
    // Nothing is deleted because it can't be read.
    park(flow, job, 'job-unreadable', job.kind);
    return false;
  }
  // A clock that was ahead had it come sooner, as if it had been put off by that clock.
  if (validLater(earlier, flow.now()) !== null) {
    callFrom(flow, job.id, earlier, flow.now());
    return false;
  }
  if (isTooLate(flow, job) || isOfAnother(flow, job, provider) || mayBeOfLostCopy(flow, job)) {
    move(flow.store, job.id, 'unknown', null, flow.now(), 1);
    return false;
  }
  if ((job.kind === 'sync' || job.kind === 'trace') && !mayConvert(flow, job)) return false;
  if (isMessage(job.kind) && !mayMessage(flow, job)) return false;
  if (job.kind === 'privacy' && !mayJoin(flow, job, provider)) return false;
  const heldFrom = flow.ledger.heldFrom(job.id);
  if (job.price > 0 && heldFrom === null) {
    flow.jobs.wait(job.id, 'funds', null);
    return false;
  }
  // Its lease was lost while it was being called, and the call came to nothing: the next one needs other money.
  if (heldFrom === 'lost') {
    release(flow, job);
    return false;
  }
  flow.ledger.noteCall(job, attempt, flow.now());
  return true;
}

function askLater(flow: Steps, job: JobRow): false {
  move(flow.store, job.id, 'unknown', null, flow.now() + UNTIL_KNOWN, 1);
  return false;
}

/**
 * It may have happened, and was to be called again under its key; but it has waited so long for that, for a program that was off or for money, that its
 * provider may have forgotten the key. It is asked about once more, and what is not found is a person's.
 */
function isTooLate(flow: Steps, job: JobRow): boolean {
  return mayBeForgotten(flow, job) && !flow.jobs.hasNotHappened(job, flow.now()) && !flow.jobs.isConfirmed(job.id);
}

/** Its work is done by another provider by now, to whom its key says nothing: whoever may have done it is asked first. What costs nothing may be repeated. */
function isOfAnother(flow: Steps, job: JobRow, provider: number | null): boolean {
  const before = job.attempts === 0 || FREE.includes(job.kind) ? null : mayHaveDoneIt(flow.store, job.id);
  return before !== null && before !== provider && !flow.jobs.hasNotHappened(job, flow.now()) && !flow.jobs.isConfirmed(job.id);
}

/**
 * It was given up before the database was put back, by an undone scan for one, and is wanted again: a lost copy may have been asked for it too, and have called
 * it. A message would go out a second time; it is asked about once. All else is called under its key, and was done once.
 */
function mayBeOfLostCopy(flow: Steps, job: JobRow): boolean {
  return isMessage(job.kind) && flow.jobs.isOfEarlierEpoch(job.id) && !flow.jobs.wasAskedAbout(job.id) && !flow.jobs.isConfirmed(job.id);
}

/** No conversion for a store whose authorisation is not on record (product.md, rules). */
function mayConvert(flow: Steps, job: JobRow): boolean {
  const storeId = orderOf(job)?.storeId ?? '';
  if (flow.stores.isAuthorised(storeId)) return true;
  if (flow.stores.version() === null) {
    flow.jobs.wait(job.id, 'platform', flow.now() + UNTIL_KNOWN);
    return false;
  }
  park(flow, job, 'store-not-authorised', storeId);
  return false;
}

/** A person is told. What may have happened keeps its money. */
function park(flow: Steps, job: JobRow, error: ErrorCode, about: string): void {
  const at = flow.now();
  if (!flow.jobs.isInDoubt(job.id)) flow.ledger.release(job, at);
  endAs(flow.store, job.id, 'parked', { error, about, at });
}
