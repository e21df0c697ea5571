import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import type { Interception, InterceptionWords, Parcel, StopWords } from '../../src-shared/contract/parcels.ts';
import type { Unread } from '../../src-shared/contract/values.ts';
import { CallFailed } from './call-failed.ts';
import type { AccountClient } from './client.ts';

type Page<T, W> = { readonly items: readonly T[]; readonly next: string; readonly more: boolean; readonly unread?: readonly Unread<W>[] };

export type Cursors = {
  readonly cursor: (feed: string) => string | null;
  readonly beginAnew: (feed: string) => void;
  /** All there is of it has been kept. */
  readonly isRead: (feed: string) => void;
};
/** Where a feed is kept: its items and its cursor in one transaction, so that it neither skips nor repeats after a crash. */
export type FeedStore = Cursors & {
  readonly keepOrders: (next: string, parcels: readonly Parcel[], unread: readonly Unread<StopWords>[]) => void;
  readonly keepInterceptions: (next: string, interceptions: readonly Interception[], unread: readonly Unread<InterceptionWords>[]) => void;
};
export type ReportStore = Cursors & {
  readonly keepReports: (next: string, reports: readonly DeliveryReport[], unread: readonly Unread<null>[]) => void;
};

const PAGE = 500;
/** Pages of one feed at once: whoever follows it has more to say and to hear, and a feed may be very long, or have no end. */
const PAGES = 40;

/** Brings the interceptions up to date; false where there is more of them. Throws CallFailed. */
export const syncInterceptions = (client: AccountClient, store: FeedStore): Promise<boolean> =>
  follow('interceptions', store, (from) => client.call('interceptions', from), store.keepInterceptions);

/** The orders. */
export const syncOrders = (client: AccountClient, store: FeedStore): Promise<boolean> => follow('orders', store, (from) => client.call('orders', from), store.keepOrders);

/** The delivery reports of the account's messages. */
export const syncReports = (client: AccountClient, store: ReportStore): Promise<boolean> =>
  follow('deliveryReports', store, (from) => client.call('deliveryReports', from), store.keepReports);

/**
 * Reads on at the cursor, up to 40 pages; true where that was the end. A cursor that the API takes no more, for it is too old or of another API, is given
 * up once, for the beginning. Throws CallFailed, `api-schema` where the cursor goes back.
 */
export async function follow<T, W = null>(
  feed: string,
  store: Cursors,
  page: (from: { cursor?: string; limit: number }) => Promise<Page<T, W>>,
  keep: (next: string, items: readonly T[], unread: readonly Unread<W>[]) => void,
): Promise<boolean> {
  const before = new Set<string | null>();
  let isAnew = false;
  for (let pages = 0; pages < PAGES; pages += 1) {
    const cursor = store.cursor(feed);
    before.add(cursor);
    let read: Page<T, W>;
    try {
      read = await page(cursor === null ? { limit: PAGE } : { cursor, limit: PAGE });
    } catch (error) {
      if (cursor === null || isAnew || !isOfCursor(error)) throw error;
      isAnew = true;
      store.beginAnew(feed);
      before.clear();
      continue;
    }
    const { items, next, more, unread = [] } = read;
    if (more && next !== cursor && before.has(next)) throw new CallFailed('api-schema', `${feed} next: seen before`, { effect: 'unknown' });
    if (items.length + unread.length > 0 || next !== cursor) keep(next, items, unread);
    // A feed that says "more" without moving would be asked for ever.
    if (!more || next === cursor) {
      store.isRead(feed);
      return true;
    }
  }
  return false;
}

/** A feed is asked for by its cursor alone: what else would be gone, or not be understood? */
const isOfCursor = (error: unknown): boolean => error instanceof CallFailed && error.code === 'api-refused' && (error.status === 410 || error.status === 422);
