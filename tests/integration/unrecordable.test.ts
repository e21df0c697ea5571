import { expect, test } from 'vitest';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import { leaveAside } from '../../src-main/flow/settle.ts';
import type { Db } from '../../src-main/store/open-database.ts';
import type { Store } from '../../src-main/store/store.ts';
import { PHONE, aForwardedParcel, aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const [BAD, GOOD, LATER] = [numberOf(1), numberOf(2), numberOf(3)] as const;
const REFUSES_BAD = `WHEN NEW.number = '${BAD}' AND NEW.kind = 'sync' AND NEW.state`;

/** As a wrong CHECK or trigger of a database would. */
const refuse = (db: Db, when: string): void => void db.exec(`CREATE TEMP TRIGGER never BEFORE UPDATE ON jobs ${when} BEGIN SELECT RAISE(ABORT, 'never: ${PHONE}'); END`);

/** A station whose database never takes the outcome of one conversion, `WHEN` its row would become so. */
async function refusing(when: string) {
  const w = world();
  w.state.orders = [BAD, GOOD, LATER].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
  const s = wholeStation({ world: w });
  refuse(s.store.db, when);
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  const converted = (number: string): number => w.out.filter(({ url, body }) => url.endsWith('/convert') && body?.includes(number)).length;
  const pass = async (number: string): Promise<void> => s.until((await s.station.scan(number)).scanId, isSettled);
  const jobOfBad = () => s.store.sql<{ state: string; charged: number; error: string | null }>("SELECT state, charged, error FROM jobs WHERE kind = 'sync' AND number = ?").get(BAD);
  return { ...s, world: w, converted, pass, jobOfBad };
}

test('an outcome that the database never takes is a person\'s, its money stays held, and all other work goes on', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'done'`);
  const { scanId } = await s.station.scan(BAD);
  await s.pass(GOOD);
  await s.until(scanId, (card) => card.jobs[0]?.state === 'parked');
  await s.pass(LATER);
  expect(s.station.exceptions()).toMatchObject([{ number: BAD, kind: 'sync', error: 'provider-outcome-unknown', about: 'not recorded: SQLITE_CONSTRAINT_TRIGGER', held: 100, proposed: 'retry' }]);
  expect(s.lines.filter((line) => line.startsWith('fault'))).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  expect(s.converted(BAD)).toBe(1);
  expectSoundBooks(s.store);
  s.store.db.exec('DROP TRIGGER never');
  const [row] = s.station.exceptions();
  s.station.act({ jobId: row?.jobId ?? '', action: 'retry', problem: 'provider-outcome-unknown' });
  await s.until(scanId, isSettled);
  expect(s.jobOfBad()).toEqual({ state: 'done', charged: 100, error: null });
  expectSoundBooks(s.store);
});

test('one of which not even that can be written keeps nothing else, and is asked about after a restart, not called', async () => {
  const s = await refusing(`${REFUSES_BAD} IN ('done', 'parked')`);
  await s.station.scan(BAD);
  await s.pass(GOOD);
  await s.pass(LATER);
  expect(s.jobOfBad()).toMatchObject({ state: 'calling', charged: 0 });
  await s.stop();
  s.store.close();
  const w = world();
  w.state.orders = s.world.state.orders;
  const again = wholeStation({ world: w, dir: s.dir });
  again.station.start();
  await expect.poll(() => again.store.sql("SELECT 1 FROM jobs WHERE kind = 'sync' AND number = ? AND state = 'done' AND charged = 100").get(BAD)).toBeDefined();
  expect(w.out.filter(({ url, body }) => url.endsWith('/convert') && body?.includes(BAD))).toEqual([]);
  expectSoundBooks(again.store);
});

test('one whose claim the database never takes is a person\'s with its money held, and all other work goes on', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'calling'`);
  const { scanId } = await s.station.scan(BAD);
  await s.pass(GOOD);
  await s.until(scanId, (card) => card.jobs[0]?.state === 'parked');
  await s.pass(LATER);
  expect(s.station.exceptions()).toMatchObject([{ number: BAD, kind: 'sync', error: 'job-unreadable', about: 'not claimed: SQLITE_CONSTRAINT_TRIGGER', held: 100, proposed: 'retry' }]);
  expect(s.converted(BAD)).toBe(0);
  expect(s.lines.filter((line) => line.startsWith('fault'))).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  expectSoundBooks(s.store);
  s.store.db.exec('DROP TRIGGER never');
  s.station.act({ jobId: s.station.exceptions()[0]?.jobId ?? '', action: 'retry', problem: 'job-unreadable' });
  await s.until(scanId, isSettled);
  expect(s.jobOfBad()).toEqual({ state: 'done', charged: 100, error: null });
  expectSoundBooks(s.store);
});

