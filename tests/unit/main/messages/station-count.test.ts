import { expect, test, vi } from 'vitest';
import { stationCount } from '../../../../src-main/flow/message/station-count.ts';

const DAY = 86_400_000;

/** Calls that were made at these times, counted by looking at all of them. */
function counted(calls: number[]) {
  const count = vi.fn((since: number) => {
    const within = calls.filter((at) => at > since);
    return { n: within.length, oldest: within.length === 0 ? null : Math.min(...within) };
  });
  const store = { undone: 0 };
  return { count, store, ...stationCount({ undone: () => store.undone }, count, DAY) };
}

test('a day is counted once until its limit may be reached, however often it is looked at', () => {
  const calls = Array.from({ length: 1_000 }, (_, n) => n);
  const { count, look } = counted(calls);
  for (let now = 1_000; now < 2_000; now += 1) {
    expect(look(now, 2_000).n).toBe(now);
    calls.push(now);
  }
  expect(count).toHaveBeenCalledTimes(1);
  for (let now = 2_000; now < 3_000; now += 1) expect(look(now, 2_000)).toEqual({ n: 2_000, freeAt: DAY });
  expect(count).toHaveBeenCalledTimes(2);
  // One leaves.
  expect([look(DAY, 2_000).n, count.mock.calls.length]).toEqual([1_999, 3]);
});

test('looks that led to no call cost no place', () => {
  const { look } = counted([1]);
  for (let now = 2; now < 50; now += 1) expect(look(now, 3).n).toBeLessThan(3);
});

test('a call that came to nothing gives its place back, and so does a transaction that was undone', () => {
  const calls = [1, 2, 3];
  const { look, anew, store } = counted(calls);
  expect(look(4, 3).n).toBe(3);
  calls.pop();
  anew();
  expect(look(5, 3).n).toBe(2);
  calls.push(5);
  expect(look(6, 3).n).toBe(3);
  calls.pop();
  store.undone += 1;
  expect(look(7, 3).n).toBe(2);
});

test('a limit that is lowered, and time that is set back, count at once', () => {
  const { look } = counted([1, DAY - 1, DAY]);
  expect(look(DAY + 2, 10).n).toBe(2);
  expect(look(DAY + 3, 2)).toEqual({ n: 2, freeAt: 2 * DAY - 1 });
  expect(look(DAY, 3).n).toBe(3);
});
