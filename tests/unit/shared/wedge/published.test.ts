import { describe, expect, test } from 'vitest';
import { altered, lastOf, stalled, typed } from '../../../support/keys.ts';
import { heard } from '../../../support/heard.ts';

// The kinds of sequences that published wedge libraries get wrong, one or another of them.
const YT = 'YT7412338509021';
const SF = 'SF1234567890123';
const ZTO = '77701234567812';

describe('one scan', () => {
  test.each([
    ['of a quick scanner', typed(YT, { gap: 2 })],
    ['of a usual one', typed(YT, { gap: 15 })],
    ['of a slow one', typed(YT, { gap: 80 })],
    ['of the slowest, with peaks', typed(YT, { gap: (at) => (at % 5 === 0 ? 160 : 120) })],
    ['masked by an input method', typed(YT, { masked: true })],
    ['masked, while it composes', altered(typed(YT, { masked: true }), () => ({ composing: true }))],
    ['under CapsLock', typed(YT, { caps: true })],
    ['with Shift before each letter', typed(YT, { noise: true })],
    ['with Tab', typed(YT, { end: 'tab' })],
    ['with CR and LF', typed(YT, { end: 'crLf' })],
    ['with Enter twice', typed(YT, { end: 'enterEnter' })],
    ['with Tab and Enter', typed(YT, { end: 'tabEnter' })],
    ['with the Enter of the keypad', typed(YT, { end: 'numpadEnter' })],
    ['with the digits of the keypad', typed(YT, { numpad: true })],
    ['with nothing behind it', typed(YT, { end: 'nothing' })],
    ['in small letters', typed(YT.toLowerCase())],
    ['with a key that repeats', typed(YT).flatMap((key) => (key.key === '4' ? [key, { ...key, repeat: true }, { ...key, repeat: true }] : [key]))],
    ['after another event of the same time', typed(YT, { gap: 0 })],
    ['in full-width forms', typed([...YT].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(''))],
    ['between control characters', [{ t: 990, key: '\u0002' }, ...typed(YT, { end: 'nothing' }), { t: 1200, key: '\u0003' }, { t: 1208, key: '\r' }]],
    ['of which only places were recorded', typed(YT).map(({ t, code, shift }) => ({ t, code, shift }))],
    ['of which only numbers of keys were recorded', [...YT].map((one, at) => ({ t: at * 8, keyCode: one.charCodeAt(0) })).concat({ t: 150, keyCode: 13 })],
    ['of which only characters were recorded', [...[...YT].map((key, at) => ({ t: at * 8, key })), { t: 150, key: 'Enter' }]],
  ])('%s', (_, events) => {
    expect(heard(events)).toEqual([YT]);
  });

  test.each(['JDVC12345678901-1-3-', 'JD0012345678901-1-3', 'LT123456789CN', 'ABC-123', 'ab12', '13800138000', 'https://a.cn/x?n=SF1', 'MMM={"k1":"SF"}', "a b 'c'"])('%s comes as it is', (code) => {
    const expected = /^[a-z0-9-]*$/i.test(code) ? code.toUpperCase() : code;
    expect(heard(typed(code))).toEqual([expected]);
    expect(heard(typed(code, { masked: true }))).toEqual([expected]);
    expect(heard(typed(code, { caps: true, noise: true }))).toEqual([expected]);
  });
});

describe('two scans back to back are two', () => {
  test.each([
    ['numbers', YT, SF, 8],
    ['digits alone', ZTO, '773012345678901', 8],
    ['the same one', YT, YT, 2],
    ['slow ones', YT, SF, 120],
    ['codes of nobody', 'ABC123', 'DEF456', 8],
    ['a code of nobody and a number', 'ABC123', YT, 8],
  ])('%s', (_, one, two, gap) => {
    const first = typed(one, { gap });
    for (const end of ['enter', 'tab', 'crLf'] as const) {
      const events = [...typed(one, { gap, end }), ...typed(two, { gap, end, from: lastOf(typed(one, { gap, end })) + gap })];
      expect(heard(events)).toEqual([one, two]);
    }
    expect(heard([...first, ...typed(two, { gap, from: lastOf(first) + 700 })])).toEqual([one, two]);
  });

  test('also of a scanner that sends nothing behind a code', () => {
    const first = typed(ZTO, { end: 'nothing' });
    for (const pause of [500, 900, 2000]) expect(heard([...first, ...typed(SF, { end: 'nothing', from: lastOf(first) + pause })])).toEqual([ZTO, SF]);
  });
});

describe('a stall', () => {
  test.each([YT, ZTO, '777012345678', '777012345678901', 'JDVC12345678901-1-3-', 'LT123456789CN'])('anywhere in %s gives the whole number or asks for it, never a part', (code) => {
    for (const end of ['enter', 'tab', 'crLf'] as const)
      for (const gap of [2, 8, 60, 120])
        for (const ms of [200, 399, 401, 500, 999, 1300, 1600, 2500, 3500, 5000])
          for (let at = 1; at < code.length; at += 1) {
            const found = heard(stalled(code, at, ms, { end, gap }));
            expect(found.length, `${at} ${ms}`).toBeGreaterThan(0);
            expect(found.every((one) => one === code || one.startsWith('held')), `${at} ${ms} ${gap} ${found.join()}`).toBe(true);
          }
  });

  test('with no end key: the whole number or none, up to where silence has to be believed', () => {
    for (const code of [YT, ZTO, '777012345678901'])
      for (const ms of [200, 399, 700, 1400])
        for (let at = 1; at < code.length; at += 1) {
          const found = heard(stalled(code, at, ms, { end: 'nothing' }));
          expect(found.length).toBeGreaterThan(0);
          expect(found.every((one) => one === code || one.startsWith('held')), `${at} ${ms} ${found.join()}`).toBe(true);
        }
  });

  test('before the end key changes nothing', () => {
    expect(heard([...typed(YT, { end: 'nothing' }), { t: 1400, key: 'Enter' }])).toEqual([YT]);
  });

  test('an Enter inside a number is no end of it', () => {
    expect(heard(typed('SF\n1234567890123'))).toEqual([SF]);
    expect(heard(typed('YT74123\n38509021'))).toEqual([YT]);
  });
});
