import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aParcel } from '../support/samples.ts';
import { NOON } from '../support/station.ts';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a balance that is read behind the lending', () => {
  const lendingBehind = (namedAfter: number): ReturnType<typeof talking> => {
    const t = talking();
    t.api.namedAfter = namedAfter;
    t.meanwhile.grantLease = () => void (t.api.balance -= 20_000);
    t.keeping.start();
    return t;
  };
  test('loses no lease that it does not name yet, and none is borrowed in its place', async () => {
    const t = lendingBehind(1_000);
    await t.pass(0);
    t.b.scan(aParcel().number);
    for (let passes = 0; passes < 60; passes += 1) await t.pass(2_000);
    expect([t.counts('grantLease'), t.b.flow().ledger.unclosed().length, t.b.job('sync').waits]).toEqual([1, 1, null]);
  });
  test('loses at once one that it says is closed, and after five minutes one that it has never named', async () => {
    const t = lendingBehind(3_600_000);
    await t.pass(0);
    const [first] = t.b.flow().ledger.unclosed();
    for (let passes = 0; passes < 140; passes += 1) await t.pass(2_000);
    expect(t.counts('grantLease')).toBe(1);
    for (let passes = 0; passes < 20; passes += 1) await t.pass(2_000);
    expect([t.counts('grantLease'), t.b.flow().ledger.lease(first ?? '')?.written_off]).toEqual([2, 1]);
    const [second] = t.b.flow().ledger.unclosed();
    t.api.leases = t.api.leases.map((lease) => ({ ...lease, state: 'closed' }));
    t.api.namedAfter = 0;
    await t.pass(6_000);
    expect(t.b.flow().ledger.lease(second ?? '')).toMatchObject({ state: 'closed', written_off: 1 });
  });
});

describe('an API that lends less than is of use', () => {
  test.each([
    ['where nothing waits, less than the cheapest work costs', 30, false],
    ['less than what waits costs', 50, true],
  ])('is asked less and less often: %s', async (_, atMost, waits) => {
    const t = talking();
    t.api.balance = 3_000;
    t.api.lendsAtMost = atMost;
    t.keeping.start();
    if (waits) t.meanwhile.entitlements = () => void (delete t.meanwhile.entitlements, t.b.flow().parcels.put(aParcel()), t.b.scan(aParcel().number));
    for (let passes = 0; passes < 100; passes += 1) await t.pass(6_000);
    expect(t.b.flow().jobs.needed() > 0).toBe(waits);
    expect(t.counts('grantLease')).toBeLessThan(16);
    expect(t.counts('grantLease')).toBeGreaterThan(8);
  });
  test('and in each round where each of its leases pays for some of what waits', async () => {
    const t = talking();
    t.api.lendsAtMost = 300;
    t.refusals.set('grantLease', failed('insufficient-balance', 'insufficient-balance'));
    t.keeping.start();
    await t.pass(0);
    for (let n = 0; n < 5; n += 1) {
      const number = `SF${1234567890123 + n}`;
      t.b.flow().parcels.put(aParcel({ number }));
      t.b.scan(number);
    }
    const all = t.b.flow().jobs.needed();
    t.refusals.clear();
    t.api.balance += 1;
    for (let passes = 0; passes < 8; passes += 1) await t.pass(2_000);
    expect([all, t.b.flow().jobs.needed()]).toEqual([1_500, 0]);
  });
});

test('a lease in a state that this version does not know keeps nobody from borrowing: this station\'s own is neither lost nor closed', async () => {
  const t = talking();
  const settling = 'settling' as 'open';
  const lease = { stationId: 'st-1', stationName: '工位', amount: 500, captured: 0, state: settling, spendUntil: NOON - 1 };
  t.api.leases.push({ ...lease, leaseId: 'of-another', stationId: 'st-9' }, { ...lease, leaseId: 'unknown-here' });
  t.keeping.start();
  await t.pass(0);
  const lent = t.b.flow().ledger.unclosed();
  expect([lent.length, t.told.at(-1)]).toEqual([1, 'well']);
  t.api.leases = t.api.leases.map((one) => ({ ...one, state: settling }));
  await t.pass(10_000);
  expect([t.b.flow().ledger.unclosed(), t.b.journal().filter(({ kind }) => kind === 'close')]).toEqual([lent, []]);
});
