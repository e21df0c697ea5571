import { afterEach, expect, test, vi } from 'vitest';
import { takeBack } from '../../../src-renderer/screens/wallet/take-back.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['was taken back', { ok: true, value: { returned: 455 } }],
  ['may have been taken back, though no answer came', { ok: false, problem: { code: 'api-unreachable' } }],
] as const)('of a lease that %s the answer is told first, and then the wallet is fetched anew', async (_, answer) => {
  const done: unknown[] = [];
  vi.stubGlobal('window', { station: { ask: async (...asked: unknown[]) => (done.push(asked), answer) } });
  await takeBack('lease-1', (told) => done.push(told), async () => void done.push('fetched'));
  expect(done).toEqual([['wallet.writeOff', { leaseId: 'lease-1' }], answer, 'fetched']);
});
