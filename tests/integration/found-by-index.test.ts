import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { printRows } from '../../src-main/flow/print/print-rows.ts';
import { jobRows } from '../../src-main/flow/queue/job-rows.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { resolveUnknown } from '../../src-main/flow/resolve.ts';
import { batchRows } from '../../src-main/flow/scan/batch-rows.ts';
import { dayOf, daySpan } from '../../src-main/flow/scan/day.ts';
import { unknownRows } from '../../src-main/flow/scan/unknown-rows.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { MIGRATIONS } from '../../src-main/store/migrations.ts';
import { NOWHERE } from '../../src-main/store/secret-place.ts';
import type { Store } from '../../src-main/store/store.ts';
import { atOnce } from '../support/at-once.ts';
import { aParcel } from '../support/samples.ts';
import { NOON, bench } from '../support/station.ts';

/** How SQLite finds what these steps ask for: the plan of each of their statements. */
function plansOf(steps: (store: Store) => unknown): string[] {
  const store = bench().store();
  const asked: string[] = [];
  steps({ ...store, sql: (text) => (asked.push(text), store.sql(text)) });
  return asked.map((text) => store.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...Array.from({ length: text.split('?').length - 1 }, () => 1)).map(({ detail }) => detail).join('\n'));
}

test('the slips that are not over are found by an index, however many have come out: it is asked after each', () => {
  const plans = plansOf((store) => {
    const prints = printRows(store);
    prints.allWaiting();
    prints.newestUnknown(0);
    prints.forsake(0);
  });
  expect(plans).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/prints_open \(state=\?\)/)));
  expect(plansOf((store) => printRows(store).newestFailed(0))).toEqual([expect.stringContaining('prints_failed (ended_at>?)')]);
});

test('a parcel\'s slips are found by its number', () => {
  const plans = plansOf((store) => {
    const prints = printRows(store);
    prints.newest('SF1', 1);
    prints.waiting('SF1');
    prints.ofNumber('SF1');
  });
  expect(plans.filter((plan) => !plan.startsWith('SEARCH prints USING INDEX sqlite_autoindex_prints_1 (number=?'))).toEqual([]);
});

test('rows of lists whose work is open are found by an index at a start, however many lists there were', () => {
  expect(plansOf((store) => batchRows(store).unfollowed(1, 1))).toEqual(['SEARCH batch_rows USING INDEX batch_rows_unended (job_id<?)']);
});

test('who has a number to end is found by an index at a start and a sign-out: bindings are kept for good', () => {
  const [plan] = plansOf((store) => namedProviders(store, NOWHERE));
  expect(plan).toContain('SEARCH bindings EXISTS USING COVERING INDEX bindings_own (provider=?)');
  expect(plan).not.toContain('SCAN bindings');
});

test('whether a number waits for its order is found by the number: each page of orders asks, and 待查 keeps its rows', () => {
  const b = bench();
  const { unknowns } = b.flow();
  const asked: string[] = [];
  const flow = { ...b.flow(), unknowns: { ...unknowns, ...unknownRows({ ...b.store(), sql: (text) => (asked.push(text), b.store().sql(text)) }) } };
  expect(resolveUnknown(flow, { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }, [aParcel()])).toEqual([]);
  const plans = asked.map((text) => b.store().db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...(text.includes('?') ? ['SF1'] : [])).map(({ detail }) => detail).join('\n'));
  expect(plans).toEqual([expect.stringMatching(/^SEARCH unknown_numbers USING .*\(number=\?\)/)]);
});

test('a day of the report is found by when its parcels were scanned and its jobs have ended, and the rest by number', () => {
  const b = bench();
  const asked: string[] = [];
  const flow: Steps = { ...b.flow(), store: { ...b.store(), sql: (text) => (asked.push(text), b.store().sql(text)) } };
  atOnce(todaySends(flow, daySpan(dayOf(NOON)).from));
  const plans = asked.map((text) => b.store().db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all({ day: 0, from: 0, to: 1 }).map(({ detail }) => detail).filter((detail) => detail !== 'USE TEMP B-TREE FOR GROUP BY'));
  expect(plans).toEqual([
    [expect.stringMatching(/^SEARCH s USING INDEX scans_at \(at>\? AND at<\?\)/), expect.stringMatching(/^SEARCH p USING PRIMARY KEY \(number=\?\)/)],
    [expect.stringMatching(/^SEARCH j USING INDEX jobs_done \(ended_at>\? AND ended_at<\?\)/), expect.stringMatching(/^SEARCH s USING INTEGER PRIMARY KEY \(rowid=\?\)/)],
  ]);
});

test('a number that was ended before that is nobody\'s to end any more', () => {
  const at = MIGRATIONS.findIndex((migration) => migration.includes('bindings_own'));
  const db = new Database(':memory:');
  for (const migration of MIGRATIONS.slice(0, at)) db.exec(migration);
  db.exec(`INSERT INTO scans (id, at, text, number, verdict, reason, operator_id, operator, station, cost) VALUES (1, 1, 'x', 'x', 'pass', '{}', 'o', 'o', 's', 0);
    INSERT INTO providers VALUES (1, 'privacy', 'k', 'n', 'e', '{}')`);
  const add = db.prepare("INSERT INTO jobs (id, scan_id, key, kind, number, courier, platform, operator, task, state, price, created_at) VALUES (@id, 1, @id, 'unbind', 'x', 'sf', 'jd', 'o', '{}', @state, 0, 1)");
  for (const [n, state] of ['done', 'waiting', 'refused'].entries()) add.run({ id: n + 1, state });
  const bind = db.prepare("INSERT INTO bindings (id, pair, provider, x, reference, until, own, unbind_job) VALUES (?, 'p', 1, 'x', 'r', 1, 1, ?)");
  for (const [n, job] of [1, 2, 3, null].entries()) bind.run(n + 1, job);
  db.exec(MIGRATIONS[at] ?? '');
  expect(db.prepare('SELECT id FROM bindings WHERE own = 1').pluck().all()).toEqual([2, 3, 4]);
  db.close();
});

test('whether a lease pays for anything that waits for money is found by an index: there may be a hundred thousand jobs', () => {
  const { db, ...store } = bench().store();
  let plan: { detail: string }[] = [];
  const rows = jobRows({ ...store, db, sql: (text) => (text.includes('@amount') && (plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all({ amount: 1 })), store.sql(text)) });
  rows.anyFor(1);
  expect(plan.map(({ detail }) => detail).filter((detail) => detail.includes('jobs'))).toEqual([expect.stringContaining('jobs_event (waits=?)'), expect.stringContaining('jobs_open (state=?)')]);
});
