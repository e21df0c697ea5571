import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parcelHistory } from '../../src-main/flow/screen/history.ts';
import { listPage, type ListQuestion } from '../../src-main/flow/screen/list.ts';
import { steps } from '../../src-main/flow/steps.ts';
import { openStore, type Store } from '../../src-main/store/store.ts';
import { figure, spread, type Figure } from './figures.ts';

const PARCELS = 1_000_000;
const ASKED = 500;
const NOW = Date.UTC(2026, 10, 24, 4);
const ALL: ListQuestion = { suffix: '', verdict: 'all', state: 'all', before: 0 };
const numberOf = (n: number): string => `SF9${String((n * 7919) % 1_000_000_007).padStart(12, '0')}`;
const newNumberOf = (n: number): string => `YT7${String((n * 6101) % 1_000_000_007).padStart(12, '0')}`;

/**
 * Parcels by the end of their number, the list of the day and a parcel's history, in a database of 1,000,000 parcels, nine in ten of them scanned
 * and converted, with 2,700,000 finished jobs. The baseline is one read by primary key.
 */
export function benchFindParcel(dataDir: string): Figure[] {
  const dir = mkdtempSync(join(dataDir, 'find-'));
  const store = openStore(join(dir, 'station.db'));
  fill(store);
  const flow = steps({ store, now: () => NOW, told: () => NOW, newId: () => 'id', random: Math.random, entitlements: () => null });
  const some = (at: number): string => numberOf((at * 3_331) % PARCELS);
  const key = times((at) => flow.parcels.find(some(at)));
  const measured = [
    ['parcels by the last 4 characters', times((at) => listPage(flow, { ...ALL, suffix: some(at).slice(-4) }))],
    ['parcels by the last 6 characters', times((at) => listPage(flow, { ...ALL, suffix: some(at).slice(-6) }))],
    ['parcels by the last 4 characters of a new number', times((at) => listPage(flow, { ...ALL, suffix: newNumberOf((at * 3_331) % PARCELS).slice(-4) }))],
    ["today's list, first page", times(() => listPage(flow, ALL))],
    ["today's list, a filter that finds nothing", times(() => listPage(flow, { ...ALL, state: 'attention' }))],
    ["a parcel's whole history", times((at) => parcelHistory(flow, some(at)))],
  ] as const;
  store.close();
  rmSync(dir, { recursive: true });
  return measured.map(([name, ours]) =>
    figure({ name: `${name}, among 1,000,000`, unit: 'ms', ours, count: ASKED, baselines: [{ is: 'one read by primary key', numbers: key }], expected: 'p99 below 20 ms', met: ours.p99 < 20 }),
  );
}

function times(ask: (at: number) => unknown): ReturnType<typeof spread> {
  return spread(
    Array.from({ length: ASKED }, (_, at) => {
      const from = performance.now();
      ask(at);
      return performance.now() - from;
    }),
  );
}

/** Rows as the flow leaves them, a scan a second, the newest now. */
function fill(store: Store): void {
  const parcel = store.sql(
    "INSERT INTO parcels (number, courier, platform, store_id, store_name, order_number, privacy, recipient_name, recipient_phone, recipient_region, items, refund, hold) VALUES (?,'sf','jd','s','小林家居',?,1,'收件人','','上海市','[]',0,0)",
  );
  const scan = store.sql("INSERT INTO scans (at, text, number, verdict, reason, operator_id, operator, station, cost) VALUES (?,'',?,'pass','{\"kind\":\"nothing-to-do\"}','op','李四','03',300)");
  const converted = store.sql('INSERT INTO new_numbers (number, original) VALUES (?, ?)');
  const job = store.sql(
    "INSERT INTO jobs (scan_id, key, kind, number, courier, platform, operator, task, state, price, charged, created_at, ended_at) VALUES (?,?,?,?,'sf','jd','李四','{}','done',100,100,?,?)",
  );
  for (let from = 0; from < PARCELS; from += 50_000) {
    store.transaction(() => {
      for (let n = from; n < from + 50_000; n += 1) {
        const number = numberOf(n);
        parcel.run(number, `BENCH-${n}`);
        if (n % 10 === 0) continue;
        const at = NOW - (PARCELS - n) * 1_000;
        const id = scan.run(at, number).lastInsertRowid;
        converted.run(newNumberOf(n), number);
        for (const kind of ['sync', 'write-back', 'privacy']) job.run(id, `bench:${number}:${kind}`, kind, number, at, at);
      }
    });
  }
}
