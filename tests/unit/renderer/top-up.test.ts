import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTopUp, finishTopUp, forgetTopUp, payInPractice, pollAfter, useTopUp } from '../../../src-renderer/state/top-up.ts';

type Ask = (channel: string, request: object) => Promise<unknown>;
let ask: ReturnType<typeof vi.fn<Ask>>;
const order = (state: string) => ({ ok: true, value: { topUpId: 'T1', amount: 1000, channel: 'wechat', state, qr: 'qr', expiresAt: 900_000 } });

beforeEach(() => {
  vi.useFakeTimers();
  ask = vi.fn<Ask>();
  vi.stubGlobal('window', { station: { ask, on: () => () => {} } });
});
afterEach(() => {
  forgetTopUp();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('is asked about often at first, then ever more seldom', () => {
  expect([0, 119_999, 120_000, 599_999, 600_000].map(pollAfter)).toEqual([2000, 2000, 5000, 5000, 15_000]);
});

test('is followed until it is paid, whatever room is open', async () => {
  ask.mockResolvedValueOnce(order('pending')).mockResolvedValueOnce(order('pending')).mockResolvedValueOnce(order('paid'));
  const paid = useTopUp.getState().paid;
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await vi.advanceTimersByTimeAsync(4100);
  expect(useTopUp.getState()).toMatchObject({ topUp: { state: 'paid' }, paid: paid + 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test('that cannot be asked about stays, and says that it is unknown', async () => {
  ask.mockResolvedValueOnce(order('pending')).mockRejectedValueOnce(new Error('gone')).mockResolvedValue(order('pending'));
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await vi.advanceTimersByTimeAsync(2000);
  expect(useTopUp.getState()).toMatchObject({ unknown: true, topUp: { topUpId: 'T1' } });
  await vi.advanceTimersByTimeAsync(2000);
  expect(useTopUp.getState().unknown).toBe(false);
});

test('that may still be paid is not put away', async () => {
  ask.mockResolvedValue(order('pending'));
  await createTopUp({ amount: 1000, channel: 'wechat' });
  finishTopUp();
  expect(useTopUp.getState().topUp?.topUpId).toBe('T1');
});

test('is created once, however often the button is pressed', async () => {
  ask.mockResolvedValue(order('pending'));
  await Promise.all([createTopUp({ amount: 1000, channel: 'wechat' }), createTopUp({ amount: 1000, channel: 'wechat' })]);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('in practice asks at once after the phone has paid', async () => {
  ask.mockResolvedValueOnce(order('pending')).mockResolvedValueOnce({ ok: true, value: {} }).mockResolvedValueOnce(order('paid'));
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await payInPractice();
  expect(useTopUp.getState().topUp?.state).toBe('paid');
});
