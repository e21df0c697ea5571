import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, works } from '../support/station.ts';

const HOUR = 3_600_000;

describe('报表', () => {
  test('counts what was done in a day of UTC+8, five ways, each sum the whole', () => {
    const b = bench();
    b.lend(100_000);
    const midnight = NOON - 12 * HOUR;
    // The last second of yesterday, the first and the last of today, the first of tomorrow.
    for (const [n, at] of [midnight - 1_000, midnight, midnight + 24 * HOUR - 1_000, midnight + 24 * HOUR].entries()) {
      b.time.now = at;
      b.flow().parcels.put(aForwardedParcel({ number: numberOf(n), target: { kind: 'courier', courier: 'sto' }, courier: n % 2 === 0 ? 'yto' : 'zto', platform: n % 2 === 0 ? 'jd' : 'pdd' }));
      b.scan(numberOf(n));
      b.turn(works);
      b.turn(works);
    }
    const today = todaySends(b.flow(), NOON);
    expect(today.day).toBe('2026-11-24');
    expect(today.total).toEqual({ count: 6, spent: 2 * 345 });
    expect(today.byService).toEqual([{ key: 'forwarding-sms', count: 2, spent: 90 }, { key: 'trace', count: 2, spent: 600 }, { key: 'write-back', count: 2, spent: 0 }]);
    expect(today.byCourier).toEqual([{ key: 'yto', count: 3, spent: 345 }, { key: 'zto', count: 3, spent: 345 }]);
    expect(today.byPlatform).toEqual([{ key: 'jd', count: 3, spent: 345 }, { key: 'pdd', count: 3, spent: 345 }]);
    expect(today.byOperator).toEqual([{ key: '李四', count: 6, spent: 690 }]);
    expect(today.byHour).toEqual([{ key: '0', count: 3, spent: 345 }, { key: '23', count: 3, spent: 345 }]);
    for (const rows of [today.byService, today.byCourier, today.byPlatform, today.byOperator, today.byHour]) {
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(today.total.count);
      expect(rows.reduce((sum, { spent }) => sum + spent, 0)).toBe(today.total.spent);
    }
  });
  test('counts scans by verdict, none forgotten, and an empty day as nothing', () => {
    const b = bench();
    expect(todaySends(b.flow(), NOON)).toMatchObject({ total: { count: 0, spent: 0 }, byService: [], byHour: [], scans: { pass: 0, duplicate: 0, intercepted: 0, unknown: 0, 'no-funds': 0, invalid: 0 } });
    b.flow().parcels.put(aParcel());
    b.flow().parcels.putInterception(anInterception({ number: numberOf(1) }));
    for (const text of [aParcel().number, aParcel().number, numberOf(1), numberOf(2), 'x y z!', '']) b.scan(text);
    expect(todaySends(b.flow(), NOON).scans).toEqual({ pass: 0, duplicate: 1, intercepted: 1, unknown: 1, 'no-funds': 1, invalid: 2 });
  });
});

describe('本单', () => {
  test('costs nothing any more where its work was refused or given up', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel({ privacy: true }));
    const { scanId } = b.scan(aParcel().number);
    b.run((claim) => (claim.job.kind === 'privacy' ? works(claim) : { kind: 'refused', act: 'nobody', about: 'code -9' }));
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 200, cost: 200 });
  });
  test('shows what became of each part, what it cost and how long it took', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    const { scanId } = b.scan(aParcel().number);
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 0, cost: 545, took: null, replacement: null, privacyNumber: null });
    b.turn(works);
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 500, cost: 545, took: null, replacement: { courier: 'yto' }, privacyNumber: { number: '17000000001' } });
    b.time.now += 3_000;
    b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? { kind: 'refused', act: 'nobody', about: 'code -9' } : works(claim)));
    expect(cardOf(b.flow(), scanId)).toMatchObject({ charged: 500, took: 3_000, jobs: [{ state: 'done' }, { state: 'done' }, { state: 'done' }, { kind: 'forwarding-sms', state: 'refused', charged: 0, error: 'provider-refused-parcel' }] });
  });
  test('of a scan that is not there is none', () => {
    expect(cardOf(bench().flow(), 1)).toBeNull();
  });
});

describe('the status line', () => {
  test('counts what waits, why, what is called and what needs a person', () => {
    const b = bench();
    b.lend(300);
    for (const n of [0, 1, 2]) b.flow().parcels.put(aParcel({ number: numberOf(n), privacy: false }));
    b.flow().parcels.put(aParcel({ number: numberOf(3), privacy: false, target: { kind: 'courier', courier: 'sto' } }));
    for (const n of [0, 1, 2, 3]) b.scan(numberOf(n));
    const [first, second] = b.claims();
    if (!first || !second) throw new Error('nothing was claimed');
    b.settle(first, { kind: 'refused', act: 'person', about: 'x' });
    b.settle(second, OUTCOMES.offline);
    expect(queueStatus(b.flow())).toEqual({
      unknownNumbers: 0,
      queue: { waiting: 7, calling: 1, exceptions: 1 },
      waitReasons: { offline: 1, funds: 2, depends: 4 },
      leaseLeft: 100,
      today: 4,
    });
    expect(exceptionRows(b.flow())).toHaveLength(1);
  });
});
