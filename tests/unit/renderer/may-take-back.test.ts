import { expect, test } from 'vitest';
import { mayTakeBack } from '../../../src-renderer/screens/wallet/may-take-back.ts';

test.each([
  ['open', false, true],
  ['open', true, false],
  ['frozen', false, true],
  ['frozen', true, true],
  ['closed', false, false],
  ['closed', true, false],
] as const)('a lease that is %s, this station\'s own: %s, may be taken back: %s', (state, mine, may) => {
  expect(mayTakeBack({ state, mine })).toBe(may);
});
