import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_NUMBER, readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'0123456789-SFYTJDa+:/ 　１Ｓ\u0000\u200b'), maxLength: 60 }),
  fc.tuple(fc.constantFrom('SF', 'YT', 'JT', 'DPK', 'JD', 'JDVA', 'EA', '7', '77', ''), fc.nat(), fc.constantFrom('', '-1-3-', 'CN', '\r\n')).map(([a, n, b]) => `${a}${n}${b}`),
);

test('any text gives a reading, and what is read can be stored, shown and sent', () => {
  fc.assert(
    fc.property(anything, (raw) => {
      const reading = readWaybillNumber(raw);
      if (reading.kind === 'not-a-number') return;
      expect(reading.number).toMatch(/^[A-Z0-9-]+$/);
      expect(reading.number.length).toBeLessThanOrEqual(LONGEST_NUMBER);
      expect(new Set(reading.candidates).size).toBe(reading.candidates.length);
    }),
    { numRuns: 3_000 },
  );
});

test('reading a number again gives the same number, whatever suffix it came with', () => {
  fc.assert(
    fc.property(anything, (raw) => {
      const reading = readWaybillNumber(raw);
      fc.pre(reading.kind === 'number');
      expect(readWaybillNumber(reading.number)).toEqual({ ...reading, suffix: null });
    }),
    { numRuns: 2_000 },
  );
});

test('case, width and blanks never change what is read', () => {
  const wide = (text: string): string => text.replace(/[!-~]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));
  const plain = fc.string({ unit: fc.constantFrom(...'0123456789SFYTJDACN-'), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(plain, fc.nat({ max: 30 }), (text, at) => {
      const expected = readWaybillNumber(text);
      expect(readWaybillNumber(text.toLowerCase())).toEqual(expected);
      expect(readWaybillNumber(wide(text))).toEqual(expected);
      expect(readWaybillNumber(`\u001d ${text.slice(0, at)} \u3000${text.slice(at)}\r\n`)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});
