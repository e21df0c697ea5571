import type { Steps } from '../../src-main/flow/steps.ts';
import { parcelOf, putParcels } from './station-flow.ts';

const A_DAY = 86_400_000;
/** So far into the past, ms, finished work reaches. */
const PAST = 30 * A_DAY;

/** What became of so many scans. Each made two jobs; the second of a conversion depends on the first, `second`: null makes two that depend on nothing. */
export type Story = {
  readonly scans: number;
  /** The first job, and a second one that depends on nothing. `ready` is SQL, of `job` (its id) and `@now`; `outcome` is that of its one attempt. */
  readonly first: { readonly state: string; readonly waits: string | null; readonly ready: string; readonly lane: 0 | 1; readonly outcome: string | null };
  readonly second: { readonly state: string; readonly waits: string | null } | null;
  readonly hold: 'open' | 'captured' | null;
  /** ms since its last scan, for finished work. */
  readonly ago?: number;
};

/**
 * Writes a story as its scans and jobs would have left it, in one transaction and by SQL: through the flow a million jobs
 * would take an hour of the disk. The journal is left out, of which only the end is read.
 */
export function tell(flow: Steps, story: Story): void {
  const { store } = flow;
  const from = (store.sql<{ id: number | null }>('SELECT max(id) AS id FROM scans').get()?.id ?? 0) + 1;
  const range = { from, to: from + story.scans - 1 };
  store.transaction(() => {
    scans(flow, story, range);
    jobs(flow, story, range);
    attempts(flow, story, range);
    holds(flow, story, range);
    if (story.first.state === 'done') parcelsOfHistory(flow, range);
    else parcels(flow, range);
  });
}
type Range = { readonly from: number; readonly to: number };

const numbers = (from: string, to: string): string => `WITH RECURSIVE n (id) AS (SELECT CAST(${from} AS INTEGER) UNION ALL SELECT id + 1 FROM n WHERE id < ${to})`;
const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);

function scans({ store, now }: Steps, { scans: count, first, ago = 0 }: Story, range: Range): void {
  // Finished work came evenly over its time, what waits in the last hour.
  const [since, over] = first.state === 'done' ? [now() - ago - PAST, PAST] : [now() - 3_600_000, 3_500_000];
  store.sql(`${numbers('@from', '@to')}
    INSERT INTO scans (id, at, text, number, verdict, reason, operator_id, operator, station, cost)
    SELECT id, CAST(@since + (id - @from) * @step AS INTEGER), printf('SF9%012d', id), printf('SF9%012d', id), 'pass', '{"kind":"nothing-to-do"}',
      'op-' || (id % 8), '打包员 ' || (id % 8), '01', 170 FROM n`).run({ ...range, since, step: over / count });
}

function jobs({ store, now }: Steps, { first, second }: Story, range: Range): void {
  const kinds = second === null
    ? "CASE job % 2 WHEN 1 THEN 'privacy' ELSE 'sync' END"
    : "CASE scan % 3 * 2 + job % 2 WHEN 1 THEN 'sync' WHEN 0 THEN 'write-back' WHEN 3 THEN 'trace' WHEN 2 THEN 'forwarding-sms' WHEN 5 THEN 'privacy' ELSE 'sync' END";
  const after = (dependent: string, other: string): string => `CASE WHEN kind IN ('write-back', 'forwarding-sms') THEN ${dependent} ELSE ${other} END`;
  const done = first.state === 'done';
  store.sql(`${numbers('@from * 2 - 1', '@to * 2')},
    j AS (SELECT id AS job, (id + 1) / 2 AS scan FROM n), k AS (SELECT *, ${kinds} AS kind FROM j),
    p AS (SELECT *, CASE kind WHEN 'sync' THEN 60 WHEN 'trace' THEN 110 WHEN 'privacy' THEN 80 WHEN 'forwarding-sms' THEN 45 ELSE 0 END AS price FROM k)
    INSERT INTO jobs (id, scan_id, key, kind, number, courier, platform, operator, depends_on, task, state, waits, ready_at, lane, attempts, price, charged, result, error, created_at, ended_at)
    SELECT job, scan, 'bench:' || s.number || ':' || kind, kind, s.number,
      CASE scan % 3 WHEN 0 THEN 'sf' WHEN 1 THEN 'yto' ELSE 'zto' END, CASE scan % 2 WHEN 0 THEN 'taobao' ELSE 'pdd' END, s.operator,
      ${after('job - 1', 'NULL')}, '{"storeId":"store-1","orderNumber":"BENCH","target":{"kind":"segment","segment":"pdd-sf"}}',
      ${after(text(second?.state ?? null), text(first.state))}, ${after(text(second?.waits ?? null), text(first.waits))}, ${after('NULL', `CASE WHEN @now > 0 THEN ${first.ready} END`)},
      ${after(first.waits !== null && second?.waits === first.waits ? '1' : '0', String(first.lane))}, ${first.outcome === null ? '0' : after(done ? '1' : '0', '1')}, price,
      ${done ? 'price' : '0'}, ${done ? `'{"kind":"reference","reference":"bench"}'` : 'NULL'}, ${first.state === 'parked' ? after('NULL', "'provider-outcome-unknown'") : 'NULL'},
      s.at, ${done || first.state === 'parked' ? 's.at + 900' : 'NULL'} FROM p JOIN scans s ON s.id = scan`).run({ ...range, now: now() });
}

function attempts({ store }: Steps, { first: { outcome } }: Story, { from, to }: Range): void {
  if (outcome === null) return;
  store.sql(`INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, ended_at, outcome)
    SELECT id, 1, 'call', printf('claim-%08d', id), created_at + 100, created_at + 900, ? FROM jobs WHERE scan_id BETWEEN ? AND ? AND attempts = 1`).run(outcome, from, to);
}

function holds({ store }: Steps, { hold }: Story, { from, to }: Range): void {
  if (hold === null) return;
  // What was charged, the API knows of.
  const standing = hold === 'captured' ? "printf('hold-%08d', id)" : 'NULL';
  store.sql(`INSERT INTO holds (hold_id, job_id, lease_id, amount, state, at, standing)
    SELECT printf('hold-%08d', id), id, 'bench', price, ?, created_at, ${standing} FROM jobs WHERE scan_id BETWEEN ? AND ? AND price > 0`).run(hold, from, to);
}

/** Only of what is still to be called: through the flow, which seals their phones. */
function parcels(flow: Steps, { from, to }: Range): void {
  putParcels(flow, Array.from({ length: to - from + 1 }, (_, n) => parcelOf(9, from + n)));
}

/** Of what is over nobody's phone is kept. */
function parcelsOfHistory({ store }: Steps, { from, to }: Range): void {
  store.sql(`INSERT INTO parcels (number, courier, platform, store_id, store_name, order_number, privacy, recipient_name, recipient_phone, recipient_region, items, refund, hold, over_at, erased_at)
    SELECT number, 'sf', 'pdd', 'store-1', '小林家居', 'BENCH-' || id, 1, '收件人', '', '上海市', '[]', 0, 0, at, at FROM scans WHERE id BETWEEN ? AND ?`).run(from, to);
}
