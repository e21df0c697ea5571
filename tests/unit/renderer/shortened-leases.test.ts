import { expect, test } from 'vitest';
import { shortened } from '../../../src-renderer/screens/wallet/shortened.ts';
import type { WalletView } from '../../../src-shared/bridge/views.ts';

type Lease = WalletView['leases'][number];
const lease = (n: number, state: Lease['state']): Lease => ({ leaseId: String(n), station: '03', mine: true, lost: false, known: true, amount: 1_000, captured: 0, state, spendUntil: n });
const ids = (leases: readonly Lease[]): readonly string[] => leases.map(({ leaseId }) => leaseId);

test('a long list of leases shows twenty, and of those that may still be spent or taken back every one, in their order', () => {
  const many = Array.from({ length: 300 }, (_, n) => lease(n, n === 250 ? 'frozen' : n === 3 ? 'open' : 'closed'));
  expect(ids(shortened(many))).toEqual([...Array.from({ length: 19 }, (_, n) => String(n)), '250']);
  const open = Array.from({ length: 25 }, (_, n) => lease(n, 'open'));
  expect(shortened([lease(99, 'closed'), ...open])).toEqual(open);
  expect(shortened(many.slice(0, 5))).toHaveLength(5);
});
