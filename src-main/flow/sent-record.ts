import type { Audience, Effect } from '../../src-shared/domain/sent-message.ts';
import { segmentsOf } from '../../src-shared/domain/sms.ts';
import { messageOf, recipientOf } from './message-check.ts';
import type { ArrivalRow } from './message/arrival-rows.ts';
import type { SentMessage } from './message/message-rows.ts';
import { arrivalOf } from './phone-of.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Steps } from './steps.ts';

/** In the place of an SMS id: no gateway has told one, a person said that it went out. */
export const DECIDED = 'decided by a person';

type AsSent = Omit<SentMessage, 'smsId' | 'audience' | 'effect'> & { readonly audience: Audience; readonly effect: Effect };

/** What this station knows of a message that was called: everything but its id. `at` where no call is on record, for a lost copy of the database made it. */
export function asSent(flow: Steps, job: JobRow, charged: number, at: number): AsSent {
  const row = flow.messages.find(job.id);
  const text = row?.text || (messageOf(flow, job)?.text ?? '');
  const arrival = arrivalOf(flow, job);
  const { print, mask } = row ? { print: row.recipient, mask: row.mask } : recipientOf(flow, job);
  return {
    sentAt: flow.messages.calledAt(job.id) ?? row?.at ?? at, text, planned: 1,
    audience: { of: arrival ? 'arrival' : 'parcel', number: job.number, place: arrival?.place ?? null, corrects: arrival?.corrects != null },
    effect: { submitted: 1, segments: segmentsOf(text), charged }, template: row?.template ?? '', recipient: print, mask,
  };
}

/**
 * The six fields of a complaint's answer, in the transaction of the outcome: SMS id, send time, text, planned quantity, audience
 * logic, effect. There is one row for a job, and the database lets nobody change it (product.md): what is on record already stands.
 */
export function recordSent(flow: Steps, job: JobRow, smsId: string, charged: number, at: number): void {
  if (flow.messages.sent(job.id) !== null) return;
  const { audience, effect, ...sent } = asSent(flow, job, charged, at);
  flow.messages.record({ ...sent, smsId, audience: JSON.stringify(audience), effect: JSON.stringify(effect) }, job.id);
  const arrival = arrivalOf(flow, job);
  if (arrival?.number != null && isAllTold(flow, arrival.number, arrival)) flow.phones.lastMessageDone(arrival.number, at);
}

/**
 * Its recipient knows where the parcel lies: nothing has to be written to them any more. Of several pieces each may lie elsewhere, and the order's privacy number
 * serves them all. What a person enters may name a parcel that has not left, or be somebody else's.
 */
function isAllTold({ parcels, scans, phones }: Steps, number: string, { phone_print }: ArrivalRow): boolean {
  const left = scans.piecesLeft(number);
  return left.length > 0 && left.every((piece) => piece === null) && !parcels.isInPieces(number) && phones.recipient(number)?.print === phone_print;
}
