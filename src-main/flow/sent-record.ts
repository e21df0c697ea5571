import type { Audience, Effect } from '../../src-shared/domain/sent-message.ts';
import { segmentsOf } from '../../src-shared/domain/sms.ts';
import { messageOf, recipientOf } from './message-check.ts';
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
  if (arrival?.number != null && isAllTold(flow, arrival.number)) flow.phones.lastMessageDone(arrival.number, at);
}

/** The recipient knows where it lies: nothing has to be written to them any more. Of several pieces each may lie elsewhere, and the order's privacy number serves them all. */
const isAllTold = ({ parcels, scans }: Steps, number: string): boolean => !parcels.isInPieces(number) && scans.piecesLeft(number).every((piece) => piece === null);
