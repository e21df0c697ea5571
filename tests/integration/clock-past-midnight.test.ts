import { expect, test, vi } from 'vitest';
import { listPage } from '../../src-main/flow/screen/list.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { timeBack } from '../../src-main/station/time-back.ts';
import { atOnce } from '../support/at-once.ts';
import { DESK } from '../support/pickup-message.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Its clock is 14 hours ahead, in the middle of the next night, and so many parcels pass. */
function ahead(parcels: number) {
  const b = bench();
  b.lend(1_000_000, { spendUntil: NOON + 9 * DAY });
  b.time.now = NOON + 14 * HOUR;
  for (let n = 0; n < parcels; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
    b.time.now += 1_000;
  }
  return b;
}
/** The account API says what time it is. */
function toTruth(b: Bench, statusChanged = () => undefined as void): void {
  const by = b.time.now - NOON;
  b.time.now = NOON;
  timeBack({ flow: b.flow(), take: (step) => step(), wake: () => undefined, spendAgain: () => undefined, statusChanged })(by);
}
const counted = (b: Bench) => ({ list: listPage(b.flow(), { suffix: '', verdict: 'all', state: 'all', before: 0 }).rows.length, passed: queueStatus(b.flow()).today, report: atOnce(todaySends(b.flow(), b.time.now)).scans.pass });

test('what was scanned by a clock that was ahead over midnight is of the day on which it was scanned, for list, status line and report alike, and in its order', () => {
  const b = ahead(3);
  b.run(works);
  // In no format: it counts as well, for what it is.
  b.scan('???');
  toTruth(b);
  expect(counted(b)).toEqual({ list: 4, passed: 3, report: 3 });
  expect(atOnce(todaySends(b.flow(), NOON))).toMatchObject({ scans: { invalid: 1 }, total: { parcels: 3, jobs: 6 } });
  const list = listPage(b.flow(), { suffix: '', verdict: 'all', state: 'all', before: 0 }).rows;
  expect(list.map(({ scanId, at }) => [scanId, at])).toEqual([4, 3, 2, 1].map((id) => [id, NOON]));
  b.time.now = NOON + DAY;
  expect(counted(b)).toEqual({ list: 0, passed: 0, report: 0 });
  expectSoundBooks(b.store());
});

test('one that was undone by then counts for no day, and one that is undone afterwards for none any more', () => {
  const b = ahead(2);
  undoLast(b.flow(), DESK);
  toTruth(b);
  expect(counted(b)).toEqual({ list: 2, passed: 1, report: 1 });
  b.scan(numberOf(1));
  expect(counted(b).passed).toBe(2);
  undoLast(b.flow(), DESK);
  expect(counted(b).passed).toBe(1);
  expect(b.store().sql('SELECT day, scans FROM day_counts WHERE scans <> 0').all()).toEqual([{ day: '2026-11-24', scans: 1 }]);
});

test('what counts for this day already keeps its time, be it later than now', () => {
  const b = bench();
  b.time.now = NOON + 11 * HOUR;
  b.scan(numberOf(1));
  toTruth(b);
  expect(b.flow().scans.find(1)?.at).toBe(NOON + 11 * HOUR);
});

test('thousands of them are moved a few at a time, the earliest first, so that the desk goes on between', async () => {
  const b = bench();
  b.store().transaction(() => {
    for (let n = 0; n < 620; n += 1)
      b.flow().scans.add({ at: NOON + 20 * HOUR + n, text: '', number: numberOf(n), suffix: null, verdict: 'pass', reason: { kind: 'nothing-to-do' }, operator: DESK.operator, station: '03', cost: 0, source: 'desk', piece: null, label: null, device: null, typed: false });
  });
  b.time.now = NOON + 21 * HOUR;
  const changed = vi.fn();
  toTruth(b, changed);
  expect(queueStatus(b.flow()).today).toBe(250);
  expect([1, 250, 251].map((id) => b.flow().scans.find(id)?.at)).toEqual([NOON, NOON, NOON + 20 * HOUR + 250]);
  await expect.poll(() => queueStatus(b.flow()).today).toBe(620);
  expect(changed).toHaveBeenCalledTimes(3);
});
