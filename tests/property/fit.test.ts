import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from '../../src-main/flow/decide/fit.ts';

const amounts = fc.array(fc.nat({ max: 1_000 }), { maxLength: 12 });

test('no lease is ever spent beyond what it has, and all prices are paid or none', () => {
  fc.assert(
    fc.property(amounts, amounts, (prices, leases) => {
      const chosen = fit(prices, leases);
      if (chosen === null) return;
      expect(chosen).toHaveLength(prices.length);
      const left = [...leases];
      for (const [at, lease] of chosen.entries()) {
        const had = left[lease];
        if (had === undefined) throw new Error(`no lease ${lease}`);
        left[lease] = had - (prices[at] ?? Number.NaN);
      }
      for (const amount of left) expect(amount).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2_000 },
  );
});

test('the leases are not changed, and the same question has the same answer', () => {
  fc.assert(
    fc.property(amounts, amounts, (prices, leases) => {
      const asked = [...leases];
      expect(fit(prices, asked)).toEqual(fit(prices, leases));
      expect(asked).toEqual(leases);
    }),
  );
});

test('it refuses only what is short of money, or would have to be split', () => {
  fc.assert(
    fc.property(amounts, amounts, (prices, leases) => {
      const sum = prices.reduce((total, price) => total + price, 0);
      // One lease that could pay for everything always can.
      if (leases.some((amount) => amount >= sum)) expect(fit(prices, leases)).not.toBeNull();
      if (leases.reduce((total, amount) => total + amount, 0) < sum) expect(fit(prices, leases)).toBeNull();
      expect(fit([], leases)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('of as many prices as a scan has it refuses none that any choice of leases could pay', () => {
  const canPay = ([price, ...rest]: readonly number[], leases: readonly number[]): boolean =>
    price === undefined || leases.some((had, at) => had >= price && canPay(rest, leases.with(at, had - price)));
  const few = (most: number) => fc.array(fc.nat({ max: 20 }), { maxLength: most });
  fc.assert(fc.property(few(3), few(4), (prices, leases) => void expect(fit(prices, leases) !== null).toBe(canPay(prices, leases))), { numRuns: 5_000 });
});

test('the lease that ends first is spent first', () => {
  expect(fit([10, 10], [15, 100])).toEqual([0, 1]);
  expect(fit([10, 5], [15, 100])).toEqual([0, 0]);
  // The first one in its turn, unless another would have none then.
  expect(fit([100, 200], [250, 120])).toEqual([1, 0]);
});