test('one that can be neither claimed nor parked is put off, and all other work goes on', async () => {
  const s = await refusing(`${REFUSES_BAD} IN ('calling', 'parked')`);
  await s.station.scan(BAD);
  await s.pass(GOOD);
  expect(s.store.sql('SELECT state, waits FROM jobs WHERE number = ? AND kind = ?').get(BAD, 'sync')).toEqual({ state: 'waiting', waits: 'retry' });
  s.store.db.exec('DROP TRIGGER never');
  // Its minute is over.
  s.store.sql("UPDATE jobs SET ready_at = 1 WHERE number = ? AND waits = 'retry'").run(BAD);
  await s.pass(LATER);
  await expect.poll(s.jobOfBad).toEqual({ state: 'done', charged: 100, error: null });
  expectSoundBooks(s.store);
});

test('one that may have happened in a lost copy of the database, and can not even be asked about, is a person\'s as one of unknown outcome', () => {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(aParcel({ number: BAD, courier: 'yto', privacy: false }));
  b.scan(BAD);
  b.newEpoch(2);
  b.store().transaction(() => leaveAside(b.flow(), b.job('sync'), new Error('never')));
  expect(b.job('sync')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown', about: 'not claimed: internal' });
});

test('however many are ready before and after it, all of the others are claimed at once', () => {
  const b = bench();
  b.lend(100_000);
  for (const n of [1, 2, 3, 4]) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  const aside: string[] = [];
  const claimed = claimReady(b.store(), b.time.now, () => 8, () => 'token', ({ job }) => {
    if (job.number === numberOf(3)) throw new Error('never');
    return true;
  }, { stuck: ({ number }) => aside.push(number) });
  expect([aside, claimed.map(({ job }) => job.number)]).toEqual([[numberOf(3)], [numberOf(1), numberOf(2), numberOf(4)]]);
});

test('a delivery report that the database never lets be settled keeps no other from its refund, nor the feed, also after a restart', async () => {
  const NEVER = `WHEN NEW.number = '${BAD}' AND NEW.kind = 'forwarding-sms' AND NEW.state = 'done'`;
  const faults = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('fault'));
  const w = world();
  w.state.entitlements = entitlementsWith({ refunds: ['sms'] });
  w.state.orders = [BAD, GOOD, LATER].map((number) => aForwardedParcel({ number, courier: 'sto' }));
  const hear = (number: string): void => void w.state.reports.push({ reportId: `r-${number}`, key: `acct:${number}:forwarding-sms`, state: 'failed', code: 'UNDELIV', at: 1 });
  const s = wholeStation({ world: w });
  refuse(s.store.db, NEVER);
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  const { scanId } = await s.station.scan(BAD);
  for (const number of [GOOD, LATER]) await s.until((await s.station.scan(number)).scanId, isSettled);
  await s.until(scanId, (card) => card.jobs.some(({ state }) => state === 'parked'));
  hear(BAD);
  hear(GOOD);
  const became = (store: Store) => store.sql<{ became: string | null }>('SELECT became FROM delivery_reports ORDER BY id').all().map((row) => row.became);
  await expect.poll(() => became(s.store)).toEqual([null, 'refunded']);
  expect(s.store.meta.get('feed.deliveryReports')).toBe('2');
  const rounds = () => w.asked.filter(({ name }) => name === 'deliveryReports').length;
  const before = rounds();
  await expect.poll(rounds).toBeGreaterThan(before + 1);
  // The outcome of its call, and its report: once each.
  expect(faults(s.lines)).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER', 'fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  // Rounds that go well do not end it.
  expect(s.problems.list()).toEqual([{ code: 'feed-not-followed', about: '1: SQLITE_CONSTRAINT_TRIGGER' }]);
  expectSoundBooks(s.store);
  await s.stop();
  expect(s.problems.list()).toEqual([]);

  hear(LATER);
  const again = wholeStation({ world: w, dir: s.dir });
  refuse(again.store.db, NEVER);
  again.station.start();
  await expect.poll(() => became(again.store)).toEqual([null, 'refunded', 'refunded']);
  expect(faults(again.lines)).toHaveLength(1);
  expect(again.problems.list()).toMatchObject([{ code: 'feed-not-followed' }]);
  await again.stop();

  // Whatever was wrong is mended.
  const mended = wholeStation({ world: w, dir: s.dir });
  mended.station.start();
  await expect.poll(() => became(mended.store)).toEqual(['refunded', 'refunded', 'refunded']);
  expectSoundBooks(mended.store);
});

