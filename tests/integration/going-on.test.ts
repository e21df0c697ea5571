import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { setImmediate } from 'node:timers/promises';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { goingOn } from '../../src-main/station/going-on.ts';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import type { JobKind, Service } from '../../src-shared/domain/work.ts';
import { codeOf } from '../support/code-of.ts';
import { aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const turns = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await setImmediate();
};

/** More than two portions wait for money, which has come; from the second on the disk takes nothing. */
async function fullDisk() {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  for (let n = 0; n < 450; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  const { ledger } = b.flow();
  const grantId = b.store().transaction(() => ledger.ask(1_000_000, b.time.now));
  b.store().transaction(() => ledger.granted({ leaseId: 'lease', grantId, amount: 1_000_000, spendUntil: b.time.now + 86_400_000, priceVersion: 1 }));
  const uncaught = vi.fn<(error: unknown) => void>();
  process.on('uncaughtException', uncaught);
  onTestFinished(() => void process.off('uncaughtException', uncaught));
  const failed = vi.fn<(error: unknown) => void>();
  const going = goingOn({ flow: b.flow(), cheapest: () => 45, tell: () => undefined, wake: () => undefined, failed });
  going.after('funds');
  b.store().db.exec("CREATE TEMP TRIGGER full_disk BEFORE INSERT ON holds BEGIN SELECT RAISE(ABORT, 'full'); END");
  await turns();
  const waiting = () => b.flow().jobs.waitingFor('funds', 1_000).length;
  return { b, going, failed, uncaught, waiting };
}

test('what a disk that takes nothing keeps waiting goes on when there is space: nothing else has to happen', async () => {
  const { b, failed, uncaught, waiting } = await fullDisk();
  expect(waiting()).toBe(250);
  expect(failed.mock.calls.map(([error]) => codeOf(() => { throw error; }))).toEqual(['store-failed']);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(failed).toHaveBeenCalledTimes(2);
  b.store().db.exec('DROP TRIGGER full_disk');
  await vi.advanceTimersByTimeAsync(5_000);
  await turns();
  expect(waiting()).toBe(0);
  expect(uncaught).not.toHaveBeenCalled();
  expect(failed).toHaveBeenCalledTimes(2);
  expectSoundBooks(b.store());
});

test('it ends with its station', async () => {
  const { b, going, failed, uncaught } = await fullDisk();
  b.store().db.exec('DROP TRIGGER full_disk');
  going.after('funds');
  going.stop();
  b.store().close();
  await vi.advanceTimersByTimeAsync(60_000);
  await turns();
  expect(failed).toHaveBeenCalledTimes(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test.each(['hears of it', 'starts, and the last one had heard of it'] as const)('work that is held on a lease that a merchant took back is paid from other money, a portion at a time, when a program %s', async (when) => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  const lost = b.lend(1_000_000);
  for (let n = 0; n < 450; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  const live = b.lend(30_000);
  const heldOn = (leaseId: string): number => b.store().sql<{ n: number }>("SELECT count(*) AS n FROM holds WHERE lease_id = ? AND state = 'open'").get(leaseId)?.n ?? -1;
  const called = b.turn(works);
  const left = 450 - called.length;
  expect(loseLeases(b.flow(), [lost])).toBe(1);
  // Lost is lost at once: nothing is called on it any more. What it holds is let go of later.
  expect([b.flow().ledger.lease(lost)?.state, heldOn(lost)]).toEqual(['closed', left]);
  const told = new Set<number>();
  const going = goingOn({ flow: b.flow(), cheapest: () => 45, tell: (scans) => scans.forEach((scan) => told.add(scan)), wake: () => undefined, failed: (error) => expect.fail(String(error)) });
  if (when === 'hears of it') going.after('funds');
  else going.atStart();
  expect(heldOn(lost)).toBe(left - 200);
  await turns();
  expect([heldOn(lost), heldOn(live)]).toEqual([0, 300]);
  expect(b.flow().jobs.waitingFor('funds', 1_000)).toHaveLength(left - 300);
  expect(told.size).toBe(left);
  expectSoundBooks(b.store());
});

/** So many parcels are scanned while these services are off. The first of them has the number `from`. */
function scanned(b: Bench, from: number, count: number, of: Partial<Parcel>, off: readonly Service[] = []): void {
  b.setEntitlements(entitlementsWith({ off }));
  for (let n = from; n < from + count; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', ...of }));
    b.scan(numberOf(n));
  }
}
const ofKind = (b: Bench, kind: JobKind) =>
  b.store().sql<{ state: string; waits: string | null; n: number }>('SELECT state, waits, count(*) AS n FROM jobs WHERE kind = ? GROUP BY state, waits ORDER BY waits').all(kind).map(({ state, waits, n }) => `${n} ${state} ${waits}`);
const going = (b: Bench) => {
  const told: number[] = [];
  const { after, atStart } = goingOn({ flow: b.flow(), cheapest: () => 45, tell: (scans) => told.push(...scans), wake: () => undefined, failed: (error) => expect.fail(String(error)) });
  return { after, atStart, told };
};

test.each(['after', 'atStart'] as const)('what waited for a service goes on behind any number that wait for one that stays off (%s)', async (when) => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  b.lend(1_000_000);
  scanned(b, 0, 450, { target: null, privacy: true }, ['privacy']);
  scanned(b, 450, 5, { privacy: false }, ['privacy', 'sync']);
  expect(ofKind(b, 'sync')).toEqual(['5 waiting service-off']);
  b.setEntitlements(entitlementsWith({ off: ['privacy'] }));
  const { told, ...go } = going(b);
  go[when]('service-off');
  await turns();
  expect([ofKind(b, 'sync'), ofKind(b, 'privacy')]).toEqual([['5 waiting null'], ['450 waiting service-off']]);
  // The window hears of what has moved alone.
  expect(told).toHaveLength(5);
  expectSoundBooks(b.store());
});

test('what costs less than is left goes on behind any number that cost more, and the oldest is paid first of what comes', async () => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  scanned(b, 0, 450, { target: null, privacy: true });
  scanned(b, 450, 5, { privacy: false });
  const grant = (amount: number) => b.store().transaction(() => b.flow().ledger.granted({ leaseId: `lease-${amount}`, grantId: b.flow().ledger.ask(amount, b.time.now), amount, spendUntil: b.time.now + 86_400_000, priceVersion: 1 }));
  grant(150);
  const { after, told } = going(b);
  after('funds');
  // More comes before the first pass is at its end.
  grant(210);
  after('funds');
  await turns();
  expect(ofKind(b, 'privacy')).toEqual(['1 waiting null', '449 waiting funds']);
  expect(b.flow().ledger.heldFrom(b.job('privacy', 1).id)).toBe('live');
  expect(ofKind(b, 'sync')).toEqual(['1 waiting null', '4 waiting funds']);
  expect(told).toHaveLength(2);
  expectSoundBooks(b.store());
});

test('where nothing is left that pays for anything, a pass goes no further than its first portion', async () => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  scanned(b, 0, 450, { target: null, privacy: true });
  const { after } = going(b);
  // The first one in a run goes to its end.
  after('funds');
  await turns();
  const looked = vi.spyOn(b.flow().jobs, 'waitingFor');
  after('funds');
  await turns();
  expect(looked).toHaveBeenCalledTimes(1);
});

test.each([['hears of them', entitlementsWith({ prices: { privacy: 45 } }), 450 * 45], ['starts, and the last one had heard of them', entitlementsWith({ prices: { privacy: 45 } }), 450 * 45], ['hears that a service is off', entitlementsWith({ off: ['privacy'] }), 0]] as const)(
  'where nothing is left, all that waits for money has other prices when a program %s: no more is needed than they say',
  async (when, heard, needed) => {
    const b = bench();
    b.store().db.pragma('synchronous = OFF');
    scanned(b, 0, 450, { target: null, privacy: true });
    const before = going(b);
    before.after('funds');
    await turns();
    expect(b.flow().jobs.needed()).toBe(450 * 200);
    b.setEntitlements(heard);
    const { after } = when.startsWith('starts') ? going(b) : before;
    after('funds');
    // Work that has ended begins the pass anew, in the middle.
    after('funds');
    await turns();
    expect(b.flow().jobs.needed()).toBe(needed);
    expectSoundBooks(b.store());
  },
);

test('where nothing is left, work that a new price list makes free goes on all the same, behind any number that cost something', async () => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  scanned(b, 0, 450, { target: null, privacy: true });
  scanned(b, 450, 5, { privacy: false });
  b.setEntitlements(entitlementsWith({ prices: { sync: 0 } }));
  going(b).after('funds');
  await turns();
  expect([ofKind(b, 'sync'), ofKind(b, 'privacy')]).toEqual([['5 waiting null'], ['450 waiting funds']]);
  b.run(works);
  expect(ofKind(b, 'sync')).toEqual(['5 done null']);
  expectSoundBooks(b.store());
});

