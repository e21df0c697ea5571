import { describe, expect, test } from 'vitest';
import { scannerCalibration } from '../../../../src-shared/bridge/devices.ts';
import { CODE_OF } from '../../../../src-shared/domain/function-cards.ts';
import { adviceOn, learn, profileOf, readings, type Learnt, type Reading } from '../../../../src-shared/domain/wedge/calibration.ts';
import { keyEvent, type RecordedKey } from '../../../../src-shared/domain/wedge/key-event.ts';
import { readCard } from '../../../../src-shared/domain/wedge/read-card.ts';
import { fitsCourier } from '../../../../src-shared/domain/wedge/whole-code.ts';
import { heard } from '../../../support/heard.ts';
import { altered, typed, type Typing } from '../../../support/keys.ts';

const CARD = CODE_OF.calibrate;
const read = (events: readonly RecordedKey[]): readonly Reading[] => readings(events.map((event) => keyEvent.parse(event)));
const thrice = (text: string, typing: Typing = {}, after = 0): RecordedKey[] => [0, 2000, 4000].flatMap((from) => typed(text, { from: from + after, ...typing }));
const replaced = (events: readonly RecordedKey[], by: Readonly<Record<string, string>>): RecordedKey[] => altered(events, (one) => ({ key: by[one.key ?? ''] ?? one.key ?? '' }));
const FRENCH = { A: 'Q', '-': ')', 0: 'à', 1: '&', 2: 'é', 3: '"', 4: "'", 5: '(', 6: '-', 7: 'è', 8: '_', 9: 'ç' };

test('the card is no number of any courier', () => {
  expect(fitsCourier(CARD)).toBe(false);
});

describe('three scans of the card teach', () => {
  const USUAL: Learnt = { letters: 'upper', layout: 'same', capsLock: false, inputMethod: false, gap: 8, longestGap: 8, end: 'enter', ends: 1, lost: 0 };
  test.each<readonly [string, readonly RecordedKey[], Partial<Learnt>, readonly string[]]>([
    ['the usual scanner', thrice(CARD), {}, []],
    ['one that lets go of each key and holds Shift', thrice(CARD, { noise: true }), {}, []],
    ['Tab behind', thrice(CARD, { end: 'tab' }), { end: 'tab' }, []],
    ['CR and LF behind', thrice(CARD, { end: 'crLf' }), { ends: 2 }, []],
    ['nothing behind', thrice(CARD, { end: 'nothing' }), { end: 'nothing', ends: 0 }, ['no-end']],
    ['an end key now and then', [...typed(CARD, { end: 'nothing' }), ...typed(CARD, { from: 3000 }), ...typed(CARD, { from: 6000 })], { end: 'sometimes' }, ['end-sometimes']],
    ['small letters', thrice(CARD.toLowerCase()), { letters: 'lower' }, ['lower-case']],
    ['CapsLock', thrice(CARD, { caps: true }), { letters: 'lower', capsLock: true }, ['caps-lock']],
    ['an input method', thrice(CARD, { masked: true }), { inputMethod: true }, ['input-method']],
    ['a slow one', thrice(CARD, { gap: 80 }), { gap: 80, longestGap: 80 }, ['slow']],
    ['one as slow as fingers', [0, 5000, 10_000].flatMap((from) => typed(CARD, { from, gap: 170 })), { gap: 170, longestGap: 170 }, ['too-slow']],
    ['one that pauses', thrice(CARD, { gap: (at) => (at === 9 ? 500 : 8) }), { longestGap: 500 }, ['uneven']],
    ['a German computer', replaced(thrice(CARD), { '-': 'ß' }), { layout: 'differs' }, ['layout']],
    ['a French computer', replaced(thrice(CARD), FRENCH), { layout: 'differs' }, ['layout']],
    ['two that follow each other at once', [...typed(CARD, { from: 0 }), ...typed(CARD, { from: 200 }), ...typed(CARD, { from: 400 })], {}, []],
    ['a scan that has lost two characters', [...typed('JBS-CAL-013456789', { from: 0 }), ...typed('JBS-CL-0123456789', { from: 2000 }), ...thrice(CARD, {}, 5000)], { lost: 2 }, ['lost']],
  ])('%s', (_, events, expected, advice) => {
    const learnt = learn(read(events));
    expect(learnt).toEqual({ ...USUAL, ...expected });
    expect(adviceOn(learnt as Learnt)).toEqual(advice);
    expect(scannerCalibration.safeParse({ ...learnt, at: 1 }).success).toBe(true);
  });

  test.each<readonly [string, readonly RecordedKey[]]>([
    ['two scans', [...typed(CARD), ...typed(CARD, { from: 3000 })]],
    ['other codes', thrice('SF1234567890123')],
    ['nothing', []],
    ['a scanner for another keyboard, which nobody can read', altered(replaced(thrice(CARD), FRENCH), () => ({ code: '' }))],
  ])('and %s do not', (_, events) => {
    expect(learn(read(events))).toBeNull();
  });
});

test('what is learnt is how the desk hears: a French computer', () => {
  const learnt = learn(read(replaced(thrice(CARD), FRENCH))) as Learnt;
  const scan = replaced(typed('YT7412338509021'), FRENCH);
  expect(heard(scan)).not.toEqual(['YT7412338509021']);
  expect(heard(scan, profileOf(learnt))).toEqual(['YT7412338509021']);
  expect(profileOf(learnt)).toEqual({ gap: 8, end: 'key', byPlace: true });
});

test('a station whose slow scanner is known believes it in a field, and no other does', () => {
  const slow = learn(read(thrice(CARD, { gap: 80 }))) as Learnt;
  const scan = typed('YT7412338509021', { gap: 80, editable: true });
  expect(heard(scan)).toEqual([]);
  expect(heard(scan, profileOf(slow))).toEqual(['YT7412338509021']);
});

test.each<readonly [string, ReturnType<typeof readCard>]>([
  [CARD, { kind: 'whole', letters: 'upper' }],
  [CARD.toLowerCase(), { kind: 'whole', letters: 'lower' }],
  [`]C0${CARD}`, { kind: 'added', before: ']C0', after: '' }],
  [`${CARD}<03>`, { kind: 'added', before: '', after: '<03>' }],
  ['JBS-CAL-023456789', { kind: 'lost', missing: 1 }],
  ['JBS', { kind: 'other' }],
  ['JBS-OK', { kind: 'other' }],
  ['HZX/EQM/)"§$%&äöü=', { kind: 'replaced' }],
  ['YT1234567890123456', { kind: 'other' }],
  ['', { kind: 'other' }],
])('%j as a reading of the card', (text, expected) => {
  expect(readCard(text)).toEqual(expected);
});
