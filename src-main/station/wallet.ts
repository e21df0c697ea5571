import type { ReconciliationView, WalletView } from '../../src-shared/bridge/views.ts';
import type { Balance } from '../../src-shared/contract/money.ts';
import { SERVICES } from '../../src-shared/domain/work.ts';
import type { AccountClient } from '../account/client.ts';
import type { Steps } from '../flow/steps.ts';
import { reconcile } from './reconcile.ts';
import { topUps } from './top-ups.ts';

/** What a merchant does with the account's money. `moved`: the balance is another one. */
export function stationMoney(flow: Steps, client: AccountClient, moved: () => void) {
  const charging = topUps(client, flow.store, moved);
  const wallet = async (): Promise<WalletView> => ({ ...(await walletView(flow, client)), pendingTopUp: charging.pending() });
  return {
    wallet,
    topUps: charging,
    reconcile: (): Promise<ReconciliationView> => reconcile(flow, client),
    async writeOff(leaseId: string): Promise<WalletView> {
      await client.call('writeOffLease', {}, { params: { leaseId } });
      moved();
      return wallet();
    },
  };
}

/** 钱包: the account's money as the API tells it now, and this station's own side beside it. Throws CallFailed. */
async function walletView(flow: Steps, client: AccountClient): Promise<Omit<WalletView, 'pendingTopUp'>> {
  const [money, prices] = await Promise.all([client.call('balance', {}), client.call('prices', {})]);
  const { journal, totals, epoch } = flow.ledger;
  const own = totals();
  const mine = flow.store.meta.get('stationId');
  const price = new Map(prices.prices.map((row) => [row.service, row.price]));
  return {
    balance: money.balance,
    escrow: money.escrow,
    toppedUp: money.toppedUp,
    captured: money.captured,
    refunded: money.refunded,
    leases: money.leases.map(({ leaseId, stationId, stationName, amount, captured, state, spendUntil }) => ({ leaseId, station: stationName, mine: stationId === mine, amount, captured, state, spendUntil })),
    prices: SERVICES.map((service) => ({ service, price: price.get(service) ?? 0, on: flow.entitlements()?.services[service].on ?? false })),
    station: { ...own, unreported: journal.unreportedMoney(epoch()) },
    stationThere: thereOf(money, mine),
    at: flow.now(),
  };
}

/** A closed lease lends no more than was charged to it. */
function thereOf(money: Balance, mine: string | null): WalletView['stationThere'] {
  const leases = money.leases.filter(({ stationId }) => stationId === mine);
  return {
    lent: leases.reduce((sum, lease) => sum + (lease.state === 'closed' ? lease.captured : lease.amount), 0),
    captured: leases.reduce((sum, lease) => sum + lease.captured, 0),
    refunded: money.refunds ? (money.refunds.find(({ stationId }) => stationId === mine)?.refunded ?? 0) : null,
  };
}
