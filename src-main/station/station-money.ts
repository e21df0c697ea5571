import type { WalletView } from '../../src-shared/bridge/views.ts';
import type { Li } from '../../src-shared/domain/money.ts';
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
  return {
    ...reconciling(flow, client, changed),
    wallet: async (): Promise<WalletView> => ({ ...(await walletView(flow, client)), pendingTopUp: pendingTopUp() }),
    /** Answers with what came back, and asks for nothing else after it: it is done. */
    async writeOff(leaseId: string): Promise<{ returned: Li }> {
      const { returned } = await client.call('writeOffLease', {}, { params: { leaseId } });
      refreshBalance();
      return { returned };
    },
  };
}
