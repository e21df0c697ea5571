import { describe, expect, test } from 'vitest';
import { recording, type RecordedKey } from '../../../../src-shared/domain/wedge/key-event.ts';
import { lastAt, press, silence, silenceAfter, startWedge } from '../../../../src-shared/domain/wedge/wedge.ts';
import { heard } from '../../../support/heard.ts';
import { altered, END, lastOf, stalled, typed, type Typing } from '../../../support/keys.ts';

// A fragment, an altered or an invented number is never a scan, and nothing is lost without a word.
const YT = 'YT7412338509021';
const SF = 'SF1234567890123';
const ZTO = '77701234567812';
const OF_12 = '777012345678';
const OF_13 = '7730123456789';
const PAYMENT = '284412345678912345678901';

const inField = { editable: true } as const;
const open = { end: 'nothing' } as const;
/** `first` typed `gap` ms a key, and a scan that begins `pause` ms later. */
const before = (first: string, gap: number, pause: number, scan: string, typing: Typing = {}): RecordedKey[] => {
  const head = typed(first, { ...typing, ...open, gap });
  return [...head, ...typed(scan, { ...typing, from: lastOf(head) + pause })];
};
/** `text` with another key in the place of the character at `at`. */
const instead = (text: string, at: number, key: RecordedKey, typing: Typing = {}): RecordedKey[] => altered(typed(text, typing), (_, place) => (place === at ? key : {}));

type Case = readonly [what: string, events: readonly RecordedKey[], expected: readonly string[]];

describe('what was typed before a scan', () => {
  test.each<Case>([
    ['two digits by fingers, and a scan more than a second later', before('12', 300, 1200, OF_13, inField), [OF_13]],
    ['two digits by quick fingers, and a scan at once', before('12', 150, 150, OF_13, inField), [OF_13]],
    ['a word, and a scan at once', before('abc', 150, 150, SF, inField), [SF]],
    ['a word, and a scan after a while', before('abc', 200, 900, SF, inField), [SF]],
    ['a long note, and a scan at once', before('please leave it at the door and ring twice, then call the shop next to it', 140, 300, OF_13, inField), [OF_13]],
    ['one digit that would make another number', before('1', 300, 300, OF_12, inField), ['held: stalled']],
  ])('in a field is no part of it: %s', (_, events, expected) => {
    expect(heard(events)).toEqual(expected);
  });
  test.each<Case>([
    ['a digit', before('1', 300, 300, OF_12), ['held: stalled']],
    ['a digit just before', before('1', 8, 340, OF_12), ['held: stalled']],
    ['two digits', before('12', 300, 300, OF_13), ['held: stalled']],
    ['three digits, which no scanner types so slowly', before('123', 300, 300, OF_13), [OF_13]],
    ['a letter before letters', before('x', 300, 300, SF), [SF]],
  ])('on the surface neither: %s', (_, events, expected) => {
    expect(heard(events)).toEqual(expected);
  });
});

describe('a key that nobody can read', () => {
  test.each<Case>([
    ['one that an input method has taken', instead(OF_13, 6, { key: 'Process', code: '', keyCode: 229 }), ['held: unreadable']],
    ['one without a name', instead(OF_13, 6, { key: 'Unidentified', code: '', keyCode: 0 }), ['held: unreadable']],
    ['the first one', instead(OF_13, 0, { key: 'Unidentified', code: '', keyCode: 0 }), ['held: unreadable']],
    ['one in a field', instead(YT, 6, { key: 'Unidentified', code: '', keyCode: 0 }, inField), ['held: unreadable']],
    ['one, and no end key', instead(YT, 6, { key: 'Unidentified', code: '', keyCode: 0 }, open), ['held: unreadable']],
    ['Backspace at the pace of the scanner', instead(YT, 5, { key: 'Backspace', code: 'Backspace', keyCode: 8 }), ['held: unreadable']],
    ['Backspace as the second key', instead(OF_13, 1, { key: 'Backspace', code: 'Backspace', keyCode: 8 }), ['held: unreadable']],
    ['Escape at the pace of the scanner', instead(YT, 5, { key: 'Escape', code: 'Escape', keyCode: 27 }), ['held: unreadable']],
  ])('spoils the scan: %s', (_, events, expected) => {
    expect(heard(events)).toEqual(expected);
  });
  test('but not one that was pressed before it', () => {
    expect(heard([{ t: 0, key: 'Unidentified', code: '' }, ...typed(YT)])).toEqual([YT]);
  });
});

