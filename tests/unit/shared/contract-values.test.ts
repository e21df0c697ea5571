import { expect, test } from 'vitest';
import { lease } from '../../../src-shared/contract/money.ts';
import { time } from '../../../src-shared/contract/values.ts';
import { LAST_TIME } from '../../../src-shared/domain/china-time.ts';

test('a time that means "no end" is the last one that can be shown, and its answer is heard', () => {
  for (const forever of [LAST_TIME, LAST_TIME + 1, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER]) expect(time.parse(forever)).toBe(LAST_TIME);
  expect(lease.parse({ leaseId: 'l', grantId: 'g', amount: 1, spendUntil: Number.MAX_SAFE_INTEGER, priceVersion: 1 }).spendUntil).toBe(LAST_TIME);
  expect(time.parse(LAST_TIME - 1)).toBe(LAST_TIME - 1);
});

test.each([-1, 1.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '1'])('%s is no time', (value) => {
  expect(time.safeParse(value).success).toBe(false);
});