test('one that is settled later, in the same run, is told no more', async () => {
  const w = world();
  w.state.entitlements = entitlementsWith({ refunds: ['sms'] });
  w.state.orders = [aForwardedParcel({ number: BAD, courier: 'sto' })];
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  await s.until((await s.station.scan(BAD)).scanId, isSettled);
  s.store.db.exec("CREATE TEMP TRIGGER never BEFORE UPDATE ON delivery_reports BEGIN SELECT RAISE(ABORT, 'never'); END");
  w.state.reports = [{ reportId: 'r-1', key: `acct:${BAD}:forwarding-sms`, state: 'failed', code: 'UNDELIV', at: 1 }];
  await expect.poll(() => s.problems.list()).toEqual([{ code: 'feed-not-followed', about: '1: SQLITE_CONSTRAINT_TRIGGER' }]);
  s.store.db.exec('DROP TRIGGER never');
  // Its minute is over.
  s.clock.heard(Date.now() + 61_000);
  await expect.poll(() => s.problems.list()).toEqual([]);
  expect(s.store.sql('SELECT became FROM delivery_reports').all()).toEqual([{ became: 'refunded' }]);
});

test.each(['intercepted', 'refunded'] as const)('work of a parcel that is %s and that the database never lets be given up keeps no other from being called back, nor an order away', async (how) => {
  const s = await refusing(`${REFUSES_BAD} = 'void'`);
  s.station.pause(true);
  for (const number of [BAD, GOOD]) await s.station.scan(number);
  const NEWS = numberOf(4);
  const { state } = s.world;
  if (how === 'intercepted') state.interceptions = [BAD, GOOD].map((number) => ({ number, reason: 'risk', at: 1 }));
  else state.orders.push(...[BAD, GOOD].map((number) => aParcel({ number, courier: 'yto', privacy: false, refund: true })));
  state.orders.push(aParcel({ number: NEWS, courier: 'yto', privacy: false }));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.find(NEWS)).not.toBeNull();
  expect(['interceptions', 'orders'].map((feed) => s.store.meta.get(`feed.${feed}`))).toEqual([String(state.interceptions.length), String(state.orders.length)]);
  expect([BAD, GOOD].map((number) => s.station.flow.parcels.isCalledBack(number))).toEqual([true, true]);
  expect(s.announcements.flatMap((news) => (news.kind === 'recalled' ? [news.number] : []))).toEqual([BAD, GOOD]);
  expect(s.station.flow.jobs.ofScan(2).map((job) => job.state)).toEqual(['void', 'void']);
  expect(s.jobOfBad()).toMatchObject({ state: 'waiting', charged: 0 });
  expect(s.lines.filter((line) => line.startsWith('fault'))).toEqual(['fault store-failed: SQLITE_CONSTRAINT_TRIGGER']);
  expect(s.problems.list()).toEqual([{ code: 'feed-not-followed', about: '1: SQLITE_CONSTRAINT_TRIGGER' }]);
  // It is not called either.
  s.station.pause(false);
  await s.pass(LATER);
  expect(s.converted(BAD)).toBe(0);
  expectSoundBooks(s.store);
  s.store.db.exec('DROP TRIGGER never');
  s.station.act({ jobId: s.station.exceptions()[0]?.jobId ?? '', action: 'retry', problem: 'job-unreadable' });
  await s.pass(NEWS);
  await expect.poll(s.jobOfBad).toMatchObject({ state: 'void', error: 'job-called-back' });
});