describe('a key that types something else than was meant', () => {
  const HOME = ['Insert', 'End', 'ArrowDown', 'PageDown', 'ArrowLeft', 'Clear', 'ArrowRight', 'Home', 'ArrowUp', 'PageUp'];
  test('Shift that is let go too late: the digit under it', () => {
    expect(heard(instead(SF, 2, { key: '!', shift: true }))).toEqual([SF]);
    expect(heard(altered(typed(SF, { masked: true }), (_, at) => ({ shift: at <= 2 })))).toEqual([SF]);
    expect(heard(instead(SF, 2, { key: '!', shift: true }, inField))).toEqual([SF]);
    expect(heard(typed('a!b#1234'))).toEqual(['a!b#1234']);
  });
  test('the keypad without NumLock: its digits', () => {
    expect(heard(altered(typed(OF_13, { numpad: true }), (one) => (one.key === 'Enter' ? {} : { key: HOME[Number(one.key)] ?? '' })))).toEqual([OF_13]);
  });
  test('its arrows under fingers are nothing', () => {
    expect(heard([0, 300, 600, 900].map((t) => ({ t, key: 'ArrowUp', code: 'Numpad8' })))).toEqual([]);
  });
});

describe('a stall of many seconds', () => {
  const after7 = (text: string, at: number, typing: Typing = {}): string[] => heard(stalled(text, at, 7000, typing));
  test('its rest is known by what it makes together with the beginning', () => {
    expect(after7('JDVA123456789012345', 4)).toEqual(['held: no-end', 'held: rest']);
    expect(after7(SF, 7)).toEqual(['held: no-end', 'held: rest']);
    expect(after7(SF, 6, inField)).toEqual(['held: stalled']);
    expect(heard(stalled(SF, 3, 16_000))).toEqual(['held: rest']);
    expect(heard(stalled(SF, 7, 30_000))).toEqual(['held: no-end', 'held: rest']);
    expect(heard(stalled('770077001234567', 4, 2000))).toEqual(['held: no-end', 'held: rest']);
  });
  test('behind what was taken for a number, the rest is said', () => {
    expect(after7('JDVC12345678901-1-3-', 15)).toEqual(['JDVC12345678901', 'held: rest']);
    expect(after7(ZTO, 12)).toEqual([OF_12, 'held: rest']);
  });
  test('it is no reason to refuse the next parcel', () => {
    expect(heard([...typed('741233', open), ...typed('9988776655443', { from: 5000 })])).toEqual(['held: no-end', '9988776655443']);
    expect(heard([...typed('SF12345', open), ...typed(OF_12, { from: 9000 })])).toEqual(['held: no-end', OF_12]);
    expect(heard([...typed('YT741233', open), ...typed(YT, { from: 4000 })])).toEqual(['held: no-end', YT]);
  });
  test('a newer beginning counts before an older one', () => {
    expect(heard([...typed('ABC1234', { ...open, from: 0 }), ...typed('SF1', { ...open, ...inField, from: 12_000 }), ...typed('234567890123', { from: 12_524 })])).toEqual(['held: no-end', 'held: rest']);
  });
});

describe('two codes and one code', () => {
  test.each<Case>([
    ['a code to pay with that stalls is no two numbers', stalled(PAYMENT, 12, 500, open), ['held: no-end']],
    ['nor after a longer stall', stalled(PAYMENT, 12, 1600), ['held: stalled']],
    ['a link that stalls before the number in it', stalled(`https://a.cn/q?n=${SF}`, 17, 500), ['held: stalled']],
    ['two codes of digits are no number together', [...typed('12345'), ...typed('67890123', { from: 1048 })], ['held: rest']],
    ['two numbers of digits with nothing behind them', [...typed(OF_12, open), ...typed('773012345670', { ...open, from: 3000 })], [OF_12, '773012345670']],
    ['two numbers that follow each other at once with nothing behind them', [...typed(YT, open), ...typed(SF, { ...open, from: 1312 })], [YT, SF]],
  ])('%s', (_, events, expected) => {
    expect(heard(events)).toEqual(expected);
  });
});

