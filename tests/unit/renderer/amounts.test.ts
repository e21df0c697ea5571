import { expect, test } from 'vitest';
import { parseTopUp, parseYuan, payableText } from '../../../src-renderer/screens/wallet/yuan.ts';

test.each([
  ['12', 12_000],
  ['0.045', 45],
  ['12.3', 12_300],
  [' 100.10 ', 100_100],
  ['0.1', 100],
  ['1.0005', null],
  ['1e3', null],
  ['-1', null],
  ['1,000', null],
  ['', null],
  ['.5', null],
  ['１２', null],
])('%j yuan is %j li', (text, amount) => {
  expect(parseYuan(text)).toBe(amount);
});

test('a top-up is at least one yuan and at most a hundred thousand', () => {
  expect(parseTopUp('0.999')).toBeNull();
  expect(parseTopUp('1')).toBe(1000);
  expect(parseTopUp('100000')).toBe(100_000_000);
  expect(parseTopUp('100000.001')).toBeNull();
});

test('what is to be paid has two decimals, and a third only where it counts', () => {
  expect([100_000, 12_340, 1_005].map(payableText)).toEqual(['¥100.00', '¥12.34', '¥1.005']);
});
