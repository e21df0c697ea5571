import type { RequestOf } from '../../src-shared/contract/calls.ts';
import type { TopUp } from '../../src-shared/contract/money.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Store } from '../store/store.ts';

const PENDING = 'topUp.pending';

/**
 * 充值. The one that may still be paid is remembered in the database: after a restart the wallet shows its code again
 * instead of tempting anybody to pay twice, and whoever asks for another has that one. `paid` is called when the balance has risen. All throw CallFailed.
 */
export function topUps(client: AccountClient, { meta }: Store, paid: () => void) {
  function seen(topUp: TopUp): TopUp {
    if (topUp.state === 'pending') meta.set(PENDING, topUp.topUpId);
    else if (meta.get(PENDING) === topUp.topUpId) meta.set(PENDING, null);
    if (topUp.state === 'paid') paid();
    return topUp;
  }
  const pending = (): string | null => meta.get(PENDING);
  async function look(topUpId: string): Promise<TopUp> {
    try {
      return seen(await client.call('topUp', {}, { params: { topUpId } }));
    } catch (error) {
      // Of what the platform does not know nobody will ever hear more.
      if (error instanceof CallFailed && error.problem === 'top-up-unknown' && pending() === topUpId) meta.set(PENDING, null);
      throw error;
    }
  }
  return {
    pending,
    look,
    async create(request: RequestOf<'createTopUp'>): Promise<TopUp> {
      const before = pending();
      const known = before === null ? null : await look(before);
      return known?.state === 'pending' ? known : seen(await client.call('createTopUp', request));
    },
    close: async (topUpId: string): Promise<TopUp> => seen(await client.call('closeTopUp', {}, { params: { topUpId } })),
  };
}
