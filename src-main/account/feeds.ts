import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import type { Interception, Parcel, StopWords } from '../../src-shared/contract/parcels.ts';
import type { Unread } from '../../src-shared/contract/values.ts';
import { CallFailed } from './call-failed.ts';
import type { AccountClient } from './client.ts';

type Page<T, W> = { readonly items: readonly T[]; readonly next: string; readonly more: boolean; readonly unread?: readonly Unread<W>[] };

/** Where a feed is kept: its items and its cursor in one transaction, so that it neither skips nor repeats after a crash. */
export type FeedStore = {
  readonly cursor: (feed: string) => string | null;
  readonly beginAnew: (feed: string) => void;
  readonly keepOrders: (next: string, parcels: readonly Parcel[], unread: readonly Unread<StopWords>[]) => void;
  readonly keepInterceptions: (next: string, interceptions: readonly Interception[]) => void;
};
export type Cursors = Pick<FeedStore, 'cursor' | 'beginAnew'>;
export type ReportStore = Cursors & {
  readonly keepReports: (next: string, reports: readonly DeliveryReport[], unread: readonly Unread<null>[]) => void;
  /** All there are have been kept. */
  readonly reportsRead: () => void;
};

const PAGE = 500;
/** Pages of one feed at once: whoever follows it has more to say and to hear, and a feed may be very long, or have no end. */
const PAGES = 40;

/**
 * Brings the order and interception feeds up to date; false where there is more of them. Throws CallFailed. Interceptions come
 * first: a parcel that must not leave is known before it can be scanned.
 */
export async function syncFeeds(client: AccountClient, store: FeedStore): Promise<boolean> {
  const stops = await follow('interceptions', store, (from) => client.call('interceptions', from), store.keepInterceptions);
  return stops && follow('orders', store, (from) => client.call('orders', from), store.keepOrders);
}

/** Brings the delivery reports of the account's messages up to date; false where there is more of them. Throws CallFailed. */
export async function syncReports(client: AccountClient, store: ReportStore): Promise<boolean> {
  const isWhole = await follow('deliveryReports', store, (from) => client.call('deliveryReports', from), store.keepReports);
  if (isWhole) store.reportsRead();
  return isWhole;
}

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
    if (!more || next === cursor) return true;
  }
  return false;
}

/** A feed is asked for by its cursor alone: what else would be gone, or not be understood? */
const isOfCursor = (error: unknown): boolean => error instanceof CallFailed && error.code === 'api-refused' && (error.status === 410 || error.status === 422);
