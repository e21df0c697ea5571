import { describe, expect, test } from 'vitest';
import type { RecordedKey } from '../../../../src-shared/domain/wedge/key-event.ts';
import { heard, heardAt } from '../../../support/heard.ts';
import { altered, END, lastOf, stalled, typed } from '../../../support/keys.ts';

const YT = 'YT7412338509021';
const key = (t: number, name: string, more: RecordedKey = {}): RecordedKey => ({ t, key: name, ...more });

test.each<readonly [string, readonly RecordedKey[], readonly string[]]>([
  ['nothing', [], []],
  ['Enter alone', [key(0, 'Enter')], []],
  ['keys that type nothing', [key(0, 'F5'), key(10, 'ArrowUp'), key(20, 'Shift'), key(30, 'CapsLock')], []],
  ['shortcuts', [key(0, 'Control'), key(10, 'c', { code: 'KeyC', modified: true })], []],
  ['shortcuts by the modifier alone', [key(0, 'Control'), key(10, 'c', { code: 'KeyC' }), key(20, 'c', { type: 'keyup' }), key(30, 'Control', { type: 'keyup' }), ...typed(YT)], [YT]],
  ['a key held down', Array.from({ length: 40 }, (_, at) => key(at * 30, 'a', { repeat: at > 0 })), []],
  ['Enter held down after a scan', [...typed(YT), ...Array.from({ length: 20 }, (_, at) => key(1700 + at * 30, 'Enter', { repeat: true }))], [YT]],
  ['letting go alone', altered(typed(YT), () => ({ type: 'keyup' as const })), []],
  ['the beginning alone, no end', typed('YT74123385', { end: 'nothing' }), ['held: no-end']],
  ['a number that fits nothing, no end', typed('ABC1234567', { end: 'nothing' }), ['held: no-end']],
  ['two letters and nothing more', typed('YT', { end: 'nothing' }), []],
  ['two letters and Enter', typed('YT'), ['held: not-whole']],
  ['a whole number by hand', typed(YT, { gap: 300 }), [YT]],
  ['a whole number by hand, no Enter', typed(YT, { gap: 300, end: 'nothing' }), ['held: no-end']],
  ['a part of a number by hand', typed('YT741233', { gap: 300 }), ['held: not-whole']],
  ['a word by hand, no Enter', typed('hello', { gap: 200, end: 'nothing' }), []],
  ['a mistake by hand, taken back', [...typed('YT74123385090', { gap: 300, end: 'nothing' }), key(6000, '9'), key(6300, 'Backspace'), ...typed('21', { from: 6600, gap: 300 })], [YT]],
  ['a mistake by hand, and all of it thrown away', [...typed('YT7412', { gap: 300, end: 'nothing' }), key(4000, 'Escape'), ...typed(YT, { from: 4500 })], [YT]],
  ['what fingers left, and then a scan', [...typed('777', { gap: 300, end: 'nothing' }), ...typed('773012345678901', { from: 4000 })], ['773012345678901']],
  ['a stray key, and then a number of letters', [key(0, 'x'), ...typed(YT, { from: 3000 })], [YT]],
  ['a stray digit, and then digits', [key(0, '7'), ...typed('777012345678', { from: 3000 })], ['held: stalled']],
  ['a scan that broke off, and the same label again', [...typed('777012', { end: 'nothing' }), ...typed('777012345678', { from: 3500 })], ['held: no-end', '777012345678']],
  ['a scan that broke off, and its rest, which is a number itself', stalled('SF121234567890123', 4, 2000), ['held: no-end', 'held: rest']],
  ['a number of another carrier that begins as ours, with a stall', stalled('YT1234567890123456', 15, 1000), ['held: stalled']],
  ['a scan without its end key, and then another', [...typed(YT, { end: 'nothing' }), ...typed('SF1234567890123', { from: 1900 })], [YT, 'SF1234567890123']],
  ['an unknown time', altered(typed(YT), () => ({ t: null })), [YT]],
  ['times that go back', altered(typed(YT), (one, at) => ({ t: 1000 - at })), [YT]],
  ['a blank before a scan', [key(900, ' '), ...typed(YT)], [YT]],
  ['blanks inside a number', typed('YT 7412 3385 09021'), [YT]],
  ['Chinese punctuation in the place of a hyphen', altered(typed('JDVC12345678901-1-3-'), (one) => (one.key === '-' ? { key: '—' } : {})), ['JDVC12345678901-1-3-']],
  ['a dead key', altered(typed(YT), (one) => (one.key === 'T' ? { key: 'Dead' } : {})), [YT]],
  ['a code that is longer than any', typed('7'.repeat(10_000), { gap: 2 }), ['7'.repeat(10_000)]],
  ['a card of our own', typed('JBS-OK'), ['JBS-OK']],
  ['a card of our own, no end', typed('jbs-undo', { end: 'nothing' }), ['JBS-UNDO']],
  ['a part of a card', typed('JBS-UN', { end: 'nothing' }), ['held: no-end']],
  ['a badge', typed('OP-1001'), ['OP-1001']],
])('%s', (_, events, expected) => {
  expect(heard(events)).toEqual(expected);
});