describe('a scanner of which nothing is known', () => {
  test('has six seconds to show that it sends an end key', () => {
    expect(heard(stalled('JD123456789012345', 13, 2000))).toEqual(['held: stalled']);
    expect(heard(stalled(ZTO, 12, 2000, open))).toEqual(['held: stalled']);
    expect(heard(stalled('312345678901234', 12, 1600, open))).toEqual(['held: stalled']);
  });
  test('is waited for once: then it is known to send none, until it sends one', () => {
    const events = recording.parse(typed(OF_12, open));
    const wedge = events.reduce((known, event) => press(known, event).wedge, startWedge());
    expect(silenceAfter(wedge)).toBe(6000);
    const taught = silence(wedge, lastAt(wedge) + 6000).wedge;
    expect(taught.profile.end).toBe('nothing');
    expect(recording.parse(typed(OF_12, { from: 20_000 })).reduce((known, event) => press(known, event).wedge, taught).profile.end).toBe('key');
  });
  test('and is slow teaches its pace at the desk, and is believed in a field from then on', () => {
    const scan = (gap: number, from: number, typing: Typing = {}): RecordedKey[] => typed(YT, { ...typing, gap, from });
    expect(heard([...scan(90, 1000), ...scan(90, 10_000, inField)])).toEqual([YT, YT]);
    expect(heard([...scan(8, 1000), ...scan(90, 10_000, inField)])).toEqual([YT]);
    // Fingers teach nothing.
    expect(heard([...scan(140, 1000), ...scan(90, 10_000, inField)])).toEqual([YT]);
  });
});

describe('an end key that belongs to a scan presses no button', () => {
  const ENTER = END.enter[0];
  /** Which of the end keys were swallowed, as the desk does it. */
  const swallowed = (events: readonly RecordedKey[]): boolean[] => {
    let wedge = startWedge();
    return recording.parse(events).flatMap((event) => {
      for (let after = silenceAfter(wedge); after !== null && lastAt(wedge) + after <= (event.t ?? 0); after = silenceAfter(wedge)) wedge = silence(wedge, lastAt(wedge) + after).wedge;
      const step = press(wedge, event);
      wedge = step.wedge;
      return event.key === 'Enter' ? [step.swallow] : [];
    });
  };
  test('that of a number which silence has ended', () => {
    for (const number of [SF, YT]) for (const late of [500, 2000]) expect(swallowed([...typed(number, { ...open, from: 0 }), { ...ENTER, t: 112 + late }]), `${number} ${late}`).toEqual([true]);
    expect(swallowed([...typed(SF, { ...open, from: 0 }), { ...ENTER, t: 600 }, { ...ENTER, t: 2000 }])).toEqual([true, false]);
    expect(swallowed([...typed(SF, { ...open, from: 0 }), { ...ENTER, t: 9000 }])).toEqual([false]);
  });
  test('one that is held down', () => {
    const repeats = altered([{ t: 620 }, { t: 650 }, { t: 680 }], () => ({ ...ENTER, repeat: true }));
    expect(swallowed([...typed(YT, { from: 0 }), ...repeats])).toEqual([true, true, true, true]);
    // A person at a button.
    expect(swallowed([{ ...ENTER, t: 0 }, ...repeats])).toEqual([false, false, false, false]);
  });
});

describe('a recording', () => {
  test('of Ctrl without its letting go', () => {
    const plain = altered(typed(YT), ({ key }) => ({ shift: /[A-Z]/.test(key ?? '') }));
    expect(heard([{ t: 990, key: 'Control', code: 'ControlLeft' }, ...plain])).toEqual([YT]);
    expect(heard([...typed('AB12', open), { t: 1030, key: 'Control' }, { t: 1032, key: 'j', code: 'KeyJ' }, ...typed('CD34', { from: 1200 })])).toEqual(['AB12', 'CD34']);
  });
  test('with times of any origin', () => {
    expect(heard(typed(YT, { from: -50 }))).toEqual([YT]);
    expect(heard(stalled(YT, 8, 2000, { from: -1e9 }))).toEqual(heard(stalled(YT, 8, 2000)));
  });
});
