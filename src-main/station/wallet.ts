import type { WalletView } from '../../src-shared/bridge/views.ts';
import { SERVICES } from '../../src-shared/domain/work.ts';
import type { AccountClient } from '../account/client.ts';
import type { Steps } from '../flow/steps.ts';
import { notHeardSince, twoBooks } from './two-books.ts';

/** 钱包: the account's money as the API tells it now, and this station's own side beside it. Throws CallFailed. */
export async function walletView(flow: Steps, client: AccountClient): Promise<Omit<WalletView, 'pendingTopUp'>> {
  const { ledger } = flow;
  const epoch = ledger.epoch();
  const acked = ledger.journal.acked(epoch);
  const [money, prices] = await Promise.all([client.call('balance', {}), client.call('prices', {})]);
  const underWay = await notHeardSince(ledger, acked);
  // Another epoch meanwhile, which has a journal of its own.
  if (ledger.epoch() !== epoch) return walletView(flow, client);
  const { leases, books } = twoBooks(flow, money, underWay);
  const lost = new Set(leases.filter((lease) => lease.lost).map(({ there }) => there.leaseId));
  const mine = flow.store.meta.get('stationId');
  const price = new Map(prices.prices.map((row) => [row.service, row.price]));
  return {
    ...books,
    balance: money.balance,
    escrow: money.escrow,
    toppedUp: money.toppedUp,
    adjusted: money.adjusted,
    captured: money.captured,
    refunded: money.refunded,
    leases: money.leases.map(({ leaseId, stationId, stationName, amount, captured, state, spendUntil }) => ({
      leaseId, station: stationName, mine: stationId === mine, lost: lost.has(leaseId), known: ledger.lease(leaseId) !== null, amount, captured, state, spendUntil,
    })),
    prices: SERVICES.map((service) => {
      const term = flow.entitlements()?.services[service];
      return { service, price: price.get(service) ?? term?.price ?? null, on: term?.on ?? false };
    }),
    at: flow.now(),
  };
}
