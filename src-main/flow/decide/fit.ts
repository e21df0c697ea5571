import type { Li } from '../../../src-shared/domain/money.ts';

/** So many prices a scan has at most. The orders of many more would be too many to try. */
const MOST = 3;

/**
 * Which lease pays which price: first fit, in the order in which leases are spent. A price is never split over
 * two leases, so that one hold has one lease. Null where they do not all fit: then none is held.
 * What fits at all fits so in some order of the prices, that of the leases that pay for them: of as many as a scan has all orders are tried, as they come first.
 */
export function fit(prices: readonly Li[], leases: readonly Li[]): number[] | null {
  const asTheyCome = prices.map((_, at) => at);
  const asEver = firstFit(asTheyCome, prices, leases);
  if (asEver !== null || prices.length > MOST) return asEver;
  for (const order of ordersOf(asTheyCome)) {
    const chosen = firstFit(order, prices, leases);
    if (chosen !== null) return chosen;
  }
  return null;
}

function firstFit(order: readonly number[], prices: readonly Li[], leases: readonly Li[]): number[] | null {
  const left = [...leases];
  const chosen: number[] = [];
  for (const at of order) {
    const price = prices[at] as Li;
    const lease = left.findIndex((amount) => amount >= price);
    if (lease < 0) return null;
    left[lease] = (left[lease] as Li) - price;
    chosen[at] = lease;
  }
  return chosen;
}

const ordersOf = (of: readonly number[]): number[][] => (of.length === 0 ? [[]] : of.flatMap((first) => ordersOf(of.filter((each) => each !== first)).map((rest) => [first].concat(rest))));
