import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { AccountClient } from '../../src-main/account/client.ts';
import { TIME_KEPT, lastKnown, lastTold } from '../../src-main/station/last-known.ts';
import type { Store } from '../../src-main/store/store.ts';
import { json } from '../support/fake-send.ts';
import { aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { expectSoundBooks, tempDir } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 24, 4);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: NOON }));
afterEach(() => void vi.useRealTimers());

/** A machine whose clock can be wrong, with programs on it that are started one after the other; the account API goes by the true time, `wrongBy` where a test says so. */
function machine() {
  const w = world();
  for (const n of [1, 2, 3, 4]) w.state.orders.push(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
  const dir = tempDir();
  let ahead = 0;
  const api = { wrongBy: 0 };
  const truth = (): number => Date.now() - ahead;
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  let stale = 0;
  w.play.provider = (outgoing) => {
    const signedAt = Number(outgoing.headers['x-timestamp'] ?? truth());
    if (Math.abs(signedAt - truth()) <= 5 * MINUTE) return w.provider(outgoing);
    stale += 1;
    return json({ code: 'STALE', message: '' });
  };
  function start() {
    const client: AccountClient = {
      async call(name, request, options) {
        const answer = await w.client.call(name, request, options);
        const back = s.clock.heard(Math.floor((truth() + api.wrongBy) / 1000) * 1000);
        if (back > 0) s.station.timeWentBack(back);
        return name === 'grantLease' ? { ...answer, spendUntil: truth() + DAY } : answer;
      },
    };
    const s = wholeStation({ world: { ...w, client }, dir });
    s.clock.notBefore(lastKnown(s.store), lastTold(s.store));
    s.station.start();
    const entries = (kind: string): unknown[] => s.store.sql("SELECT body ->> '$.leaseId' FROM journal WHERE body ->> '$.kind' = ?").all(kind);
    return {
      ...s,
      verdict: async (n: number) => (await s.station.scan(numberOf(n))).verdict,
      asked: () => entries('grant-request').length,
      closed: () => entries('close').length,
      /** The program ends, as a call under way never does here. */
      end: async () => {
        const stopped = s.stop();
        await pass(5_000);
        await stopped;
      },
    };
  }
  return {
    w, api, start, pass, truth,
    /** Calls that were refused for the time in them. */
    stale: () => stale,
    set(by: number): void {
      ahead += by;
      vi.setSystemTime(Date.now() + by);
    },
    offline: (yes: boolean): void => void (yes ? w.state.refusals.set('*', new CallFailed('api-unreachable', 'x', { effect: 'none' })) : w.state.refusals.delete('*')),
  };
}

/** It worked in the morning, and was switched off. */
async function afterMorning(m = machine()) {
  const before = m.start();
  await m.pass(1_000);
  expect(await before.verdict(1)).toBe('pass');
  await m.pass(60_000);
  await before.end();
  return m;
}

/** It worked in the morning; then its clock was set three days ahead, and it was switched on without a network. */
async function afterOffline() {
  const m = await afterMorning();
  m.set(3 * DAY);
  m.offline(true);
  const without = m.start();
  await m.pass(30_000);
  expect(await without.verdict(2)).toBe('no-funds');
  await m.pass(30_000);
  // An ended lease must not be spent if the clock is set back now.
  expect(Number(without.store.meta.get(TIME_KEPT))).toBeGreaterThan(m.truth() + 2 * DAY);
  await without.end();
  m.offline(false);
  return m;
}

test('a machine whose clock is days ahead spends what is lent within seconds of being online, and neither borrows nor closes because of it', async () => {
  const m = await afterOffline();
  const s = m.start();
  await m.pass(13_000);
  expect(Math.abs(s.station.flow.now() - m.truth())).toBeLessThanOrEqual(1_000);
  expect(await s.verdict(3)).toBe('pass');
  await m.pass(5_000);
  // What had waited for money goes on.
  expect(s.store.sql("SELECT 1 FROM jobs WHERE waits = 'funds'").all()).toEqual([]);
  expect([s.asked(), s.closed()]).toEqual([1, 0]);
  expect(Number(s.store.meta.get(TIME_KEPT))).toBeLessThan(m.truth() + 1_000);
  // What can't be made good still waits for the API to have said it for ten minutes.
  expect(s.clock.told()).toBeNull();
  await m.pass(600_000);
  expect(s.clock.told()).not.toBeNull();
  expect([s.asked(), s.closed()]).toEqual([1, 0]);
  expectSoundBooks(s.store);
});

test('of more than what is lent covers, as much as it covers goes on then, though the account lends no more', async () => {
  const m = machine();
  m.w.state.entitlements = entitlementsWith({ prices: { sync: 6_000 } });
  await afterMorning(m);
  // 14 000 of what was lent is left.
  m.w.state.balance = 0;
  m.w.state.refusals.set('grantLease', new CallFailed('insufficient-balance', 'grantLease', { effect: 'none', problem: 'insufficient-balance' }));
  m.set(3 * DAY);
  m.offline(true);
  const s = m.start();
  await m.pass(30_000);
  for (const n of [2, 3, 4]) expect(await s.verdict(n)).toBe('no-funds');
  m.offline(false);
  await m.pass(120_000);
  expect(Math.abs(s.station.flow.now() - m.truth())).toBeLessThanOrEqual(1_000);
  expect(s.station.flow.jobs.waitingFor('funds', 10).map(({ number }) => number)).toEqual([numberOf(4)]);
  expectSoundBooks(s.store);
});

test('where what was lent has ended in truth it borrows once, and closes the old one when the API has told the time for a while', async () => {
  const m = await afterOffline();
  await m.pass(2 * DAY);
  const s = m.start();
  await m.pass(13_000);
  expect(await s.verdict(3)).toBe('pass');
  expect([s.asked(), s.closed()]).toEqual([2, 0]);
  await m.pass(620_000);
  expect([s.asked(), s.closed()]).toEqual([2, 1]);
  expectSoundBooks(s.store);
});

test.each([-40 * HOUR, 60 * DAY])('a first answer that is %i ms off makes this station spend, borrow and close nothing', async (by) => {
  const m = await afterMorning();
  await m.pass(by < 0 ? 50 * HOUR : HOUR);
  m.api.wrongBy = by;
  const s = m.start();
  await m.pass(1);
  // By a Date of the past the lease would go on; by one of the future it would have ended.
  expect(await s.verdict(2)).toBe('no-funds');
  await m.pass(8_000);
  expect([s.asked(), s.closed()]).toEqual([1, 0]);
  expect(Math.abs(Number(s.store.meta.get(TIME_KEPT)) - m.truth())).toBeLessThan(51 * HOUR);
  m.api.wrongBy = 0;
  await m.pass(4_000);
  expect(await s.verdict(3)).toBe('pass');
  expect([s.asked(), s.closed()]).toEqual(by < 0 ? [2, 1] : [1, 0]);
});

test('a clock that was a month ahead for a moment, until the API was heard, keeps no later start without a network from spending what is lent', async () => {
  const m = machine();
  const before = m.start();
  await m.pass(3_000);
  const answer = m.w.play.provider;
  m.w.play.provider = (outgoing) => {
    const told = answer(outgoing);
    // In the middle of the call: one that was made later would be refused for the time in it.
    m.offline(true);
    m.set(30 * DAY);
    return told;
  };
  expect(await before.verdict(1)).toBe('pass');
  const done = (): number | undefined => before.store.sql<{ at: number }>("SELECT ended_at AS at FROM jobs WHERE kind = 'sync' AND state = 'done'").get()?.at;
  for (let n = 0; n < 50 && done() === undefined; n += 1) await m.pass(100);
  m.w.play.provider = answer;
  expect(done()).toBeGreaterThan(m.truth() + DAY);
  m.set(-30 * DAY);
  m.offline(false);
  await m.pass(15_000);
  expect(done()).toBeLessThan(m.truth() + DAY);
  expect(await before.verdict(2)).toBe('pass');
  await m.pass(3_000);
  await before.end();
  m.offline(true);
  const later = m.start();
  await m.pass(1_000);
  expect(await later.verdict(3)).toBe('pass');
});

describe('a call that is refused for the time in it', () => {
  const works = (s: { readonly store: Store }) => s.store.sql<{ state: string; waits: string | null }>("SELECT state, waits FROM jobs WHERE kind = 'sync' ORDER BY id DESC LIMIT 1").all();

  test('is not made while the API contradicts the clock: what was held before is done as soon as it is known what time it is', async () => {
    const m = await afterMorning();
    const before = m.start();
    await m.pass(1_000);
    before.station.pause(true);
    expect(await before.verdict(2)).toBe('pass');
    await before.end();
    m.set(3 * DAY);
    const s = m.start();
    s.station.pause(false);
    await m.pass(9_000);
    expect([works(s), s.station.status().standsStill.sync]).toEqual([[{ state: 'waiting', waits: 'platform' }], 'clock']);
    await m.pass(6_000);
    expect([works(s), s.station.status().standsStill, m.stale(), s.station.exceptions()]).toEqual([[{ state: 'done', waits: null }], {}, 0, []]);
    expectSoundBooks(s.store);
  });

  test('waits with its money and says why, however long the API is away, and goes on within a minute of hearing what time it is', async () => {
    const m = machine();
    m.set(-7 * MINUTE);
    const s = m.start();
    await m.pass(3_000);
    expect(s.clock.offset()).toBeGreaterThan(6 * MINUTE);
    // Somebody has set the clock right, which nobody but the API can tell.
    m.offline(true);
    m.set(7 * MINUTE);
    expect(await s.verdict(1)).toBe('pass');
    expect(await s.verdict(2)).toBe('pass');
    await m.pass(2_000);
    expect([works(s), s.station.status().standsStill.sync, s.station.exceptions()]).toEqual([[{ state: 'waiting', waits: 'clock' }], 'clock', []]);
    expect(s.station.flow.ledger.totals().held).toBe(200);
    // One portion a minute finds out whether it is well by now.
    expect(m.stale()).toBe(2);
    await m.pass(10 * MINUTE);
    expect(m.stale()).toBeLessThanOrEqual(22);
    m.offline(false);
    await m.pass(MINUTE + 5_000);
    expect([works(s), s.station.exceptions(), s.station.flow.ledger.totals().held]).toEqual([[{ state: 'done', waits: null }], [], 0]);
    expectSoundBooks(s.store);
  });
});
