import type { DeliveryReport } from '../../../src-shared/contract/messages.ts';
import { businessKey } from '../../../src-shared/domain/business-key.ts';
import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';
import { dice } from '../day/dice.ts';
import { lyingAt } from '../day/track.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { pageOf } from './page.ts';

type Planned = { message_id: number; account_id: string; key: string; state: DeliveryReport['state']; due: number };
/** `key`: what its provider was told to echo, where it echoes anything. */
type Message = { readonly messageId: number; readonly accountId: string; readonly phone: string; readonly text: string; readonly key?: string };

/** Of so many messages one fails by itself. */
const ONE_FAILS_OF = 25;
const SOONEST = 2_000;
const LATEST = 8_000;
/** Deliveries that a command lets fail, before chance is asked. */
const TO_FAIL = 'deliveries-to-fail';
const CODES: Readonly<Record<DeliveryReport['state'], string>> = { delivered: 'DELIVRD', failed: 'UNDELIV' };

export const failDeliveries = (stage: Stage, count: number): void => stage.kept.put(TO_FAIL, count);

/**
 * What will be reported of a message, in the caller's transaction: the platform knows it by its echo, or by what its text tells. The same
 * message meets the same fate in every world of a seed. Due by the machine's own clock, as interceptions are.
 */
export function planDelivery(stage: Stage, { messageId, accountId, phone, text, key: echo }: Message): void {
  const key = echo?.startsWith(`${accountId}:`) ? echo : keyOf(stage, accountId, text);
  if (key === null) return;
  const chance = dice('delivery', stage.seed, accountId, phone, text);
  const forced = stage.kept.number(TO_FAIL, 0);
  if (forced > 0) failDeliveries(stage, forced - 1);
  const state = chance.below(ONE_FAILS_OF) === 0 || forced > 0 ? 'failed' : 'delivered';
  stage
    .sql('INSERT INTO planned_deliveries (message_id, account_id, key, state, due) VALUES (?,?,?,?,?)')
    .run(messageId, accountId, key, state, Date.now() + SOONEST + chance.below(LATEST - SOONEST));
}

/** So long a code is the same one at its place. */
const CODE_LIVES = 30 * 86_400_000;

/** By the new number of a forwarding SMS, or the place and code of a pickup message, told by the feed or by a track; of a correction nobody out here knows which one it is. */
function keyOf(stage: Stage, accountId: string, text: string): string | null {
  const converted = /新运单号([A-Z0-9]+)/.exec(text)?.[1];
  const original = converted && stage.sql<{ original: string }>('SELECT original FROM conversions WHERE account_id = ? AND number = ?').get(accountId, converted)?.original;
  if (original) return businessKey(accountId, original, 'forwarding-sms');
  const [, place, code] = /(?:已到|仍在)(.+?)(?:等您)?[,，]取件码(.+?)[,，]请/.exec(text) ?? [];
  if (place === undefined || code === undefined) return null;
  const told = stage.sql<{ number: string | null }>("SELECT arrival ->> '$.number' AS number FROM arrivals WHERE account_id = ? AND arrival ->> '$.place' = ? AND arrival ->> '$.code' = ?").get(accountId, place, code);
  const number = told ? told.number : lyingAt(stage, place, code);
  if (number !== null) return businessKey(accountId, number, 'pickup-sms');
  const own = `${place}/${code}`.replaceAll(':', ' ');
  const before = stage.sql<{ at: number | null }>('SELECT max(at) AS at FROM captures WHERE account_id = ? AND key = ?').get(accountId, businessKey(accountId, own, 'pickup-sms'))?.at ?? null;
  return businessKey(accountId, before !== null && stage.now() - before >= CODE_LIVES ? `${own}@${new Date(stage.now() + CHINA_TIME).toISOString().slice(0, 10)}` : own, 'pickup-sms');
}

/** Puts a report at the end of its account's feed, whatever was told before. */
export function tellDelivery(stage: Stage, accountId: string, { reportId, key, state, code, at }: Omit<DeliveryReport, 'code'> & { readonly code?: string | undefined }): void {
  stage
    .sql('INSERT INTO delivery_reports (account_id, report_id, key, state, code, at) VALUES (?,?,?,?,?,?)')
    .run(accountId, reportId, key, state, code ?? CODES[state], at);
}

/** Moves what is due into the feed. Done whenever somebody looks, so a restart needs no timer. */
export function tellDueDeliveries(stage: Stage): void {
  const due = stage.sql<Planned>('SELECT * FROM planned_deliveries WHERE due <= ? ORDER BY due, message_id').all(Date.now());
  if (due.length === 0) return;
  const offset = stage.now() - Date.now();
  stage.atomically(() => {
    for (const planned of due) {
      tellDelivery(stage, planned.account_id, { reportId: reportIdOf(planned.message_id), key: planned.key, state: planned.state, at: planned.due + offset });
      stage.sql('DELETE FROM planned_deliveries WHERE message_id = ?').run(planned.message_id);
    }
  });
}

const reportIdOf = (messageId: number): string => `sms-${messageId}`;

/** The state of a message as its provider has it: nothing but a failure that was told is one. */
export const messageStatus = (stage: Stage, messageId: number): string =>
  stage.sql("SELECT 1 FROM delivery_reports WHERE report_id = ? AND state = 'failed'").get(reportIdOf(messageId)) ? CODES.failed : CODES.delivered;

export const playDeliveryReports: Plays<'deliveryReports'> = ({ stage, request, caller }) => {
  tellDueDeliveries(stage);
  return pageOf(request, (after, limit) =>
    stage
      .sql<DeliveryReport & { sequence: number; report_id: string }>('SELECT * FROM delivery_reports WHERE account_id = ? AND sequence > ? ORDER BY sequence LIMIT ?')
      .all(caller.accountId, after, limit)
      .map(({ sequence, report_id, key, state, code, at }) => ({ sequence, item: { reportId: report_id, key, state, code, at } })),
  );
};