test.each([0, 40])('work that waits for money goes on when the API tells a price of %i, which what is lent covers, though it lends no more', async (price) => {
  vi.useRealTimers();
  const w = world();
  w.state.orders = [aParcel({ number: numberOf(1), courier: 'yto', privacy: false })];
  w.state.balance = 0;
  w.state.refusals.set('grantLease', new CallFailed('insufficient-balance', 'grantLease', { effect: 'none', problem: 'insufficient-balance' }));
  const { station: { flow, ...station }, store, until } = wholeStation({ world: w });
  station.start();
  await expect.poll(() => station.status().ordersReady && flow.stores.version() !== null).toBe(true);
  const lease = { leaseId: 'lease', amount: 50, spendUntil: Date.now() + 3_600_000 };
  w.state.leases.push({ ...lease, stationId: 'st-1', stationName: '工位', captured: 0, state: 'open' });
  store.transaction(() => flow.ledger.granted({ ...lease, grantId: flow.ledger.ask(50, Date.now()), priceVersion: 1 }));
  const { scanId, verdict } = await station.scan(numberOf(1));
  expect(verdict).toBe('no-funds');
  w.state.entitlements = entitlementsWith({ prices: { sync: price }, version: 2 });
  await expect.poll(() => flow.entitlements()?.services.sync.price).toBe(price);
  await until(scanId, ({ jobs }) => jobs.find(({ kind }) => kind === 'sync')?.state === 'done');
  expect(flow.jobs.ofScan(scanId).find(({ kind }) => kind === 'sync')).toMatchObject({ price, charged: price });
});
