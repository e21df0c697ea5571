import { describe, expect, test } from 'vitest';
import { oneScan, type Desk, type Scanned } from '../../src-main/flow/one-scan.ts';
import { resolveUnknown } from '../../src-main/flow/resolve.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { atOnce } from '../support/at-once.ts';
import { aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, works, type Bench } from '../support/station.ts';

const HOUR = 3_600_000;
const DESK: Desk = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const scanAs = (b: Bench, id: string, name: string, number: string): Scanned => oneScan(b.flow(), { ...DESK, operator: { id, name } }, number);
const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

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
    const today = atOnce(todaySends(b.flow(), NOON));
    expect(today.day).toBe('2026-11-24');
    expect(today.total).toEqual({ parcels: 2, jobs: 6, spent: 2 * 345 });
    expect(today.byService).toEqual([{ key: 'forwarding-sms', jobs: 2, spent: 90 }, { key: 'trace', jobs: 2, spent: 600 }, { key: 'write-back', jobs: 2, spent: 0 }]);
    const [one, other] = ['a', 'b'].map((key) => ({ key, parcels: 1, jobs: 3, spent: 345 }));
    expect(today.byCourier).toEqual([{ ...one, key: 'yto' }, { ...other, key: 'zto' }]);
    expect(today.byPlatform).toEqual([{ ...one, key: 'jd' }, { ...other, key: 'pdd' }]);
    expect(today.byOperator).toEqual([{ key: 'op-1', name: '李四', parcels: 2, jobs: 6, spent: 690 }]);
    expect(today.byHour).toEqual([{ ...one, key: '0' }, { ...other, key: '23' }]);
    for (const rows of [today.byService, today.byCourier, today.byPlatform, today.byOperator, today.byHour]) {
      expect(sumOf(rows.map(({ jobs }) => jobs))).toBe(today.total.jobs);
      expect(sumOf(rows.map(({ spent }) => spent))).toBe(today.total.spent);
    }
    for (const rows of [today.byCourier, today.byPlatform, today.byOperator, today.byHour]) expect(sumOf(rows.map(({ parcels }) => parcels))).toBe(today.total.parcels);
  });
  test('counts scans by verdict, none forgotten, and an empty day as nothing', () => {
    const b = bench();
    expect(atOnce(todaySends(b.flow(), NOON))).toMatchObject({ total: { parcels: 0, jobs: 0, spent: 0 }, byService: [], byHour: [], scans: { pass: 0, duplicate: 0, intercepted: 0, unknown: 0, 'no-funds': 0, invalid: 0 } });
    b.flow().parcels.put(aParcel());
    b.flow().parcels.putInterception(anInterception({ number: numberOf(1) }));
    for (const text of [aParcel().number, aParcel().number, numberOf(1), numberOf(2), 'x y z!', '']) b.scan(text);
    expect(atOnce(todaySends(b.flow(), NOON)).scans).toEqual({ pass: 0, duplicate: 1, intercepted: 1, unknown: 1, 'no-funds': 1, invalid: 2 });
  });
  test('counts a packer\'s parcels, whatever there is to do with them, beside the jobs', () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aForwardedParcel({ privacy: true }));
    b.scan(aParcel().number);
    for (let n = 0; n < 10; n += 1) {
      b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', target: null, privacy: false }));
      scanAs(b, 'op-2', '王五', numberOf(n));
    }
    b.run(works);
    const today = atOnce(todaySends(b.flow(), NOON));
    expect(today.byOperator).toEqual([{ key: 'op-2', name: '王五', parcels: 10, jobs: 0, spent: 0 }, { key: 'op-1', name: '李四', parcels: 1, jobs: 4, spent: 545 }]);
    expect(today.byCourier).toEqual([{ key: 'yto', parcels: 10, jobs: 0, spent: 0 }, { key: 'sf', parcels: 1, jobs: 4, spent: 545 }]);
    expect(today.byHour).toEqual([{ key: '12', parcels: 11, jobs: 4, spent: 545 }]);
    expect([today.total.parcels, queueStatus(b.flow()).today]).toEqual([11, 11]);
  });
  test('counts two packers of one name as two, and one whose name was changed as one', () => {
    const b = bench();
    b.lend(10_000);
    for (const [n, id, name] of [[1, 'op-1', '张伟'], [2, 'op-2', '张伟'], [3, 'op-3', '小王'], [4, 'op-3', '王五']] as const) {
      b.flow().parcels.put(aForwardedParcel({ number: numberOf(n), target: { kind: 'courier', courier: 'sto' } }));
      scanAs(b, id, name, numberOf(n));
    }
    b.run(works);
    expect(atOnce(todaySends(b.flow(), NOON)).byOperator.map(({ key, name, parcels, jobs }) => [key, name, parcels, jobs])).toEqual([['op-3', '王五', 2, 6], ['op-1', '张伟', 1, 3], ['op-2', '张伟', 1, 3]]);
  });
  test('counts a parcel as 今日 of the desk does: once, however often it is scanned, not undone, with or without money, by pieces, also when its order comes later; no row of a list', () => {
    const b = bench();
    const same = (parcels: number): void => {
      const { total, byOperator } = atOnce(todaySends(b.flow(), NOON));
      expect([total.parcels, sumOf(byOperator.map((row) => row.parcels)), queueStatus(b.flow()).today]).toEqual([parcels, parcels, parcels]);
    };
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.scan(aParcel().number);
    same(1);
    b.lend(10_000);
    b.flow().parcels.put(aForwardedParcel({ number: numberOf(1) }));
    b.scan(numberOf(1));
    same(2);
    undoLast(b.flow(), DESK);
    same(1);
    b.scan(numberOf(1));
    same(2);
    b.flow().parcels.put(aParcel({ number: numberOf(2), target: null, privacy: false, pieces: { count: 2, numbers: [numberOf(20)] } }));
    for (const piece of [numberOf(2), numberOf(20), numberOf(20)]) b.scan(piece);
    same(4);
    b.scan(numberOf(3));
    same(4);
    b.flow().parcels.put(aParcel({ number: numberOf(3), courier: 'yto' }));
    resolveUnknown(b.flow(), DESK, [aParcel({ number: numberOf(3) })]);
    same(5);
    b.flow().parcels.put(aForwardedParcel({ number: numberOf(4) }));
    oneScan(b.flow(), DESK, numberOf(4), { target: null });
    same(5);
    b.run(works);
    same(5);
  });
  test('counts the work of a list as the packer\'s who has scanned its parcel', () => {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aForwardedParcel());
    oneScan(b.flow(), DESK, aParcel().number, { target: null });
    b.run(works);
    expect(atOnce(todaySends(b.flow(), NOON)).byOperator).toEqual([{ key: 'op-1', name: '李四', parcels: 0, jobs: 2, spent: 300 }]);
    scanAs(b, 'op-2', '王五', aParcel().number);
    b.run(works);
    expect(atOnce(todaySends(b.flow(), NOON)).byOperator).toEqual([{ key: 'op-2', name: '王五', parcels: 1, jobs: 3, spent: 345 }]);
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
