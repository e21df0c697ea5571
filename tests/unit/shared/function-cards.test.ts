import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_OF, FUNCTION_CARDS, functionCardOf, isCardLike } from '../../../src-shared/domain/function-cards.ts';
import { LOOK_ALIKES, WAYBILL_FORMATS } from '../../../src-shared/domain/waybill-formats.ts';
import { readWaybillNumber } from '../../../src-shared/domain/waybill-number.ts';

describe('function cards', () => {
  test.each(FUNCTION_CARDS)('%s is read in either case, in full width and with an end key left over', (card) => {
    const code = CODE_OF[card];
    const wide = [...code].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join('');
    for (const text of [code, code.toLowerCase(), wide, ` ${code}\r`]) expect(functionCardOf(text)).toBe(card);
  });
  test('are nobody\'s waybill number, whole or in part, with or without more behind them', () => {
    const formats = [...WAYBILL_FORMATS.formats, ...LOOK_ALIKES].map(({ pattern }) => pattern);
    fc.assert(
      fc.property(fc.constantFrom(...FUNCTION_CARDS), fc.string({ maxLength: 20 }), (card, more) => {
        const code = CODE_OF[card] + more;
        expect(formats.some((pattern) => pattern.test(code.toUpperCase()))).toBe(false);
        const reading = readWaybillNumber(code);
        expect(reading.kind === 'number' ? reading.candidates : []).toEqual([]);
      }),
    );
  });
  test('are no beginning of one another: a card that was cut off is no other card', () => {
    for (const one of FUNCTION_CARDS) {
      for (let length = 1; length < CODE_OF[one].length; length += 1) expect(functionCardOf(CODE_OF[one].slice(0, length)), one).toBeNull();
    }
  });
  test('a damaged one is known to be no parcel', () => {
    expect(isCardLike('jbs-un')).toBe(true);
    expect(isCardLike('JT1234567890123')).toBe(false);
  });
  test('a waybill number is no card', () => {
    expect(functionCardOf('SF1234567890123')).toBeNull();
    expect(functionCardOf('')).toBeNull();
  });
});
