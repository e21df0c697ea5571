import { segmentsOf } from '../../src-shared/domain/sms.ts';
import { messageOf, recipientOf } from './message-check.ts';
import { arrivalOf } from './phone-of.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { Result } from './queue/task.ts';
import type { Steps } from './steps.ts';

/** Whom a message was meant for: the recipient of one parcel. */
export type Audience = { readonly of: 'parcel' | 'arrival'; readonly number: string; readonly place: string | null; readonly corrects: boolean };
/** What came of it when it was sent. What the reports say later stands beside this, never in it. */
export type Effect = { readonly submitted: number; readonly segments: number; readonly charged: number };

/**
 * The six fields of a complaint's answer, in the transaction of the outcome: SMS id, send time, text, planned quantity, audience
 * logic, effect. A job ends well once, so there is one row, and the database lets nobody change it (product.md).
 */
export function recordSent(flow: Steps, job: JobRow, result: string, charged: number, at: number): void {
  const row = flow.messages.find(job.id);
  const { reference } = JSON.parse(result) as Result;
  const text = row?.text || (messageOf(flow, job)?.text ?? '');
  const arrival = arrivalOf(flow, job);
  const { print, mask } = row ? { print: row.recipient, mask: row.mask } : recipientOf(flow, job);
  const audience: Audience = { of: arrival ? 'arrival' : 'parcel', number: job.number, place: arrival?.place ?? null, corrects: arrival?.corrects != null };
  const effect: Effect = { submitted: 1, segments: row?.segments ?? segmentsOf(text), charged };
  flow.messages.record(
    {
      smsId: reference, sentAt: row?.at ?? at, text, planned: 1, audience: JSON.stringify(audience), effect: JSON.stringify(effect),
      template: row?.template ?? '', recipient: print, mask,
    },
    job.id,
  );
  // The recipient knows where it lies: after this nothing has to be written to them.
  if (arrival?.number != null) flow.phones.lastMessageDone(arrival.number, at);
}
