import type { Store } from '../store/store.ts';

/** The delta feeds that a station follows; the cursor of each is in `meta`, and what of it could not be read. */
const FEEDS = ['interceptions', 'orders', 'deliveryReports', 'optOuts', 'arrivals'] as const;
type Meta = Pick<Store, 'meta'>;

export const cursorOf = ({ meta }: Meta, feed: string): string | null => meta.get(`feed.${feed}`);
export const keepCursor = ({ meta }: Meta, feed: string, next: string): void => meta.set(`feed.${feed}`, next);

/** Rows that the version `by` could not read: how many since `from`, the cursor before the first of them, and where that one breaks its schema. */
export type Unreadable = { readonly from: string | null; readonly count: number; readonly path: string; readonly by?: string | undefined };
export const unreadableOf = ({ meta }: Meta, feed: string): Unreadable | null => JSON.parse(meta.get(`unreadable.${feed}`) ?? 'null') as Unreadable | null;
export const keepUnreadable = ({ meta }: Meta, feed: string, rows: Unreadable): void => meta.set(`unreadable.${feed}`, JSON.stringify(rows));

/** What is heard again changes nothing; what could not be read is found again. */
export function readFrom({ meta, transaction }: Pick<Store, 'meta' | 'transaction'>, feed: string, cursor: string | null): void {
  transaction(() => {
    meta.set(`feed.${feed}`, cursor);
    meta.set(`unreadable.${feed}`, null);
  });
}

/**
 * An account API that was put back tells something else now under the numbers that it had told before, and would never be asked for it. In the
 * transaction that takes note of it.
 */
export function beginFeedsAnew(store: Pick<Store, 'meta' | 'transaction'>): void {
  for (const feed of FEEDS) readFrom(store, feed, null);
}
