import { expect, test } from 'vitest';
import { booksState, lookAgainAfter } from '../../../src-renderer/screens/wallet/books-state.ts';

type Sums = { readonly lent?: number; readonly captured?: number };
const state = (here: Sums & { readonly refunded?: number; readonly unreported?: number }, there: Sums & { readonly refunded?: number | null }, lost = 0) =>
  booksState({ station: { lent: 1_000, captured: 0, refunded: 0, held: 0, unreported: 0, ...here }, stationThere: { lent: 1_000, captured: 0, refunded: 0, ...there }, lost });

test.each([
  ['nothing differs', {}, {}, 'same'],
  ['the platform tells no refunds', { refunded: 45 }, { refunded: null }, 'same'],
  ['what was charged is being reported', { captured: 345, unreported: 345 }, {}, 'reporting'],
  ['a charge and a refund are being reported', { captured: 345, refunded: 45, unreported: 390 }, {}, 'reporting'],
  ['the platform has more than this station', { unreported: 345 }, { captured: 345 }, 'differ'],
  ['more is missing there than is being reported', { captured: 345, unreported: 45 }, {}, 'differ'],
  ['nothing is being reported', { captured: 345 }, {}, 'differ'],
  ['a lease is known there alone', {}, { lent: 2_000 }, 'differ'],
] as const)('where %s', (_, here, there, expected) => {
  expect(state(here, there)).toBe(expected);
});

test('what is lent there and lost here will never agree, whatever is being reported', () => {
  const here = { captured: 345, unreported: 345 };
  expect([state(here, { lent: 2_000 }), state(here, { lent: 2_000 }, 1_000)]).toEqual(['reporting', 'differ']);
});

test('what is being reported is looked at again at once, what stays as it is ever more seldom', () => {
  expect(lookAgainAfter('same', 3)).toBeNull();
  expect([0, 5].map((looks) => lookAgainAfter('reporting', looks))).toEqual([3_000, 3_000]);
  expect([0, 1, 2, 3, 4, 5, 50].map((looks) => lookAgainAfter('differ', looks))).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
});
