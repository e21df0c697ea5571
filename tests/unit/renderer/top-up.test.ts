import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTopUp, finishTopUp, forgetTopUp, letGoTopUp, payInPractice, pollAfter, resumeTopUp, useTopUp } from '../../../src-renderer/state/top-up.ts';

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

test('that the platform knows no more while it is shown is put away', async () => {
  ask.mockResolvedValueOnce(order('pending')).mockResolvedValue({ ok: false, problem: { code: 'top-up-gone' } });
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(useTopUp.getState()).toMatchObject({ topUp: null, unheard: null, unknown: false, problem: { code: 'top-up-gone' } });
  expect(ask).toHaveBeenCalledTimes(2);
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

test('is shown to nobody but the account that ordered it', async () => {
  let answer: (order: unknown) => void = () => undefined;
  ask.mockReturnValueOnce(new Promise((go) => (answer = go)));
  const made = createTopUp({ amount: 1000, channel: 'wechat' });
  forgetTopUp();
  answer(order('pending'));
  await made;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(useTopUp.getState()).toMatchObject({ topUp: null, busy: false });
  expect(ask).toHaveBeenCalledTimes(1);
});

test('in practice asks at once after the phone has paid', async () => {
  ask.mockResolvedValueOnce(order('pending')).mockResolvedValueOnce({ ok: true, value: {} }).mockResolvedValueOnce(order('paid'));
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await payInPractice();
  expect(useTopUp.getState().topUp?.state).toBe('paid');
});

describe('one from before a restart', () => {
  const failure = (code: string) => ({ ok: false, problem: { code } });
  /** Answers when the test says so. */
  function later(): (answer: object) => void {
    let answer: (value: object) => void = () => undefined;
    ask.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    return (value) => answer(value);
  }

  test('that could not be asked about is not known yet, and is asked about again', async () => {
    ask.mockResolvedValueOnce(failure('api-busy')).mockResolvedValue(order('pending'));
    await resumeTopUp('T1');
    expect(useTopUp.getState()).toMatchObject({ topUp: null, unheard: 'T1', busy: false, problem: { code: 'api-busy' } });
    finishTopUp();
    expect(useTopUp.getState().unheard).toBe('T1');
    await resumeTopUp('T1');
    expect(useTopUp.getState()).toMatchObject({ topUp: { topUpId: 'T1' }, unheard: null, problem: null });
    await vi.advanceTimersByTimeAsync(2000);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  test('that could not be asked about is asked about by itself, with what went wrong before one\'s eyes', async () => {
    ask.mockResolvedValueOnce(failure('api-busy')).mockResolvedValue(order('paid'));
    const paid = useTopUp.getState().paid;
    await resumeTopUp('T1');
    await vi.advanceTimersByTimeAsync(1900);
    expect(useTopUp.getState()).toMatchObject({ unheard: 'T1', problem: { code: 'api-busy' } });
    await createTopUp({ amount: 1000, channel: 'wechat' });
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(useTopUp.getState()).toMatchObject({ topUp: { state: 'paid' }, unheard: null, problem: null, paid: paid + 1 });
  });

  test('that the platform knows nothing of keeps nobody from another', async () => {
    ask.mockResolvedValueOnce(failure('top-up-gone'));
    await resumeTopUp('T1');
    expect(useTopUp.getState()).toMatchObject({ topUp: null, unheard: null, problem: { code: 'top-up-gone' } });
  });

  test('that is refused otherwise may still be paid', async () => {
    ask.mockResolvedValueOnce(failure('api-refused'));
    await resumeTopUp('T1');
    expect(useTopUp.getState()).toMatchObject({ topUp: null, unheard: 'T1', problem: { code: 'api-refused' } });
  });

  test('that a person lets go makes room for another, and is asked about no more', async () => {
    ask.mockResolvedValueOnce(failure('api-busy')).mockResolvedValueOnce({ ok: true, value: null });
    await resumeTopUp('T1');
    await letGoTopUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(useTopUp.getState()).toMatchObject({ topUp: null, unheard: null, problem: null, busy: false });
    expect(ask.mock.calls.map(([channel]) => channel)).toEqual(['wallet.topUp', 'wallet.letGoTopUp']);
  });

  test('that can be asked about when a person lets it go is shown instead', async () => {
    ask.mockResolvedValueOnce(failure('api-busy')).mockResolvedValue(order('pending'));
    await resumeTopUp('T1');
    await letGoTopUp();
    expect(useTopUp.getState()).toMatchObject({ topUp: { topUpId: 'T1' }, unheard: null, problem: null });
  });

  test('lets no other be made while it is asked about', async () => {
    const answer = later();
    const resumed = resumeTopUp('T1');
    await createTopUp({ amount: 1000, channel: 'wechat' });
    expect(ask.mock.calls.map(([channel]) => channel)).toEqual(['wallet.topUp']);
    answer(order('pending'));
    await resumed;
    expect(useTopUp.getState().topUp?.topUpId).toBe('T1');
  });

  test('of another account is not shown by a late answer', async () => {
    const answer = later();
    const resumed = resumeTopUp('T0');
    forgetTopUp();
    ask.mockResolvedValue(order('pending'));
    await createTopUp({ amount: 1000, channel: 'wechat' });
    answer({ ok: true, value: { ...order('pending').value, topUpId: 'T0' } });
    await resumed;
    expect(useTopUp.getState().topUp?.topUpId).toBe('T1');
  });
});

test('that is being made is not put away with the dialog, and is not made twice', async () => {
  ask.mockResolvedValue(order('pending'));
  const made = createTopUp({ amount: 1000, channel: 'wechat' });
  finishTopUp();
  await createTopUp({ amount: 1000, channel: 'wechat' });
  await made;
  expect(ask).toHaveBeenCalledTimes(1);
});
