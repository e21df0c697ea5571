import type { WalletView } from '../../src-shared/bridge/views.ts';
import type { AccountClient } from '../account/client.ts';
import type { Steps } from '../flow/steps.ts';
import { reconciling } from './reconcile/reconciling.ts';
import { walletView } from './wallet.ts';

export type StationMoneyParts = {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly pendingTopUp: () => string | null;
  readonly refreshBalance: () => void;
  readonly changed: () => void;
};

/** What the wallet asks of a station: both books, why they differ, and to give up a lease that is lost. */
export function stationMoney({ flow, client, pendingTopUp, refreshBalance, changed }: StationMoneyParts) {
  const wallet = async (): Promise<WalletView> => ({ ...(await walletView(flow, client)), pendingTopUp: pendingTopUp() });
  return {
    ...reconciling(flow, client, changed),
    wallet,
    async writeOff(leaseId: string): Promise<WalletView> {
      await client.call('writeOffLease', {}, { params: { leaseId } });
      refreshBalance();
      return wallet();
    },
  };
}
