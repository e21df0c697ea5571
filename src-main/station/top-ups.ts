import type { RequestOf } from '../../src-shared/contract/calls.ts';
import type { TopUp } from '../../src-shared/contract/money.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Store } from '../store/store.ts';

const PENDING = 'topUp.pending';
/** By which a server says that it has none of that id, whatever code it gives. Without one it is the page of somebody in between, who knows nothing of it. */
const GONE = [404, 410];

/**
 * 充值. The one that may still be paid is remembered in the database: after a restart the wallet shows its code again
 * instead of tempting anybody to pay twice, and whoever asks for another has that one. `paid` is called when the balance has risen. All throw StationError.
 */
export function topUps(client: AccountClient, { meta }: Store, paid: () => void) {
  function seen(topUp: TopUp): TopUp {
    if (topUp.state === 'pending') meta.set(PENDING, topUp.topUpId);
    else forget(topUp.topUpId);
    if (topUp.state === 'paid') paid();
    return topUp;
  }
  const pending = (): string | null => meta.get(PENDING);
  function forget(topUpId: string): void {
    if (pending() === topUpId) meta.set(PENDING, null);
  }
  async function look(topUpId: string): Promise<TopUp> {
    try {
      return seen(await client.call('topUp', {}, { params: { topUpId } }));
    } catch (error) {
      if (!isGone(error)) throw error;
      // Of what the platform does not know nobody will ever hear more.
      forget(topUpId);
      throw new StationError('top-up-gone', topUpId, { cause: error });
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
    /** A person waits no longer for one that can't be asked about: null. One that can be asked about after all is the answer, and is remembered as before. */
    async letGo(topUpId: string): Promise<TopUp | null> {
      try {
        return await look(topUpId);
      } catch (error) {
        if (!(error instanceof StationError)) throw error;
        forget(topUpId);
        return null;
      }
    },
  };
}

const isGone = (error: unknown): boolean =>
  error instanceof CallFailed && (error.problem === 'top-up-unknown' || (error.problem !== null && error.status !== null && GONE.includes(error.status)));
