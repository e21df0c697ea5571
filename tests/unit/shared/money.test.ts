import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatYuan } from '../../../src-shared/domain/money.ts';

const THIN = '\u2009';

describe('money is shown as people write it', () => {
  test.each<readonly [number, 2 | 3, string]>([
    [0, 3, '¥0.000'],
    [45, 3, '¥0.045'],
    [1, 3, '¥0.001'],
    [1_204_100, 3, `¥1${THIN}204.100`],
    [1_000_000_000, 3, `¥1${THIN}000${THIN}000.000`],
    [-45, 3, '-¥0.045'],
    [45, 2, '¥0.05'],
    [44, 2, '¥0.04'],
    [994, 2, '¥0.99'],
    [995, 2, '¥1.00'],
    [999_995, 2, `¥1${THIN}000.00`],
    [-1_204_100, 2, `-¥1${THIN}204.10`],
    // What rounds to nothing has no sign: "-¥0.00" reads like a debt.
    [-4, 2, '¥0.00'],
  ])('%i 厘 with %i decimals is %s', (amount, decimals, shown) => {
    expect(formatYuan(amount, decimals)).toBe(shown);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])('%d is no amount', (amount) => {
    expect(() => formatYuan(amount)).toThrow(RangeError);
  });
});

test('no 厘 is lost on the way to a ledger', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (amount) => {
      const digits = formatYuan(amount).replace(/[^\d-]/g, '');
      expect(BigInt(digits)).toBe(BigInt(amount));
    }),
    { numRuns: 500 },
  );
});
