import { CallFailed } from '../account/call-failed.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { isMessage, type JobKind } from '../../src-shared/domain/work.ts';
import { isUnsafe } from '../../src-shared/errors/codes.ts';
import type { ArrivalRow } from './message/arrival-rows.ts';
import { unsafe } from './provider/adapter.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Outcome } from './queue/task.ts';
import type { OpenedPhone } from './scan/phone-rows.ts';
import type { Steps } from './steps.ts';

/** Work whose provider never sees a phone: no seal is opened for it. */
const WITHOUT_PHONE: readonly JobKind[] = ['sync', 'trace', 'write-back'];

/** What a pickup message is about; null for work of a scan. */
export const arrivalOf = (flow: Steps, job: JobRow): ArrivalRow | null => (job.kind === 'pickup-sms' ? flow.arrivals.ofJob(job.id) : null);

/** The recipient's phone as the database has it at this moment. */
export function openedPhone(flow: Steps, job: JobRow): OpenedPhone {
  const arrival = arrivalOf(flow, job);
  return arrival ? flow.arrivals.open(arrival) : flow.phones.open(job.number);
}

/** An arrival's own phone is nowhere else. */
export const ENTER_AGAIN: Outcome = { kind: 'refused', act: 'person', about: 'phone sealed, enter it again' };

/** Not the phone that a message's rules were judged for, which its row names: its order was asked for since, or told, with another one. */
export const isUnjudged = ({ messages, phones }: Steps, { id, kind }: JobRow, phone: string): boolean => isMessage(kind) && messages.find(id)?.recipient !== phones.fingerprint(phone);

type FoundPhone = { readonly phone: string } | { readonly outcome: Outcome };

/**
 * Opens the recipient's phone for one call. A seal whose key is gone (the last run had no keyring to keep it in) is
 * replaced by asking the account API for the order again: `fetch` is its number. An outcome where there is no phone to be had.
 */
export function keptPhone(flow: Steps, job: JobRow): FoundPhone | { readonly fetch: string } {
  if (WITHOUT_PHONE.includes(job.kind)) return { phone: '' };
  const arrival = arrivalOf(flow, job);
  const opened = openedPhone(flow, job);
  if (opened.kind === 'phone') return opened;
  // A number that outlives its parcel's retention is ended by what its provider calls it, where that is enough.
  if (opened.kind === 'erased' && job.kind === 'unbind') return { phone: '' };
  if (opened.kind === 'erased') return { outcome: { kind: 'refused', act: 'person', about: 'phone erased' } };
  if (arrival && arrival.number === null) return { outcome: ENTER_AGAIN };
  return { fetch: arrival?.number ?? job.number };
}

/** By these the account API refuses one order for good. */
const FOR_A_PERSON = [409, 410, 422];

export type OrderAgain = {
  /**
   * Asks for an order. What it says is kept like what a feed tells: by now it may be refunded or held, and the feed will bring no news. Not where a feed has told
   * of it meanwhile, for that may be newer. Throws CallFailed.
   */
  readonly askOrder: (number: string) => Promise<{ readonly parcel: Parcel; readonly isKept: boolean }>;
};

/** Fetches an order for the phone in it, which is sealed anew. Never throws CallFailed. */
export async function orderAgain({ askOrder }: OrderAgain, number: string): Promise<FoundPhone> {
  try {
    const { parcel, isKept } = await askOrder(number);
    if (parcel.number !== number) return { outcome: { kind: 'refused', act: 'person', about: 'another order' } };
    // The phone that the feed told is here by now; or the station has stopped, and nobody records what becomes of it.
    return isKept ? { phone: parcel.recipient.phone } : { outcome: { kind: 'later', why: 'retry', after: null, about: 'told meanwhile' } };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    if (error.status !== null && FOR_A_PERSON.includes(error.status)) return { outcome: { kind: 'refused', act: 'person', about: `order HTTP ${error.status}` } };
    if (error.problem === 'no-order') return { outcome: { kind: 'refused', act: 'person', about: 'no order' } };
    if (isUnsafe(error.code)) return { outcome: unsafe(error.code, 'phone sealed') };
    return { outcome: { kind: 'later', why: error.code === 'api-unreachable' ? 'offline' : 'retry', after: error.retryAfter, about: 'phone sealed' } };
  }
}
