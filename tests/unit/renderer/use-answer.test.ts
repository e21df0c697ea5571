import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { useAnswer } from '../../../src-renderer/components/use-answer.ts';
import { useStatus } from '../../../src-renderer/state/status.ts';
import { useLookingAgain } from '../../../src-renderer/screens/wallet/use-looking-again.ts';
import type { StatusView, WalletView } from '../../../src-shared/bridge/views.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));

type Ask = (channel: string, request: object) => Promise<unknown>;
let ask: ReturnType<typeof vi.fn<Ask>>;
const busy = { ok: false, problem: { code: 'api-busy' } };
const wallet = (captured: number) => ({ station: { lent: 1_000, captured, refunded: 0, held: 0, unreported: captured }, stationThere: { lent: 1_000, captured: 0, refunded: 0 }, lost: 0 }) as unknown as WalletView;

beforeEach(() => {
  vi.useFakeTimers();
  ask = vi.fn<Ask>();
  vi.stubGlobal('window', { station: { ask, on: () => () => {} } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is shown anew has no problem of before', async () => {
  ask.mockResolvedValueOnce({ ok: true, value: wallet(345) }).mockResolvedValue(busy);
  const room = mount(() => useAnswer('wallet.view'));
  await vi.advanceTimersByTimeAsync(0);
  await room.now().reload();
  await vi.advanceTimersByTimeAsync(0);
  expect(room.now()).toMatchObject({ problem: { code: 'api-busy' }, value: wallet(345), loading: false });
  room.now().show(wallet(0));
  await vi.advanceTimersByTimeAsync(0);
  expect(room.now()).toMatchObject({ problem: null, value: wallet(0) });
});

test('books that do not agree yet are looked at again, also after a look that failed, and no more once they agree', async () => {
  ask.mockResolvedValueOnce({ ok: true, value: wallet(345) }).mockResolvedValueOnce(busy).mockResolvedValueOnce(busy).mockResolvedValue({ ok: true, value: wallet(0) });
  const room = mount(() => {
    const answer = useAnswer('wallet.view');
    useLookingAgain(answer);
    return answer;
  });
  await vi.advanceTimersByTimeAsync(3_100);
  expect([ask.mock.calls.length, room.now().problem?.code]).toEqual([2, 'api-busy']);
  await vi.advanceTimersByTimeAsync(6_000);
  expect([ask.mock.calls.length, room.now().problem, room.now().value]).toEqual([4, null, wallet(0)]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(ask).toHaveBeenCalledTimes(4);
  room.unmount();
});

test('截至 is the time of the account API, whatever this machine thinks of it', async () => {
  useStatus.setState({ view: { clockOffset: 3_600_000 } as StatusView });
  onTestFinished(() => useStatus.setState({ view: null }));
  ask.mockResolvedValue({ ok: true, value: wallet(0) });
  const room = mount(() => useAnswer('wallet.view'));
  await vi.advanceTimersByTimeAsync(0);
  expect(room.now().at).toBe(Date.now() + 3_600_000);
});
