import { expect, test } from 'vitest';
import en from '../../../assets/spoken/en.json';
import zh from '../../../assets/spoken/zh-CN.json';
import type { Card } from '../../../src-shared/bridge/views.ts';
import type { VerdictReason } from '../../../src-shared/domain/reason.ts';
import { VERDICTS, type Verdict } from '../../../src-shared/domain/verdict.ts';
import { soundOf, soundOfNotice, soundOfRecall } from '../../../src-renderer/screens/desk/sound-of.ts';

const heard = (verdict: Verdict, reason: unknown) => soundOf({ kind: 'card', card: { verdict, reason: reason as VerdictReason } as Card });

test('both languages have the same words', () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
});

test.each(VERDICTS)('%s has a tone and a word of its own', (verdict) => {
  expect(heard(verdict, { kind: 'nothing-to-do' })).toEqual({ tone: verdict, word: verdict });
  expect(Object.keys(zh)).toContain(verdict);
});

test.each([
  [{ kind: 'intercepted', why: 'refund', at: 1 }, 'refund-while-packing', 'refund-while-packing'],
  [{ kind: 'expired', since: 1 }, 'expired', 'expired'],
  [{ kind: 'wrong-platform', platform: 'jd', expected: [] }, 'wrong-platform', 'wrong-platform'],
  [{ kind: 'number-in-use', other: 'X' }, 'number-in-use', 'number-in-use'],
  [{ kind: 'no-order', stop: true }, 'to-look-up', 'to-look-up'],
  [{ kind: 'intercepted', why: 'refund', at: null }, 'intercepted', 'refunded'],
  [{ kind: 'intercepted', why: 'risk', at: null }, 'intercepted', 'intercepted'],
] as const)('%o is told from the others by ear', (reason, tone, word) => {
  expect(heard('intercepted', reason)).toEqual({ tone, word });
});

test('a code that is no number says what to do instead', () => {
  expect(heard('invalid', { kind: 'unreadable', why: 'structured' }).word).toBe('scan-bars');
  expect(heard('invalid', { kind: 'unreadable', why: 'check-digit' }).word).toBe('rescan');
  expect(heard('invalid', { kind: 'unreadable', why: 'no-format' }).word).toBe('invalid');
});

test('a scan that was not recorded, and one that has to be made again, are heard too', () => {
  expect(soundOf({ kind: 'rescan' })).toEqual({ tone: 'rescan', word: 'rescan' });
  expect(soundOf({ kind: 'not-recorded' })).toEqual({ tone: 'not-recorded', word: 'not-recorded' });
});

test('a parcel that is called back has the alarm of its reason, and says what to do', () => {
  expect(soundOfRecall({ kind: 'intercepted', why: 'refund', at: 1 })).toEqual({ tone: 'refund-while-packing', word: 'fetch-back' });
  expect(soundOfRecall({ kind: 'expired', since: 1 })).toEqual({ tone: 'expired', word: 'fetch-back' });
});

test('a function card is heard: what it did, or that it did nothing', () => {
  expect(soundOfNotice({ kind: 'switched', operator: '张师傅' })).toEqual({ tone: 'card', word: 'switched' });
  expect(soundOfNotice({ kind: 'undo-refused', why: 'nothing', number: null })).toEqual({ tone: 'card-refused', word: 'cannot-undo' });
  expect(soundOfNotice({ kind: 'order-arrived', number: 'A', verdict: 'pass' })).toBeNull();
});
