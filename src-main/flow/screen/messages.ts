import type { MessageLine, MessagePreview, MessagesView } from '../../../src-shared/bridge/views.ts';
import { maskPhone } from '../../../src-shared/domain/phone.ts';
import { segmentsOf } from '../../../src-shared/domain/sms.ts';
import type { JobKind, JobState, WaitReason } from '../../../src-shared/domain/work.ts';
import { StationError, type ErrorCode } from '../../../src-shared/errors/codes.ts';
import { PICKUP, canBeFilled, checkUnused, isToldSince, isUsed, phoneOfArrival, readEntry, readTyped, type Entry } from '../arrivals.ts';
import { pickupValues } from '../message/arrival-rows.ts';
import { render } from '../message/render.ts';
import { judge, templateOf } from '../message-check.ts';
import type { Steps } from '../steps.ts';
import { costOf } from './cost.ts';
import { problemOfJob } from './exceptions.ts';
import { soughtMessages } from './message-search.ts';

const MOST = 500;
/** No message was made of it, nor later of its code under its number, or where none is known at its place. */
const UNTOLD = `NOT EXISTS (SELECT 1 FROM arrivals AS later WHERE later.id > arrivals.id AND later.job_id IS NOT NULL AND later.code = arrivals.code
  AND (later.number = arrivals.number OR arrivals.number IS NULL AND arrivals.place IN ('', later.place)))`;

type Row = {
  id: number; kind: JobKind; number: string; state: JobState; waits: WaitReason | null; price: number; charged: number; refunded: number; delivery: 'delivered' | 'failed' | null; error: ErrorCode | null; about: string | null; created_at: number; ended_at: number | null;
  template: string | null; type: 'notification' | 'promotion' | null; text: string | null; segments: number | null; mask: string | null; rule: ErrorCode | null; until: number | null;
  code: string | null; place: string | null; corrects: number | null; sms_id: string | null; sent_at: number | null; opted_out_at: number | null;
};

/** 消息: the newest jobs that send one, at most 500, and arrivals of which none could be made; of one phone, code or number where that is sought. */
export function messagesView(flow: Steps, typed = ''): MessagesView {
  const sought = typed.trim() === '' ? null : soughtMessages(flow, typed, MOST + 1);
  const rows = flow.store.sql<Row>(
    `SELECT j.id, j.kind, j.number, j.state, j.waits, j.price, j.charged, j.refunded, j.delivery, j.error, j.about, j.created_at, j.ended_at, m.template, m.type, m.text, m.segments, m.mask, m.rule, m.until,
       a.code, a.place, a.corrects, s.sms_id, s.sent_at, o.at AS opted_out_at
     FROM jobs j LEFT JOIN messages m ON m.job_id = j.id LEFT JOIN arrivals a ON a.job_id = j.id LEFT JOIN sent_messages s ON s.job_id = j.id
       LEFT JOIN opt_outs o ON o.recipient = m.recipient
     WHERE j.kind IN ('forwarding-sms', 'pickup-sms')${sought ? ' AND j.id IN (SELECT value FROM json_each(?))' : ''} ORDER BY j.id DESC LIMIT ?`,
  );
  const unmade = flow.store.sql<{ id: number; code: string; place: string; phone_mask: string; template: string; number: string | null; corrects: number | null; problem: ErrorCode; at: number }>(
    `SELECT id, code, place, phone_mask, template, number, corrects, problem, at FROM arrivals WHERE job_id IS NULL AND ${UNTOLD}${sought ? ' AND id IN (SELECT value FROM json_each(?))' : ''} ORDER BY id DESC`,
  );
  const name = (template: string | null): string => (template === null ? '' : (templateOf(flow, template)?.name ?? template));
  const lines: MessageLine[] = rows.all(...(sought ? [JSON.stringify(sought.jobs)] : []), MOST + 1).map((row) => ({
    key: `job-${row.id}`, jobId: String(row.id), at: row.sent_at ?? row.created_at, kind: row.kind, number: row.number, code: row.code, place: row.place, template: name(row.template), phone: row.mask ?? '',
    text: row.text ?? '', segments: row.segments ?? 1, cost: costOf(row), state: row.state, waits: row.waits,
    rule: row.state === 'waiting' ? row.rule : row.error && problemOfJob(flow, row), until: row.state === 'waiting' ? row.until : null, smsId: row.sms_id, delivery: row.delivery, optedOutAt: row.sent_at === null ? null : row.opted_out_at, corrects: row.corrects !== null, canCorrect: row.kind === 'pickup-sms' && row.state !== 'void', canComplete: false,
  }));
  const most = lines.length + MOST;
  for (const row of unmade.iterate(...(sought ? [JSON.stringify(sought.arrivals)] : []))) {
    if (lines.length > most) break;
    if (isToldSince(flow, row)) continue;
    lines.push({
      key: `arrival-${row.id}`, jobId: null, at: row.at, kind: 'pickup-sms', number: row.number ?? row.code, code: row.code, place: row.place, template: name(row.template), phone: row.phone_mask, text: '', segments: 0, cost: 0,
      state: 'refused', waits: null, rule: row.problem, until: null, smsId: null, delivery: null, optedOutAt: null, corrects: row.corrects !== null, canCorrect: false, canComplete: row.corrects === null && (row.problem !== 'pickup-code-used' || !isUsed(flow, row)),
    });
  }
  const templates = (flow.messaging.rules()?.templates ?? []).filter(canBeFilled).map(({ template, name: shown, type }) => ({ template, name: shown, rule: type === 'promotion' ? ('message-consent-missing' as const) : null }));
  return { messages: lines.toSorted((a, b) => b.at - a.at).slice(0, MOST), more: lines.length > MOST, templates: templates.toSorted((a, b) => Number(a.rule !== null) - Number(b.rule !== null) || Number(b.template === PICKUP) - Number(a.template === PICKUP)) };
}

/**
 * What would be sent, with its segments and cost, and what the rules say of it now. `corrects` is the job of the message it corrects.
 * Throws StationError for what can be no code, place or phone, for a code that has its message, or a template nobody knows.
 */
export function previewOf(flow: Steps, typed: Entry, corrects: number | null): MessagePreview {
  const wrong = corrects === null ? null : flow.arrivals.ofJob(corrects);
  if (corrects !== null && !wrong) throw new StationError('pickup-gone');
  const entry = wrong ? readEntry(flow, { ...typed, phone: typed.phone.trim() === '' ? phoneOfArrival(flow, wrong) : typed.phone, number: wrong.number }) : readTyped(flow, typed);
  if (!wrong) checkUnused(flow, entry);
  const found = templateOf(flow, entry.template);
  if (!found) throw new StationError('message-template-missing');
  const message = render(found, pickupValues(entry));
  const decision = judge(flow, 0, { template: entry.template, found, message, corrects: wrong !== null, phone: entry.phone, recipient: flow.phones.fingerprint(entry.phone), mask: maskPhone(entry.phone) });
  const segments = segmentsOf(message?.text ?? '');
  return {
    text: message?.text ?? '', phone: maskPhone(entry.phone), length: message?.text.length ?? 0, segments, cost: segments * (flow.entitlements()?.services.sms.price ?? 0),
    decision: decision.kind, rule: decision.kind === 'send' ? null : decision.rule, until: decision.kind === 'hold' ? decision.until : null,
  };
}
