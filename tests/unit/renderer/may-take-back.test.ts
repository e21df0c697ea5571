import { expect, test } from 'vitest';
import en from '../../../src-renderer/i18n/rooms/en.json' with { type: 'json' };
import zh from '../../../src-renderer/i18n/rooms/zh-CN.json' with { type: 'json' };
import { mayTakeBack, takenBackAs } from '../../../src-renderer/screens/wallet/may-take-back.ts';

test.each([
  ['open', false, false, true],
  ['open', true, false, false],
  ['open', true, true, true],
  ['frozen', false, false, true],
  ['frozen', true, false, true],
  ['closed', false, false, false],
  ['closed', true, false, false],
  ['other', false, false, false],
  ['other', true, true, false],
] as const)('a lease that is %s, this station\'s own: %s, lost here: %s, may be taken back: %s', (state, mine, lost, may) => {
  expect(mayTakeBack({ state, mine, lost })).toBe(may);
});

test.each([
  ['open', false, false, 'another'],
  ['frozen', false, false, 'another'],
  ['frozen', true, true, 'frozen'],
  ['open', true, false, 'unknown'],
  ['open', true, true, 'given-up'],
] as const)('a lease that is %s, this station\'s own: %s, known here: %s, is taken back as %s', (state, mine, known, as) => {
  expect(takenBackAs({ state, mine, known })).toBe(as);
});

test.each([[zh, '到期后会自动退回'], [en, 'it goes back by itself']] as const)('only what was frozen goes back by itself', ({ writeOff: { text } }, itself) => {
  expect(Object.entries(text).flatMap(([as, said]) => (said.includes(itself) ? [as] : []))).toEqual(['frozen']);
});
