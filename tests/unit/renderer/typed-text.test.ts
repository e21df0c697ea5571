import { describe, expect, test } from 'vitest';
import { isByScanner, isMixed, NOTHING_TYPED, typedOn, type TypedText } from '../../../src-renderer/screens/desk/cards/typed-text.ts';

/** Character by character, `gap` ms apart. */
const keys = (typed: TypedText, text: string, gap: number): TypedText => [...text].reduce((now, key) => typedOn(now, now.text + key, Math.max(0, now.at) + gap), typed);
const scanned = (text: string, before = NOTHING_TYPED): TypedText => keys(typedOn(before, before.text + text.charAt(0), Math.max(0, before.at) + 2000), text.slice(1), 8);
const fingers = (text: string): TypedText => keys(NOTHING_TYPED, text, 180);

describe('who typed a number', () => {
  test.each<readonly [string, TypedText, boolean]>([
    ['a scanner', scanned('SF1234567890123'), true],
    ['fingers', fingers('SF1234567890123'), false],
    ['fingers, with its end corrected', typedOn(scanned('SF1234567890123'), 'SF123456789012', 9000), false],
    ['whoever pasted it', typedOn(NOTHING_TYPED, 'SF1234567890123', 10), false],
    ['a scanner over what was marked', scanned('F1234567890123', typedOn(fingers('SF12'), 'S', 9000)), false],
    ['nobody', NOTHING_TYPED, false],
  ])('%s', (_, typed, byScanner) => {
    expect(isByScanner(typed)).toBe(byScanner);
  });
});

describe('a scan behind what fingers had begun', () => {
  test.each([['7', '773012345678'], ['YT12', 'YT7412338509021'], ['SF1234567890123', 'YT7412338509021']])('%s and then %s are mixed', (before, number) => {
    expect(isMixed(scanned(number, fingers(before)))).toBe(true);
  });
  test('is not what fingers or a scanner typed alone, nor a word that a machine put behind', () => {
    for (const typed of [fingers('7773012345678'), scanned('YT7412338509021'), scanned('12345', fingers('SF12345678')), NOTHING_TYPED]) expect(isMixed(typed)).toBe(false);
  });
  test('is none any more when a person has changed it', () => {
    const mixed = scanned('773012345678', fingers('7'));
    expect(isMixed(typedOn(mixed, mixed.text.slice(1), mixed.at + 3000))).toBe(false);
  });
});
