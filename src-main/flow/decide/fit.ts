import type { Li } from '../../../src-shared/domain/money.ts';

/**
 * Which lease pays which price: first fit, in the order in which leases are spent. A price is never split over
 * two leases, so that one hold has one lease. Null where they do not all fit: then none is held.
 */
export function fit(prices: readonly Li[], leases: readonly Li[]): number[] | null {
  const left = [...leases];
  const chosen: number[] = [];
  for (const price of prices) {
    const lease = left.findIndex((amount) => amount >= price);
    if (lease < 0) return null;
    left[lease] = (left[lease] as Li) - price;
    chosen.push(lease);
  }
  return chosen;
}