test('a computer with another keyboard layout, once that is known', () => {
  // A French keyboard: digits need Shift, and some letters change places.
  const french = altered(typed('AQ12-7'), (one) => ({ key: { A: 'Q', Q: 'A', 1: '&', 2: 'é', 7: 'è', '-': ')' }[one.key ?? ''] ?? one.key ?? '' }));
  expect(heard(french, { gap: 8, end: 'key', byPlace: true })).toEqual(['AQ12-7']);
});

describe('a station whose scanner is known to send an end key', () => {
  const known = { gap: 8, end: 'key', byPlace: false } as const;
  test('hears no number in silence that could go on', () => {
    expect(heard(typed('777012345678', { end: 'nothing' }), known)).toEqual(['held: no-end']);
    expect(heard(typed('SF1234567890123', { end: 'nothing' }), known)).toEqual(['SF1234567890123']);
  });
  test('waits for the rest of a scan', () => {
    expect(heard(stalled(YT, 10, 900), known)).toEqual([YT]);
    expect(heard(stalled('777012345678901', 12, 2500), known)).toEqual(['held: stalled']);
    expect(heard([...stalled('SF1234567890123', 8, 300, { end: 'nothing' }), { t: 2000, ...END.enter[0] }], known)).toEqual(['SF1234567890123']);
  });
});

// The scanner that was calibrated with Enter is broken, and another one lies at the desk; or there are two.
describe('a scanner without an end key where one with it is known', () => {
  const known = { gap: 8, end: 'key', byPlace: false } as const;
  /** A parcel every `every` ms; those at `ended` with an end key. */
  const parcels = (begins: string, every: number, ended: (at: number) => boolean = () => false) => {
    const scans = Array.from({ length: 12 }, (_, at) => ({ code: `${begins}${10 + at}`, from: 1000 + at * every, end: ended(at) ? ('enter' as const) : ('nothing' as const) }));
    return { codes: scans.map(({ code }) => code), events: scans.flatMap(({ code, ...typing }) => typed(code, typing)), ends: scans.map(({ code, from }) => from + (code.length - 1) * 8) };
  };
  test.each<readonly [string, string, number]>([
    ['that can not go on', 'SF12345678901', 400], ['that could go on', 'YT12345678901', 5_500], ['of digits', '7701234567', 5_500],
  ])('answers every number %s, at two seconds a parcel', (_, begins, within) => {
    const { codes, events, ends } = parcels(begins, 2_000);
    const said = heardAt(events, known);
    expect(said.map(({ what }) => what)).toEqual(codes);
    for (const [at, end] of ends.entries()) expect(said[at]?.at).toBeLessThanOrEqual(end + within);
    // Known by then to send nothing.
    expect((said.at(-1)?.at ?? 0) - (ends.at(-1) ?? 0)).toBeLessThanOrEqual(1_500);
  });
  test('asks twice for a number that could go on at four seconds a parcel, and then knows', () => {
    const { codes, events } = parcels('7701234567', 4_000);
    expect(heard(events, known)).toEqual(['held: no-end', 'held: no-end', ...codes.slice(2)]);
  });
  test('in turns with the one that sends it', () => {
    const { codes, events } = parcels('YT12345678901', 2_000, (at) => at % 4 === 0);
    expect(heard(events, known)).toEqual(codes);
  });
  test('lets the late Enter of a slow scanner be what it is', () => {
    const late = Array.from({ length: 4 }, (_, at) => [...typed(`SF12345678901${10 + at}`, { end: 'nothing', from: 1000 + at * 2_000 }), { t: 1000 + at * 2_000 + 700, ...END.enter[0] }]).flat();
    // It is waited for as before.
    expect(heard([...late, ...typed('777012345678', { end: 'nothing', from: 20_000 })], known)).toEqual(['SF1234567890110', 'SF1234567890111', 'SF1234567890112', 'SF1234567890113', 'held: no-end']);
  });
});

