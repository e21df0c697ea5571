import { tellDelivery } from '../../src-main/practice/account/delivery-reports.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { OddReport } from './plan.ts';
import type { Life } from './seat.ts';
import type { World } from './world.ts';

type Report = { report_id: string; account_id: string; key: string; state: 'delivered' | 'failed' };
type Broken = (invariant: 'one refund', about: string) => void;

/** What a provider or the platform can do wrong with the newest report. */
export function tellOddReport({ stage, accountId }: World, how: OddReport): void {
  const last = stage.sql<Report>('SELECT * FROM delivery_reports ORDER BY sequence DESC LIMIT 1').get();
  const at = stage.now();
  if (how === 'unknown-key') return tellDelivery(stage, accountId, { reportId: `odd-${at}`, key: `${accountId}:SF0000000000000:forwarding-sms`, state: 'failed', at });
  if (how === 'other-account') return tellDelivery(stage, accountId, { reportId: `odd-${at}`, key: last?.key.replace(accountId, 'somebody') ?? 'somebody', state: 'failed', at });
  if (!last) return;
  const state = how === 'again' ? last.state : last.state === 'failed' ? 'delivered' : 'failed';
  tellDelivery(stage, accountId, { reportId: how === 'again' ? last.report_id : `odd-${at}`, key: last.key, state, at });
}

/** Every message has its report, everybody has read it, and nothing waits that could go on. */
export function areDeliveriesTold({ stage, accountId }: World, lives: readonly Life[]): boolean {
  if (stage.sql('SELECT 1 FROM planned_deliveries').get()) return false;
  const end = stage.sql<{ n: number | null }>('SELECT max(sequence) AS n FROM delivery_reports WHERE account_id = ?').get(accountId)?.n ?? 0;
  return lives.every(({ raw }) => Number(raw.meta.get('feed.deliveryReports') ?? 0) === end && !raw.sql("SELECT 1 FROM delivery_reports JOIN jobs USING (key) WHERE became IS NULL AND jobs.state = 'done'").get());
}

/** One refund, in the API's books: each refunded capture has one ledger row. */
export function refundsOfWorld({ stage }: World, broken: Broken): void {
  const rows = stage.sql<{ ledger: number; captures: number }>("SELECT (SELECT count(*) FROM ledger WHERE kind = 'refund') AS ledger, (SELECT count(*) FROM captures WHERE refund_reason IS NOT NULL) AS captures").get();
  if (rows?.ledger !== rows?.captures) broken('one refund', JSON.stringify(rows));
}

/** Of one key: one refund, and only the first report's word counts. */
export function refundsOfKey({ stage, accountId }: World, key: string, broken: Broken): void {
  const refunded = stage.sql<{ n: number; first: string | null }>(
    `SELECT count(*) AS n, (SELECT state FROM delivery_reports r WHERE r.account_id = c.account_id AND r.key = c.key ORDER BY sequence LIMIT 1) AS first
     FROM captures c WHERE account_id = ? AND key = ? AND refund_reason = 'reported'`,
  ).get(accountId, key);
  if (!refunded || refunded.n === 0) return;
  if (refunded.n > 1) broken('one refund', key);
  if (refunded.first !== 'failed') broken('one refund', `${key} was refunded, its first report is ${refunded.first}`);
}

/** The same in a station's own books, of a job or of a lease. */
export function refundsOfLife({ raw, seat }: Life, of: 'job' | 'lease', id: string, broken: Broken): void {
  const [table, column] = of === 'job' ? ['jobs', 'id'] : ['leases', 'lease_id'];
  const wrong = raw.sql(`SELECT 1 FROM ${table} WHERE ${column} = ? AND refunded <> coalesce((SELECT sum(r.amount) FROM refunds r JOIN holds h USING (hold_id) WHERE h.${of}_id = ${table}.${column}), 0)`).get(id);
  if (wrong) broken('one refund', `${of} ${id} at ${seat.name}`);
}

/**
 * In the end each failed message that was paid for is refunded, on both sides. `lost`: the station's past is not all in its
 * database. `kept`: its charge is with the platform's people, to whom a refund is nothing yet.
 */
export function refundedInTheEnd({ stage }: World, lives: readonly Life[], lost: (stationId: string) => boolean, kept: (key: string) => boolean, broken: Broken, excluded: (what: string) => void): void {
  const firstOf = (key: string): string | null => stage.sql<{ state: string }>('SELECT state FROM delivery_reports WHERE key = ? ORDER BY sequence LIMIT 1').get(key)?.state ?? null;
  const standing = stage.sql<{ key: string; station_id: string; hold_id: string; refund_reason: string | null }>("SELECT key, station_id, hold_id, refund_reason FROM captures WHERE amount > 0 AND coalesce(refund_reason, '') <> 'captured-before'").all();
  // By its hold: a station and its copy may both have charged the same message, and each gives back what it knows of.
  const isKnown = (holdId: string): boolean => lives.some(({ raw }) => raw.sql('SELECT 1 FROM holds WHERE hold_id = ?').get(holdId) !== undefined);
  for (const { key, station_id, hold_id, refund_reason } of standing) {
    if (refund_reason !== null || firstOf(key) !== 'failed') continue;
    if (lost(station_id) && !isKnown(hold_id)) excluded('a failed message that only a lost copy of a database had charged');
    else broken('one refund', `${key} failed and was not refunded`);
  }
  for (const { raw, seat } of lives) {
    for (const { key, charged, refunded } of raw.sql<{ key: string; kind: JobKind; charged: number; refunded: number }>("SELECT key, charged, refunded FROM jobs WHERE kind = 'forwarding-sms' AND charged > 0").all()) {
      if (firstOf(key) === 'failed' && refunded !== charged && !kept(key)) broken('one refund', `${key} failed, and ${seat.name} counts ${refunded} of ${charged} back`);
    }
  }
}
