import type { Store } from '../store/store.ts';

/** The delta feeds that a station follows; the cursor of each is in `meta`. */
const FEEDS = ['interceptions', 'orders', 'deliveryReports', 'optOuts', 'arrivals'] as const;

/**
 * An account API that was put back tells something else now under the numbers that it had told before, and would never be asked for it. What is heard
 * again changes nothing. In the transaction that takes note of it.
 */
export function beginFeedsAnew({ meta }: Pick<Store, 'meta'>): void {
  for (const feed of FEEDS) meta.set(`feed.${feed}`, null);
}
