import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { marking } from '../../../src-main/flow/marking.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A mark that can't be kept. */
function unwritable() {
  const mark = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('EROFS'));
  const [hold, wake, failed] = [vi.fn<(ms: number) => void>(), vi.fn<() => void>(), vi.fn<(error: unknown) => void>()];
  return { mark, hold, wake, failed, ...marking({ mark, pace: { hold }, wake, failed }) };
}

test('a mark that can not be kept is tried again every two seconds by itself, and nobody is called until it is kept', async () => {
  const { mark, hold, wake, failed, keep } = unwritable();
  // Calls that were claimed together find out together.
  expect((await Promise.all([keep(), keep()])).map((outcome) => outcome?.kind)).toEqual(['later', 'later']);
  await vi.advanceTimersByTimeAsync(8 * 3_600_000);
  expect(mark).toHaveBeenCalledTimes(2 + 4 * 3_600);
  expect(failed).toHaveBeenCalledTimes(2 + 4 * 3_600);
  expect([hold.mock.calls.every(([ms]) => ms === Number.POSITIVE_INFINITY), wake.mock.calls.length]).toEqual([true, 0]);
  mark.mockResolvedValue();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([hold.mock.lastCall, wake.mock.calls.length]).toEqual([[0], 1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(mark).toHaveBeenCalledTimes(3 + 4 * 3_600);
  expect([await keep(), wake.mock.calls.length]).toEqual([null, 1]);
});

test('and no longer than its station runs', async () => {
  const { mark, keep, stop } = unwritable();
  await keep();
  stop();
  await keep();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(mark).toHaveBeenCalledTimes(2);
});
