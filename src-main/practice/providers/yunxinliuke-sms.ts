import type { Context, Hono } from 'hono';
import { messageStatus, planDelivery, tellDueDeliveries } from '../account/delivery-reports.ts';
import { filedTemplates } from '../account/messages.ts';
import type { Stage } from '../stage/stage.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'yunxinliuke-sms';

/** What each variable of a filed template may hold. Commas may be of either width. */
const VARIABLES: Readonly<Record<string, string>> = { courier: '[\\u4e00-\\u9fa5A-Z]{2,10}', number: '[A-Z0-9]{8,24}', code: '[^【】\\n]{1,40}', place: '[^【】\\n]{1,60}', privacy: '1\\d{10}' };
const SIGNATURE = '【京巴士】';
/** A recipient on the provider's black list, to practise the refusal. */
const BLACKLISTED = '19900019999';
const REPORTS_AT_MOST = 500;
const A_DAY = 24 * 3_600_000;

/**
 * 云信留客 SMS, the older form interface: unsigned, no idempotency key, the answer one number in XML. Positive is the
 * message id; the negative codes are the vendor's (-3 user, -4 template, -5 signature, -8 channel, -9 number, -12 black list).
 */
export function yunxinliukeSms(app: Hono, stage: Stage): void {
  const path = `/providers/${KIND}/Services/MsgSend.asmx`;
  app.post(`${path}/SendMsg`, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const answer = send(stage, (name) => form.get(name) ?? '');
    if (answer < 0) countRefusal(stage, KIND, String(answer));
    return xml(c, String(answer));
  });
  app.post(`${path}/GetReport2`, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    return xml(c, reports(stage, (name) => form.get(name) ?? ''));
  });
}

type Form = (name: string) => string;

/** Every second part of a body is a variable's name. */
const patternOf = (body: string): string => body.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 1 ? (VARIABLES[part] ?? '.+') : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(',', '[,，]'))).join('');
const isFiled = (stage: Stage, text: string): boolean => filedTemplates(stage).some(({ signature, body }) => new RegExp(`^【${signature}】${patternOf(body)}$`).test(text));

function accountOf(stage: Stage, form: Form): string | null {
  const accountId = accountWith(stage, KIND, 'userCode', form('userCode'));
  return accountId && credentialFor(stage, KIND, accountId)['userPass'] === form('userPass') ? accountId : null;
}

function send(stage: Stage, form: Form): number {
  const accountId = accountOf(stage, form);
  if (!accountId) return -3;
  const phone = form('DesNo');
  const text = form('Msg');
  if (form('Channel') !== credentialFor(stage, KIND, accountId)['channel']) return -8;
  if (!/^1[3-9]\d{9}$/.test(phone)) return -9;
  if (phone === BLACKLISTED) return -12;
  if (!text.startsWith(SIGNATURE)) return -5;
  if (!isFiled(stage, text)) return -4;
  return stage.atomically(() => {
    const row = stage.sql<{ message_id: number }>('INSERT INTO messages (account_id, phone, text, at) VALUES (?,?,?,?) RETURNING message_id').get(accountId, phone, text, stage.now());
    if (!row) return -1;
    planDelivery(stage, { messageId: row.message_id, accountId, phone, text });
    return row.message_id;
  });
}

/**
 * GetReport2 of this world: a JSON list `[{id, phone, text, time, status}]` (time in UTC ms), oldest first, at most 500. It takes nothing
 * away. `Since` (UTC ms; the last 24 h without it) and `DesNo` narrow it down, so that a message whose answer was lost
 * can be looked up by number and time.
 */
function reports(stage: Stage, form: Form): string {
  const accountId = accountOf(stage, form);
  if (!accountId) return '-3';
  tellDueDeliveries(stage);
  const since = /^\d{1,16}$/.test(form('Since')) ? Number(form('Since')) : stage.now() - A_DAY;
  const rows = stage
    .sql<{ message_id: number; phone: string; text: string; at: number }>(
      `SELECT * FROM messages WHERE account_id = @accountId AND at >= @since AND (@phone = '' OR phone = @phone)
       AND message_id NOT IN (SELECT message_id FROM cloud_messages) ORDER BY message_id LIMIT @limit`,
    )
    .all({ accountId, since, phone: form('DesNo'), limit: REPORTS_AT_MOST });
  return JSON.stringify(rows.map(({ message_id, phone, text, at }) => ({ id: String(message_id), phone, text, time: at, status: messageStatus(stage, message_id) })));
}

function xml(c: Context, text: string): Response {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return c.body(`<?xml version="1.0" encoding="utf-8"?><string xmlns="http://tempuri.org/">${escaped}</string>`, 200, { 'content-type': 'text/xml; charset=utf-8' });
}
