import { expect, test } from 'vitest';
import { mayTakeBack } from '../../../src-renderer/screens/wallet/may-take-back.ts';

test.each([
  ['open', false, false, true],
  ['open', true, false, false],
  ['open', true, true, true],
  ['frozen', false, false, true],
  ['frozen', true, false, true],
  ['closed', false, false, false],
  ['closed', true, false, false],
] as const)('a lease that is %s, this station\'s own: %s, lost here: %s, may be taken back: %s', (state, mine, lost, may) => {
  expect(mayTakeBack({ state, mine, lost })).toBe(may);
});
