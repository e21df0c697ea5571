import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WAYBILL_FORMATS } from '../../src-shared/domain/waybill-formats.ts';
import { LONGEST_NUMBER, readWaybillNumber, s10CheckDigit } from '../../src-shared/domain/waybill-number.ts';

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

const digits = (count: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const numberIn = (raw: string): string | null => {
  const reading = readWaybillNumber(raw);
  return reading.kind === 'number' ? reading.number : null;
};
const whyNot = (raw: string): string | null => {
  const reading = readWaybillNumber(raw);
  return reading.kind === 'number' ? null : reading.why;
};

test('S10: of any eight digits one check digit passes, on items of any post and service', () => {
  const letters = fc.stringMatching(/^[A-Z]{2}$/);
  fc.assert(
    fc.property(letters, digits(8), letters, (service, eight, country) => {
      const passing = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => whyNot(`${service}${eight}${digit}${country}`) !== 'check-digit');
      expect(passing).toEqual([s10CheckDigit(eight)]);
    }),
    { numRuns: 500 },
  );
});

test('S10: a misread digit is found, but where the standard itself gives 0 and 6 the same digit', () => {
  const residue = (eight: string): number => [8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, at) => sum + weight * Number(eight[at]), 0) % 11;
  fc.assert(
    fc.property(digits(8), fc.nat({ max: 7 }), fc.integer({ min: 1, max: 9 }), (eight, place, by) => {
      const misread = eight.slice(0, place) + ((Number(eight[place]) + by) % 10) + eight.slice(place + 1);
      // 11 - 0 = 11 -> 5, and 11 - 6 = 5; 11 - 1 = 10 -> 0 has no twin.
      fc.pre(!([0, 6].includes(residue(eight)) && [0, 6].includes(residue(misread))));
      expect(whyNot(`EA${misread}${s10CheckDigit(eight)}CN`)).toBe('check-digit');
    }),
    { numRuns: 1_000 },
  );
});

test('a JD number is the same with any parcel suffix, and the suffix is kept', () => {
  const number = fc.tuple(fc.stringMatching(/^[A-Z]{0,2}$/), fc.stringMatching(/^\d{11,15}$/)).map(([letters, rest]) => `JD${letters}${rest}`);
  const part = fc.integer({ min: 1, max: 9_999 });
  fc.assert(
    fc.property(number, part, part, fc.boolean(), (bare, nth, of, closed) => {
      const suffix = `-${nth}-${of}${closed ? '-' : ''}`;
      expect(readWaybillNumber(bare + suffix)).toEqual({ kind: 'number', number: bare, suffix, candidates: ['jd'] });
      expect(readWaybillNumber(bare)).toEqual({ kind: 'number', number: bare, suffix: null, candidates: ['jd'] });
    }),
    { numRuns: 500 },
  );
});

test('numbers of YunExpress and DHL are never taken for ours, with a suffix or without', () => {
  fc.assert(
    fc.property(digits(16), digits(18), (yun, dhl) => {
      expect(whyNot(`YT${yun}`)).toBe('look-alike');
      expect(whyNot(`JD${dhl}`)).toBe('look-alike');
      expect(numberIn(`JD${dhl}-1-2-`)).not.toBe(`JD${dhl}`);
    }),
    { numRuns: 300 },
  );
});

test('a number made to a format has its courier among the candidates, and letters leave no doubt', () => {
  for (const { courier, pattern } of WAYBILL_FORMATS.formats) {
    expect(pattern.source.startsWith('^') && pattern.source.endsWith('$'), pattern.source).toBe(true);
    fc.assert(
      fc.property(fc.stringMatching(pattern), (number) => {
        const reading = readWaybillNumber(number);
        // Some of them are phones or have a wrong check digit.
        fc.pre(reading.kind === 'number');
        expect(reading.candidates).toContain(courier);
        if (/^[A-Z]/.test(number)) expect(reading.candidates).toEqual([courier]);
        if (/^77\d{13}$/.test(number)) expect(reading.candidates[0]).toBe('sto');
        if (/^7\d{11}(\d{2})?$/.test(number)) expect(reading.candidates[0]).toBe('zto');
      }),
      { numRuns: 200 },
    );
  }
});
