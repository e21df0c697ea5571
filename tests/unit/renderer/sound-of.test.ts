import { expect, test } from 'vitest';
import en from '../../../assets/spoken/en.json';
import zh from '../../../assets/spoken/zh-CN.json';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { soundOf } from '../../../src-renderer/screens/desk/sound-of.ts';

const heard = (verdict: Card['verdict'], reason: unknown) => soundOf({ kind: 'card', card: { verdict, reason } as Card });

test('both languages have the same words', () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
});

test.each(VERDICTS)('%s has a tone and a word of its own', (verdict) => {
  expect(heard(verdict, { kind: 'nothing-to-do' })).toEqual({ tone: verdict, word: verdict });
  expect(Object.keys(zh)).toContain(verdict);
});

test('the word says why where the verdict does not tell what to do', () => {
  expect(heard('intercepted', { kind: 'intercepted', why: 'refund' })).toEqual({ tone: 'intercepted', word: 'refunded' });
  expect(heard('intercepted', { kind: 'intercepted', why: 'risk' })).toEqual({ tone: 'intercepted', word: 'intercepted' });
  expect(heard('intercepted', { kind: 'number-in-use' })).toEqual({ tone: 'intercepted', word: 'number-in-use' });
});

test('a scan that was not recorded, and one that has to be made again, are heard too', () => {
  expect(soundOf({ kind: 'rescan' })).toEqual({ tone: 'rescan', word: 'rescan' });
  expect(soundOf({ kind: 'not-recorded' })).toEqual({ tone: 'not-recorded', word: 'not-recorded' });
});
