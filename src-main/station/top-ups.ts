import type { RequestOf } from '../../src-shared/contract/calls.ts';
import type { TopUp } from '../../src-shared/contract/money.ts';
import type { AccountClient } from '../account/client.ts';
import type { Store } from '../store/store.ts';

const PENDING = 'topUp.pending';

/**
 * 充值. The one that may still be paid is remembered in the database: after a restart the wallet shows its code again
 * instead of tempting anybody to pay twice. `paid` is called when the balance has risen. All throw CallFailed.
 */
export function topUps(client: AccountClient, { meta }: Store, paid: () => void) {
  function seen(topUp: TopUp): TopUp {
    if (topUp.state === 'pending') meta.set(PENDING, topUp.topUpId);
    else if (meta.get(PENDING) === topUp.topUpId) meta.set(PENDING, null);
    if (topUp.state === 'paid') paid();
    return topUp;
  }
  return {
    pending: (): string | null => meta.get(PENDING),
    create: async (request: RequestOf<'createTopUp'>): Promise<TopUp> => seen(await client.call('createTopUp', request)),
    look: async (topUpId: string): Promise<TopUp> => seen(await client.call('topUp', {}, { params: { topUpId } })),
    close: async (topUpId: string): Promise<TopUp> => seen(await client.call('closeTopUp', {}, { params: { topUpId } })),
  };
}
