import { z } from 'zod';
import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, NO_SETTINGS, credential, notBefore, pathBelow, post, settings, under, type Adapter, type Wire } from '../adapter.ts';
import { sameNumber } from '../mainland.ts';
import { submitOutcome } from './results.ts';

/**
 * 云信留客 SMS: an unsigned form, an answer of one number in XML. There is no idempotency key: after a lost answer the
 * reports are searched for this text to this number, and where they know nothing the message is not sent again blindly.
 */
export const yunxinliukeSms: Adapter = { call: submit, lookUp: searchReports };

/**
 * The older interface, unless `settings.paths` says otherwise: the newer one sends at `winnerrxd/api/trigger/SendMsg`.
 * Source: integrators' public code, unconfirmed by the vendor.
 */
const places = z.object({ paths: z.object({ send: pathBelow.default('Services/MsgSend.asmx/SendMsg'), reports: pathBelow.default('Services/MsgSend.asmx/GetReport2') }).prefault({}) });
type Place = keyof z.output<typeof places>['paths'];

const AN_ID = /^\d{1,128}$/;
const AN_ERROR = /^-\d{1,18}$/;

async function submit(task: Task, wire: Wire): Promise<Outcome> {
  const message = messageOf(task);
  if (!message) return { kind: 'refused', act: 'person', about: 'no phone or no text' };
  const text = await form(wire, 'send', { DesNo: message.phone, Msg: message.text, Channel: wire.provider.credential['channel'] ?? '' });
  if ('outcome' in text) return text.outcome;
  return AN_ID.test(text.text) || AN_ERROR.test(text.text) ? notBefore(submitOutcome(text.text), text.retryAfter) : { kind: 'unknown', about: 'answer unreadable' };
}

/** The gateway's reports as the practice world writes them; the vendor's own form is unconfirmed. */
const reports = z.array(z.object({ id: z.string(), phone: z.string(), text: z.string() }));

/** Reports are given from a time on; a minute of slack covers the two clocks. */
const SLACK = 60_000;

async function searchReports(task: Task, wire: Wire): Promise<Outcome> {
  const message = messageOf(task);
  if (!message) return { kind: 'unknown', about: 'no phone or no text' };
  const text = await form(wire, 'reports', { DesNo: message.phone, Since: String(task.firstCalledAt - SLACK) });
  if ('outcome' in text) return text.outcome;
  // What only has to wait is not one of the questions after which a person decides.
  if (AN_ERROR.test(text.text)) return notBefore(submitOutcome(text.text), text.retryAfter);
  let read;
  try {
    read = reports.safeParse(JSON.parse(text.text));
  } catch {
    return { kind: 'unknown', about: 'reports unreadable' };
  }
  if (!read.success) return { kind: 'unknown', about: 'reports unreadable' };
  const found = read.data.find((report) => sameNumber(report.phone, message.phone) && report.text === message.text);
  // No report is no proof: it may come later. Only a report or a person ends the doubt.
  return found ? { kind: 'done', result: { kind: 'reference', reference: found.id } } : { kind: 'unknown', about: 'no report' };
}

function messageOf(task: Task): { phone: string; text: string } | null {
  return task.phone === '' || !task.message ? null : { phone: task.phone, text: task.message.text };
}

/** Posts a form and unwraps `<string>…</string>`. */
async function form(wire: Wire, place: Place, fields: Record<string, string>): Promise<{ text: string; retryAfter: number | null } | { outcome: Outcome }> {
  const secrets = credential(wire, 'userCode', 'userPass');
  if (!secrets) return { outcome: NO_CREDENTIAL };
  const set = settings(wire, places);
  if (!set) return { outcome: NO_SETTINGS };
  const body = new URLSearchParams({ ...secrets, ...fields }).toString();
  const sent = await post(wire, under(wire, set.paths[place]), { 'content-type': 'application/x-www-form-urlencoded' }, body);
  if ('outcome' in sent) return sent;
  const content = /<string[^>]*>([\s\S]*?)<\/string>/.exec(sent.text)?.[1];
  return content === undefined ? { outcome: { kind: 'unknown', about: 'answer unreadable' } } : { text: unescapeXml(content.trim()), retryAfter: sent.retryAfter };
}

function unescapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);/gi, (_, name: string) =>
    name.startsWith('#') ? character(Number(name[1]?.toLowerCase() === 'x' ? `0${name.slice(1)}` : name.slice(1))) : (entities[name.toLowerCase()] ?? ''),
  );
}

const character = (code: number): string => (code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd');
