import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { enterArrival } from '../../src-main/flow/arrivals.ts';
import { resting } from '../../src-main/station/resting.ts';
import { PHONE, aParcel, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench } from '../support/station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;
const PARCELS = 120;

/** Parcels whose retention is over, at a desk where nothing has happened yet. */
function overdue() {
  const b = bench();
  b.store().transaction(() => Array.from({ length: PARCELS }, (_, n) => b.flow().parcels.put(aParcel({ number: numberOf(n) }))));
  b.time.now = NOON + 40 * DAY;
  /** What the account API has told. */
  const api: { told: number | null } = { told: NOON + 40 * DAY };
  const copying = { ends: Promise.resolve(), begun: 0 };
  const copyBack = (): Promise<void> => {
    copying.begun += 1;
    return copying.ends;
  };
  const rests = resting({ flow: b.flow(), copyBack, told: () => api.told, sayOpen: () => undefined, moved: () => undefined, failed: (error) => expect.unreachable(String(error)) });
  const kept = (): number => b.store().sql<{ n: number }>('SELECT count(*) AS n FROM parcels WHERE phone_sealed IS NOT NULL').get()?.n ?? 0;
  const walBytes = (): number => statSync(`${b.file}-wal`).size;
  const put = (n: number): void => b.flow().parcels.put(aParcel({ number: numberOf(PARCELS + n) }));
  return { b, api, rests, put, kept, copying, walBytes, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

test('phones are erased in portions once the desk rests, and a scan comes before them', async () => {
  const { rests, kept, pass } = overdue();
  rests.busy();
  await pass(1_999);
  expect(kept()).toBe(PARCELS);
  await pass(1);
  expect(kept()).toBe(PARCELS - 50);
  rests.busy();
  await pass(1_999);
  expect(kept()).toBe(PARCELS - 50);
  await pass(1_000);
  expect(kept()).toBe(0);
  rests.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('phones of pickup messages are erased in portions as well, not one in ten minutes', async () => {
  const { b, rests, pass } = overdue();
  b.store().sql('DELETE FROM parcels').run();
  b.time.now = NOON;
  for (let n = 0; n < PARCELS; n += 1) enterArrival(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }, { code: `1-2-${n}`, place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null });
  b.time.now = NOON + 40 * DAY;
  const kept = (): number => b.store().sql<{ n: number }>('SELECT count(*) AS n FROM arrivals WHERE phone_sealed IS NOT NULL').get()?.n ?? 0;
  rests.busy();
  await pass(2_000);
  expect(kept()).toBe(PARCELS - 50);
  await pass(1_000);
  expect(kept()).toBe(0);
  rests.stop();
});

test('a belt that never rests has them erased as well, ten minutes later', async () => {
  const { rests, kept, pass } = overdue();
  const scans = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds * 5; n += 1) {
      rests.busy();
      await pass(200);
    }
  };
  await scans(599);
  expect(kept()).toBe(PARCELS);
  await scans(3);
  expect(kept()).toBe(0);
  rests.stop();
});

test('the WAL is emptied once it has been copied back, and again after a scan that came meanwhile', async () => {
  const { rests, put, kept, copying, walBytes, pass } = overdue();
  let copied = (): void => undefined;
  copying.ends = new Promise((resolve) => (copied = resolve));
  rests.busy();
  await pass(3_000);
  expect(kept()).toBe(0);
  expect(copying.begun).toBe(1);
  expect(walBytes()).toBeGreaterThan(0);
  rests.busy();
  copied();
  await pass(0);
  expect(walBytes()).toBe(0);
  put(1);
  await pass(2_000);
  expect(copying.begun).toBe(2);
  expect(walBytes()).toBe(0);
  rests.stop();
});

test('a WAL that somebody reads is emptied once he has done', async () => {
  const { b, rests, walBytes, pass } = overdue();
  const reader = new Database(b.file, { readonly: true });
  onTestFinished(() => void reader.close());
  const reading = reader.prepare('SELECT number FROM parcels').iterate();
  reading.next();
  rests.busy();
  await pass(8_000);
  expect(walBytes()).toBeGreaterThan(0);
  reading.return?.();
  await pass(2_000);
  expect(walBytes()).toBe(0);
  rests.stop();
});

test('no phone is erased and no privacy number ended by a clock that is ahead of what the account API has told', async () => {
  const { b, api, rests, kept, pass } = overdue();
  const { sql } = b.store();
  b.lend(10_000, { spendUntil: NOON + 90 * DAY });
  b.scan(numberOf(0));
  b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.bound() : OUTCOMES.offline));
  sql("INSERT INTO providers (service, kind, name, endpoint, settings) VALUES ('privacy', 'x', 'x', 'x', '{}')").run();
  b.flow().bindings.bound(b.job('privacy'), 1, 'pair', { kind: 'binding', number: '17000000001', until: NOON + 60 * DAY, reference: 'sub-1' }, false, b.time.now);
  b.scan(numberOf(1));
  b.time.now = NOON + 120 * DAY;
  const unbinds = (): number => sql("SELECT 1 FROM jobs WHERE kind = 'unbind'").all().length;
  const privacy = () => sql<{ state: string }>("SELECT state FROM jobs WHERE kind = 'privacy' ORDER BY id").all().map(({ state }) => state);
  for (const told of [null, NOON]) {
    api.told = told;
    rests.busy();
    await pass(3_000);
    expect(kept()).toBe(PARCELS);
    expect(unbinds()).toBe(0);
    expect(privacy()).toEqual(['done', 'waiting']);
  }
  // What was scanned counts from its scan.
  api.told = NOON + 40 * DAY;
  rests.busy();
  await pass(3_000);
  expect(kept()).toBe(2);
  api.told = NOON + 75 * DAY;
  rests.busy();
  await pass(3_000);
  expect(unbinds()).toBe(1);
  expect(privacy()).toEqual(['done', 'void']);
  rests.stop();
});