test.each(['intercepted', 'refunded', 'held'] as const)('a parcel that is %s and of which not even the recall can be written is stopped all the same, and is told', async (how) => {
  const s = await refusing(`${REFUSES_BAD} = 'void'`);
  s.store.db.exec(`CREATE TEMP TRIGGER no_recall BEFORE INSERT ON recalls WHEN NEW.number = '${BAD}' BEGIN SELECT RAISE(ABORT, 'never'); END`);
  s.station.pause(true);
  for (const number of [BAD, GOOD]) await s.station.scan(number);
  const { state } = s.world;
  if (how === 'intercepted') state.interceptions = [BAD, GOOD].map((number) => ({ number, reason: 'risk', at: 1 }));
  else state.orders.push(...[BAD, GOOD].map((number) => aParcel({ number, courier: 'yto', privacy: false, refund: how === 'refunded', hold: how === 'held' })));
  s.station.soon();
  await expect.poll(() => s.announcements).toMatchObject([{ kind: 'recalled', number: GOOD }]);
  const { parcels } = s.station.flow;
  expect([BAD, GOOD].map((number) => (how === 'held' ? parcels.isHeld(number) : parcels.isCalledBack(number)))).toEqual([true, true]);
  expect(s.problems.list()).toEqual([{ code: 'feed-not-followed', about: '1: SQLITE_CONSTRAINT_TRIGGER' }]);
  s.station.pause(false);
  await s.pass(LATER);
  expect([BAD, GOOD].map(s.converted)).toEqual([0, 0]);
  expect((await s.station.scan(BAD)).verdict).toBe('intercepted');
  expectSoundBooks(s.store);
});

test('an interception that can not be written at all is told, and keeps no other away', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'void'`);
  s.store.db.exec(`CREATE TEMP TRIGGER no_interception BEFORE INSERT ON interceptions WHEN NEW.number = '${BAD}' BEGIN SELECT RAISE(ABORT, 'never'); END`);
  const { state } = s.world;
  state.interceptions = [BAD, GOOD].map((number) => ({ number, reason: 'risk', at: 1 }));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.isCalledBack(GOOD)).toBe(true);
  expect(s.store.meta.get('feed.interceptions')).toBe('2');
  expect(s.problems.list()).toEqual([{ code: 'feed-not-followed', about: '1: SQLITE_CONSTRAINT_TRIGGER' }]);
  // Told once more, and it can be written now.
  s.store.db.exec('DROP TRIGGER no_interception');
  state.interceptions.push({ number: BAD, reason: 'risk', at: 2 });
  s.station.soon();
  await expect.poll(() => s.problems.list()).toEqual([]);
  expect(s.station.flow.parcels.isCalledBack(BAD)).toBe(true);
});

test('words about a known parcel whose row is damaged keep no order of their page away, and stop it', async () => {
  const s = await refusing(`${REFUSES_BAD} = 'void'`);
  s.store.db.exec(`UPDATE parcels SET items = '{' WHERE number = '${BAD}'`);
  const NEWS = numberOf(4);
  s.world.state.orders.push({ ...aParcel({ number: BAD, hold: true }), courier: 'next-year' as 'yto' }, aParcel({ number: NEWS, courier: 'yto' }));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.find(NEWS)).not.toBeNull();
  expect(s.station.flow.parcels.isHeld(BAD)).toBe(true);
});

test('an outcome is recorded whatever fails between the answer and that', async () => {
  const w = world();
  w.state.orders = [GOOD, LATER].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  w.play.provider = (outgoing) => {
    w.play.provider = w.provider;
    // Something is undone meanwhile, so that it is read anew whose answer this is; and that can't be.
    expect(() => s.store.transaction(() => { throw new Error('undone'); })).toThrow('undone');
    s.store.db.exec('ALTER TABLE providers RENAME TO away');
    return w.provider(outgoing);
  };
  const { scanId } = await s.station.scan(GOOD);
  await expect.poll(() => s.lines.filter((line) => line.startsWith('fault'))).toHaveLength(1);
  s.store.db.exec('ALTER TABLE away RENAME TO providers');
  await s.until(scanId, isSettled);
  await s.until((await s.station.scan(LATER)).scanId, isSettled);
  expectSoundBooks(s.store);
});
