import type { HistoryMessage, SentFields } from '../../../src-shared/bridge/history-views.ts';
import type { Audience, Effect } from '../../../src-shared/domain/sent-message.ts';
import { isMessage } from '../../../src-shared/domain/work.ts';
import type { JobRow } from '../queue/job-rows.ts';
import { DECIDED, asSent } from '../sent-record.ts';
import type { Steps } from '../steps.ts';

/** All that is known of one message, for whoever has to answer for it; null for a job that sends none or has not been looked at yet. */
export function messageView(flow: Steps, job: JobRow | null): HistoryMessage | null {
  const message = job && isMessage(job.kind) ? flow.messages.find(job.id) : null;
  if (!job || !message) return null;
  const fields = fieldsOf(flow, job);
  const reports = flow.store.sql<HistoryMessage['reports'][number]>('SELECT state, code, at FROM delivery_reports WHERE key = ? ORDER BY id').all(job.key);
  return {
    jobId: String(job.id), kind: job.kind, text: fields?.text ?? message.text, segments: message.segments, phone: message.mask, fields,
    optedOutAt: flow.messages.optedOutAt(message.recipient), refunded: job.refunded, reports,
  };
}

/** As they are on record; of a call that may have sent it, and of which nobody has said so, as this station knows them. */
function fieldsOf(flow: Steps, job: JobRow): SentFields | null {
  const sent = flow.messages.sent(job.id);
  if (sent) {
    const { smsId, sentAt, text, planned } = sent;
    const decided = smsId === DECIDED;
    return { saidBy: decided ? 'person' : 'gateway', smsId: decided ? null : smsId, sentAt, text, planned, audience: JSON.parse(sent.audience) as Audience, effect: JSON.parse(sent.effect) as Effect };
  }
  if (job.state === 'calling' || !flow.jobs.isInDoubt(job.id)) return null;
  const { sentAt, text, planned, audience, effect } = asSent(flow, job, 0, flow.now());
  return { saidBy: 'nobody', smsId: null, sentAt, text, planned, audience, effect };
}
