import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import type { Lease } from '../../src-shared/contract/money.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';
import { capture, close, hold, refund, release, station, type TestStation } from './station.ts';

let world: Practice;
let caller: Caller;
let desk: TestStation;
beforeAll(async () => {
  world = await startPractice({ seed: 2 });
  caller = await signedIn(world);
});
beforeEach(async () => void (desk = await station(caller)));
afterAll(() => world.stop());

const books = () => caller.call('balance', {});
/** What a test did to the books, and that they still hold. */
async function change(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await books();
  await work();
  const after = await books();
  const account = (await world.state()).accounts[0];
  expect(account?.conservation).toEqual({ holds: true, off: 0, ledgerAgrees: true });
  const fields = ['balance', 'escrow', 'toppedUp', 'adjusted', 'captured', 'refunded'] as const;
  return Object.fromEntries(fields.map((field) => [field, after[field] - before[field]] as const).filter(([, moved]) => moved !== 0));
}
const reasons = async (): Promise<string[]> => (await world.state()).reviews.map(({ reason }) => reason);
let jobs = 0;
const job = (leaseId: string, amount = 60) => ({ job: `j${(jobs += 1)}`, leaseId, amount });
const diverged = { status: 409, code: 'journal-diverged' };

describe('leases', () => {
  it('moves money from the balance to escrow, once a grant id', async () => {
    const request = { grantId: 'g-1', stationId: desk.stationId, epoch: 1, amount: 3000 };
    let first: Lease | undefined;
    expect(await change(async () => void (first = await caller.call('grantLease', request)))).toEqual({ balance: -3000, escrow: 3000 });
    expect(await change(async () => expect(await caller.call('grantLease', request)).toEqual(first))).toEqual({});
    expect(await caller.refused('grantLease', { ...request, amount: 3001 })).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('refuses a strange station and an epoch that is not current', async () => {
    const request = { grantId: randomUUID(), stationId: desk.stationId, epoch: 2, amount: 10 };
    expect(await caller.refused('grantLease', request)).toMatchObject({ status: 409, code: 'stale-epoch' });
    expect(await caller.refused('grantLease', { ...request, stationId: 'nobody' })).toMatchObject({ status: 404, code: 'station-unknown' });
  });

  it('lends no more at once than a command says, and under its grant id the same later', async () => {
    const request = { grantId: 'g-small', stationId: desk.stationId, epoch: 1, amount: 3000 };
    await world.control('lend-at-most', { amount: 400 });
    expect(await change(async () => expect(await caller.call('grantLease', request)).toMatchObject({ amount: 400 }))).toEqual({ balance: -400, escrow: 400 });
    await world.control('lend-at-most', { amount: null });
    expect(await caller.call('grantLease', request)).toMatchObject({ amount: 400 });
    expect(await caller.call('grantLease', { ...request, grantId: 'g-large' })).toMatchObject({ amount: 3000 });
  });

  it('tells every lease that is not closed, however many newer ones are', async () => {
    const lost = await desk.lease(1);
    const other = await station(caller);
    const used: string[] = [];
    for (let count = 0; count < 501; count += 1) used.push(await other.lease(1));
    await other.report(...used.slice(0, 500).map(close));
    await other.report(...used.slice(500).map(close));
    const told = (await books()).leases;
    expect(told.find(({ leaseId }) => leaseId === lost)).toMatchObject({ state: 'open', stationId: desk.stationId });
    expect(told.filter(({ state }) => state === 'closed')).toHaveLength(500);
  });
});

describe('journal', () => {
  it('keeps a charge on a lease that was written off for review, and not its close as well', async () => {
    const leaseId = await desk.lease(1000);
    const late = job(leaseId);
    await desk.report(hold(late));
    const before = await world.state();
    expect(await change(() => caller.call('writeOffLease', {}, { params: { leaseId } }))).toEqual({ balance: 1000, escrow: -1000 });
    expect(await change(() => desk.report(capture(late), close(leaseId)))).toEqual({});
    const count = (reason: string, reviews: typeof before.reviews): number => reviews.find((row) => row.reason === reason)?.count ?? 0;
    const { reviews } = await world.state();
    expect(count('over-lease', reviews) - count('over-lease', before.reviews)).toBe(1);
    expect(count('close-with-holds', reviews)).toBe(count('close-with-holds', before.reviews));
  });

  it('captures from escrow and gives the rest back when the station closes the lease', async () => {
    const leaseId = await desk.lease(1000);
    const paid = job(leaseId);
    const dropped = job(leaseId, 110);
    expect(await change(() => desk.report(hold(paid), hold(dropped), capture(paid), release(dropped)))).toEqual({ escrow: -60, captured: 60 });
    expect(await change(() => desk.report(close(leaseId)))).toEqual({ balance: 940, escrow: -940 });
    const { items } = await caller.call('ledger', { limit: 3 });
    expect(items).toMatchObject([
      { kind: 'return', amount: 940, charged: 0 },
      { kind: 'capture', amount: 0, charged: 60, number: `NUMBER-${paid.job}`, work: 'sync' },
      { kind: 'lend', amount: -1000, charged: 0 },
    ]);
  });

  it('keeps a lease that has open holds', async () => {
    const leaseId = await desk.lease(500);
    expect(await change(() => desk.report(hold(job(leaseId)), close(leaseId)))).toEqual({});
    expect(await reasons()).toContain('close-with-holds');
  });

  it('applies each entry exactly once', async () => {
    const leaseId = await desk.lease(1000);
    const one = job(leaseId);
    const two = job(leaseId);
    const entries = desk.write(hold(one), capture(one));
    expect(await change(() => desk.send(entries))).toEqual({ escrow: -60, captured: 60 });
    expect(await change(() => desk.send(entries))).toEqual({});
    // A batch that begins with what is known already.
    const more = [...entries, ...desk.write(hold(two), capture(two))];
    expect(await change(async () => expect(await desk.send(more)).toEqual({ epoch: 1, lastSequence: 4, secondCaptures: [] }))).toEqual({ escrow: -60, captured: 60 });
  });

  it('asks for what is missing, and applies nothing of a batch with a gap', async () => {
    const leaseId = await desk.lease(1000);
    const one = job(leaseId);
    const [first, second, third] = desk.write(hold(one), capture(one), close(leaseId));
    const gap = async (...entries: unknown[]) => caller.refused('journal', { epoch: 1, entries }, desk.params);
    expect(await gap(second)).toMatchObject({ status: 409, code: 'journal-gap', detail: '1' });
    expect(await change(async () => expect(await gap(first, third)).toMatchObject({ detail: '2' }))).toEqual({});
    expect(await change(() => desk.send([first, second, third].filter((entry) => entry !== undefined)))).toEqual({ balance: 940, escrow: -1000, captured: 60 });
  });

  it('refuses a chain that is not the one it knows, and gives a new epoch after that', async () => {
    const leaseId = await desk.lease(1000);
    const one = job(leaseId);
    await desk.report(hold(one));
    const [bad] = desk.write(capture(one));
    const tampered = { ...bad, body: JSON.stringify(capture({ ...one, amount: 1 })) };
    expect(await change(async () => expect(await caller.refused('journal', { epoch: 1, entries: [tampered] }, desk.params)).toMatchObject(diverged))).toEqual({});
    expect(await reasons()).toContain('journal-diverged');
    expect(await desk.open({ lastSequence: 1 })).toMatchObject({ reason: 'diverged', epoch: 2 });
  });

  it('lets an old epoch change nothing, and keeps what it says', async () => {
    const leaseId = await desk.lease(1000);
    const one = job(leaseId);
    await desk.report(hold(one));
    const entries = desk.write(capture(one), close(leaseId));
    await desk.open({ lastSequence: 0, lastHash: null });
    expect(desk.epoch()).toBe(2);
    const before = (await world.state()).reviews.find(({ reason }) => reason === 'stale-epoch')?.count ?? 0;
    const late = { epoch: 1, entries };
    expect(await change(async () => expect(await caller.refused('journal', late, desk.params)).toMatchObject({ status: 409, code: 'stale-epoch' }))).toEqual({});
    await caller.refused('journal', late, desk.params);
    expect((await world.state()).reviews.find(({ reason }) => reason === 'stale-epoch')?.count).toBe(before + 2);
  });

  it('captures what happened before a restore from the frozen pool, never more than that', async () => {
    const small = await desk.lease(50);
    const large = await desk.lease(100);
    await desk.open({ lastSequence: 0, lastHash: null, epoch: 0 });
    const found = job(small, 110);
    expect(await change(() => desk.report(hold(found), capture(found)))).toEqual({ escrow: -110, captured: 110 });
    const beyond = job(large, 41);
    expect(await change(() => desk.report(capture(beyond)))).toEqual({});
    expect(await reasons()).toContain('over-lease');
    expect(await change(() => desk.report(close(small), close(large)))).toEqual({ balance: 40, escrow: -40 });
  });

  it('lets nothing be held by a charge that it keeps for review: its lease goes back', async () => {
    const old = await desk.lease(100);
    const [copys, found] = [job(old), job(old)];
    await desk.report(hold(copys), capture(copys));
    await desk.open({ lastSequence: 0, lastHash: null, epoch: 0 });
    expect(await change(() => desk.report(hold(found), capture(found)))).toEqual({});
    expect(await reasons()).toEqual(expect.arrayContaining(['hold-over-lease', 'over-lease']));
    expect(await change(() => desk.report(close(old)))).toEqual({ balance: 40, escrow: -40 });
  });

  it('never takes more from a lease than it has', async () => {
    const leaseId = await desk.lease(100);
    const [first, second] = [job(leaseId), job(leaseId)];
    expect(await change(() => desk.report(hold(first), hold(second), capture(first), capture(second)))).toEqual({ escrow: -60, captured: 60 });
    expect(await reasons()).toEqual(expect.arrayContaining(['hold-over-lease', 'over-lease']));
  });

  it('charges no more than was held, nor what was given up or held on another lease', async () => {
    const [leaseId, other] = [await desk.lease(500), await desk.lease(500)];
    const [more, given, elsewhere] = [job(leaseId), job(leaseId), job(leaseId)];
    expect(await change(() => desk.report(hold(more), capture({ ...more, amount: 61 })))).toEqual({});
    expect(await change(() => desk.report(hold(given), release(given), capture(given)))).toEqual({});
    expect(await change(() => desk.report(hold(elsewhere), capture({ ...elsewhere, leaseId: other })))).toEqual({});
    const { items } = await caller.call('stationJournal', { epoch: 1, after: 0 }, desk.params);
    expect(items.map(({ review }) => review).filter(Boolean)).toEqual(['capture-over-hold', 'capture-after-void', 'capture-over-hold']);
    // Nothing is held for them any more.
    expect(await change(() => desk.report(close(leaseId), close(other)))).toEqual({ balance: 1000, escrow: -1000 });
  });

  it('takes a charge of what an old epoch held or gave up', async () => {
    const leaseId = await desk.lease(500);
    const [held, given, unheard] = [job(leaseId), job(leaseId), job(leaseId)];
    await desk.report(hold(held), hold(given), release(given));
    await desk.open({ epoch: 0, lastSequence: 0, lastHash: null });
    expect(await change(() => desk.report(capture(held), capture(given), capture(unheard)))).toEqual({ escrow: -180, captured: 180 });
  });

  it('refunds the second capture of one business key, from whichever station it comes', async () => {
    const other = await station(caller);
    const [mine, theirs] = [job(await desk.lease(500)), job(await other.lease(500))];
    await desk.report(hold(mine), capture(mine, 'practice-2:SAME:sync'));
    expect(await change(() => other.report(hold(theirs), capture(theirs, 'practice-2:SAME:sync')))).toEqual({ balance: 60, escrow: -60, captured: 60, refunded: 60 });
    expect((await caller.call('ledger', { limit: 2 })).items).toMatchObject([{ kind: 'refund', amount: 60 }, { kind: 'capture', charged: 60 }]);
    const state = await world.state();
    expect([state.capturesRefundedAsSecond, state.duplicates.captures]).toEqual([1, 0]);
    // A station that gives it back as well has not heard what it was told: no telling of an old epoch, and a person's.
    const twice = (reviews: typeof state.reviews): number => reviews.find(({ reason }) => reason === 'refunded-twice')?.count ?? 0;
    expect(await change(() => other.report(refund(theirs)))).toEqual({});
    expect(twice((await world.state()).reviews) - twice(state.reviews)).toBe(1);
  });

  it('refunds a reported failure once, and no more than was paid', async () => {
    const paid = job(await desk.lease(500));
    await desk.report(hold(paid), capture(paid));
    expect(await change(() => desk.report(refund({ ...paid, amount: 1000 })))).toEqual({ balance: 60, refunded: 60 });
    expect(await change(() => desk.report(refund(paid)))).toEqual({});
    expect(await change(() => desk.report(refund(job('none'))))).toEqual({});
    expect(await reasons()).toEqual(expect.arrayContaining(['refunded-twice', 'capture-unknown']));
  });

  it('knows a charge and a refund that are told once more in a new epoch, and reviews what one epoch tells twice', async () => {
    const told = job(await desk.lease(500));
    await desk.report(hold(told), capture(told), refund(told));
    await desk.open({ epoch: 0, lastSequence: 0, lastHash: null });
    const counted = async (): Promise<readonly number[]> => {
      const { reviews } = await world.state();
      return ['captured-twice', 'refunded-twice'].map((reason) => reviews.find((row) => row.reason === reason)?.count ?? 0);
    };
    const before = await counted();
    expect(await change(() => desk.report(capture(told), refund(told)))).toEqual({});
    expect(await counted()).toEqual(before);
    expect(await change(() => desk.report(capture(told), refund(told)))).toEqual({});
    expect(await counted()).toEqual(before.map((n) => n + 1));
  });

  it('keeps what it cannot read and goes on behind it', async () => {
    const leaseId = await desk.lease(500);
    const paid = job(leaseId);
    const strange = { kind: 'gift', amount: 1 } as unknown as ReturnType<typeof close>;
    const below = { ...capture(job(leaseId)), amount: -60 } as ReturnType<typeof close>;
    expect(await change(() => desk.report(strange, below, hold(paid), capture(paid)))).toEqual({ escrow: -60, captured: 60 });
    expect(await reasons()).toContain('unreadable');
  });

  it('counts a day by kind of work', async () => {
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const [sync] = (await caller.call('counts', { day })).sends;
    const paid = job(await desk.lease(500));
    await desk.report(hold(paid), capture(paid));
    const after = await caller.call('counts', { day });
    expect(after.sends).toEqual([{ kind: 'sync', count: (sync?.count ?? 0) + 1, spent: (sync?.spent ?? 0) + 60 }]);
    expect((await caller.call('counts', { day: '2020-01-01' })).sends).toEqual([]);
  });
});

describe('opening a station', () => {
  it('tells a restart from a restored and from a cloned database', async () => {
    const leaseId = await desk.lease(500);
    const one = job(leaseId);
    await desk.report(hold(one));
    const [entry] = desk.write(capture(one));
    // An ordinary restart: a new nonce, and an entry that is not uploaded yet.
    expect(await desk.open({ nonce: 'second' })).toEqual({ epoch: 1, reason: 'same', lastSequence: 1, earlier: [] });
    // The database is older than what it said at the last opening.
    const older = await station(caller);
    await older.report(hold(job('x')), hold(job('x')));
    expect(await older.open({ lastSequence: 1, nonce: 'n' })).toMatchObject({ reason: 'behind', epoch: 2, earlier: [{ epoch: 1, lastSequence: 2 }] });
    // The first instance speaks again after the second one did: both are alive.
    await desk.send(entry ? [entry] : []);
    await desk.open({ nonce: 'third' });
    expect(await desk.open({ nonce: 'second' })).toMatchObject({ reason: 'cloned', epoch: 2 });
    expect((await books()).leases.find((lease) => lease.leaseId === leaseId)).toMatchObject({ state: 'frozen', captured: 60 });
  });

  it('sees another history of the same length', async () => {
    await desk.report(hold(job('x')));
    expect(await desk.open({ lastHash: 'f'.repeat(64) })).toMatchObject({ reason: 'diverged', epoch: 2 });
  });

  it('gives the same epoch again where its answer was lost, and one station a device', async () => {
    const fresh = await station(caller, 'device-x');
    const again = await station(caller, 'device-x');
    expect(again.stationId).toBe(fresh.stationId);
    expect(again.epoch()).toBe(2);
    expect(await again.open({ epoch: 1, lastSequence: 0, lastHash: null })).toMatchObject({ epoch: 2 });
  });
});

describe('an empty balance', () => {
  it('lends what is left, then nothing, and never goes below zero', async () => {
    const left = (await books()).balance;
    expect(await change(async () => expect(await caller.call('grantLease', { grantId: 'all', stationId: desk.stationId, epoch: 1, amount: left + 1 })).toMatchObject({ amount: left }))).toEqual({ balance: -left, escrow: left });
    expect(await caller.refused('grantLease', { grantId: 'more', stationId: desk.stationId, epoch: 1, amount: 1 })).toMatchObject({ status: 409, code: 'insufficient-balance' });
    await desk.report(close((await books()).leases.find((lease) => lease.amount === left)?.leaseId ?? ''));
    expect(await change(() => world.control('drain'))).toEqual({ balance: -left, adjusted: -left });
    expect(await change(() => world.control('drain'))).toEqual({});
  });
});