describe('in a field', () => {
  const inField = { editable: true } as const;
  test.each<readonly [string, readonly RecordedKey[], readonly string[]]>([
    ['a scan', typed(YT, inField), [YT]],
    ['a scan at 40 ms', typed(YT, { ...inField, gap: 40 }), [YT]],
    ['a scan with nothing behind it', typed(YT, { ...inField, end: 'nothing' }), [YT]],
    ['a code of nobody', typed('ABC-12345', inField), ['ABC-12345']],
    ['two scans', [...typed(YT, inField), ...typed('SF1234567890123', { ...inField, from: 1140 })], [YT, 'SF1234567890123']],
    ['quick fingers', typed('hello world', { ...inField, gap: 45 }), []],
    ['quick fingers that know a number by heart', typed(YT, { ...inField, gap: 90 }), []],
    ['a short word', typed('hello', { ...inField, gap: 20 }), []],
    ['a word, and then a scan', [...typed('note ', { ...inField, gap: 150, end: 'nothing' }), ...typed(YT, { ...inField, from: 2500 })], [YT]],
    ['a scan through an input method', typed(YT, { ...inField, masked: true }), ['held: input-method']],
    ['a scan of which an input method ate the letters', [{ t: 950, type: 'compositionstart', editable: true }, { t: 990, type: 'compositionend', editable: true }, ...typed('234567890123', inField)], ['held: input-method']],
    ['a person who writes Chinese', typed('nihao', { ...inField, masked: true, gap: 110 }), []],
    ['a scan with a stall', stalled(YT, 8, 600, inField), ['held: stalled']],
    ['a scan whose beginning went another way', stalled('SF1234567890123', 2, 500, inField), ['held: stalled']],
    ['a scan of which a part went to the field', altered(typed(YT), (one, at) => ({ editable: at < 6 })), ['held: torn']],
    ['a scan after typing in a field', [...typed('hello', { ...inField, gap: 150, end: 'nothing' }), ...typed(YT, { from: 4000 })], [YT]],
  ])('%s', (_, events, expected) => {
    expect(heard(events)).toEqual(expected);
  });

  test('a slow scanner, once it is known to be slow', () => {
    expect(heard(typed(YT, { ...inField, gap: 80 }))).toEqual([]);
    expect(heard(typed(YT, { ...inField, gap: 80 }), { gap: 80, end: 'key', byPlace: false })).toEqual([YT]);
  });

  test('typing before a scan is no part of it, wherever it went', () => {
    const before = typed('ab', { ...inField, gap: 200, end: 'nothing' });
    expect(heard([...before, ...typed(YT, { from: lastOf(before) + 100 })])).toEqual([YT]);
  });
});

describe('a number of which an input method has eaten the letters, in a field', () => {
  const eaten = (gap: number): RecordedKey[] => typed('1234567890123', { gap, editable: true }).map((one, at) => (at < 2 ? Object.assign(one, { key: 'Process', keyCode: 229 }) : one));
  test('is held at a pace of no fingers', () => {
    for (const gap of [4, 40, 55]) expect(heard(eaten(gap)), String(gap)).toEqual(['held: input-method']);
    expect(heard(eaten(90))).toEqual([]);
    // A station that knows its scanner to be slow.
    expect(heard(eaten(90), { gap: 80, end: 'key', byPlace: false })).toEqual(['held: input-method']);
  });
  test('also where the input method answers late', () => {
    expect(heard(altered(stalled('1234567890123', 3, 300, { editable: true }), (_, at) => (at < 2 ? { key: 'Process', keyCode: 229 } : {})))).toEqual(['held: input-method']);
    expect(heard(altered(stalled('1234567890123', 10, 300, { editable: true }), (_, at) => (at < 2 ? { key: 'Process', keyCode: 229 } : {})))).toEqual(['held: input-method']);
  });
  // JDVA78487798008 at 8 ms a key through a real pinyin on a busy computer, as its window heard it.
  const shift = (t: number): RecordedKey => ({ t, type: 'keydown', key: 'Shift', code: 'ShiftLeft', keyCode: 16, shift: true, editable: true });
  const process = (t: number, code: string): RecordedKey => ({ t, type: 'keydown', key: 'Process', code, keyCode: 229, shift: false, editable: true });
  const recorded: readonly RecordedKey[] = [
    shift(23_159.7), process(23_229.7, 'Digit7'), { t: 23_237.1, type: 'compositionstart', editable: true }, shift(23_178.7), shift(23_183.7), shift(23_202.7), process(23_268.7, 'Digit0'),
    { t: 23_324.2, type: 'compositionend', editable: true }, { t: 23_278.7, type: 'keydown', key: 'Enter', code: '', keyCode: 13, shift: false, editable: true },
  ];
  test('and of which next to nothing is left is held by the pace of all its keys', () => {
    expect(heard(recorded)).toEqual(['held: input-method']);
    // Letters alone, none of which comes through; and CR with its LF is one end.
    expect(heard([...recorded.filter((one) => one.key !== 'Process'), { t: 23_283, type: 'keydown', key: 'j', code: 'KeyJ', keyCode: 74, modified: true, editable: true }])).toEqual(['held: input-method']);
    expect(heard(altered(recorded, ({ t }) => ({ t: 23_159.7 + ((t ?? 0) - 23_159.7) * 3 })))).toEqual([]);
  });
  test('Chinese that is written quickly stays where it is', () => {
    // Two keys that roll into the Enter that ends a word.
    expect(heard([...typed('nihao', { gap: 90, masked: true, editable: true, end: 'nothing' }), ...typed('a', { gap: 25, from: 1450, masked: true, editable: true })])).toEqual([]);
    expect(heard(typed('womenmingtianfahuo', { gap: 50, masked: true, editable: true }))).toEqual([]);
  });
});
