import { describe, expect, test } from 'vitest';
import { LONGEST_NUMBER, readWaybillNumber, s10CheckDigit, type NotANumber } from '../../../src-shared/domain/waybill-number.ts';

/** As a pinyin input method in full-width mode types it. */
const wide = (text: string): string => text.replace(/[!-~]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));
const numberOf = (raw: string): string | null => {
  const reading = readWaybillNumber(raw);
  return reading.kind === 'number' ? reading.number : null;
};
const whyNot = (raw: string): NotANumber | null => {
  const reading = readWaybillNumber(raw);
  return reading.kind === 'not-a-number' ? reading.why : null;
};
const candidatesOf = (raw: string): readonly string[] => {
  const reading = readWaybillNumber(raw);
  return reading.kind === 'number' ? reading.candidates : [];
};

describe('what a scanner, an input method or a hand makes of one number is the same number', () => {
  test.each([
    ['as printed', 'SF1234567890123'],
    ['CapsLock inverted', 'sf1234567890123'],
    ['with the end of a line', 'SF1234567890123\r\n'],
    ['with a tab', '\tSF1234567890123\t'],
    ['in groups', 'SF 1234 5678 9012 3'],
    ['with ideographic and no-break spaces', 'SF1234\u30005678\u00a090123'],
    ['in full width', wide('SF1234567890123')],
    ['in full width, lower case', wide('sf1234567890123')],
    ['between control characters of a symbology', '\u001dSF12345\u000067890123\u001e'],
    ['with zero-width characters and a byte order mark', '\ufeffSF12345\u200b67890\u200d123'],
  ])('%s', (_name, raw) => {
    expect(numberOf(raw)).toBe('SF1234567890123');
  });
});

describe('a JD number keeps its parcel suffix apart', () => {
  test.each([
    ['JDVA12345678901-1-3-', 'JDVA12345678901', '-1-3-'],
    ['JDVA12345678901-1-3', 'JDVA12345678901', '-1-3'],
    ['jd012345678901234-12-120-', 'JD012345678901234', '-12-120-'],
    ['JDVA12345678901', 'JDVA12345678901', null],
  ])('%s', (raw, number, suffix) => {
    expect(readWaybillNumber(raw)).toEqual({ kind: 'number', number, suffix, candidates: ['jd'] });
  });

  test('what only resembles a suffix stays part of the number', () => {
    expect(numberOf('JDVA12345678901-1')).toBe('JDVA12345678901-1');
    expect(numberOf('SF1234567890123-1-3-')).toBe('SF1234567890123-1-3-');
  });
});

describe('numbers of carriers that are not ours', () => {
  test.each([
    ['YT and 16 digits is YunExpress', 'YT1234567890123456'],
    ['JD and 18 digits is DHL', 'JD123456789012345678'],
  ])('%s', (_name, raw) => {
    expect(whyNot(raw)).toBe('look-alike');
  });
  test('one digit more or less is judged by its own format', () => {
    expect(candidatesOf('YT1234567890123')).toEqual(['yto']);
    expect(candidatesOf('JD123456789012345')).toEqual(['jd']);
    expect(whyNot('YT12345678901234567')).toBeNull();
  });
});

describe('S10 of the Universal Postal Union', () => {
  // RB123456785GB is the standard's own example; the others hit 10 -> 0 and 11 -> 5.
  test.each([
    ['12345678', 5],
    ['00000000', 5],
    ['00000008', 0],
    ['47312482', 9],
  ])('%s has check digit %i', (digits, check) => {
    expect(s10CheckDigit(digits)).toBe(check);
  });
  test('the right digit passes and every wrong one is named', () => {
    for (let digit = 0; digit <= 9; digit += 1) expect(whyNot(`EA12345678${digit}CN`)).toBe(digit === 5 ? null : 'check-digit');
    expect(candidatesOf('EA123456785CN')).toEqual(['ems']);
    expect(candidatesOf('RB123456785GB')).toEqual([]);
  });
  test('one misread digit never passes', () => {
    // Residues 0 and 6 share the digit 5, so a number of another residue shows it.
    const right = '47312482';
    for (let place = 0; place < 8; place += 1) {
      for (let digit = 0; digit <= 9; digit += 1) {
        if (right[place] === String(digit)) continue;
        expect(whyNot(`EA${right.slice(0, place)}${digit}${right.slice(place + 1)}9CN`)).toBe('check-digit');
      }
    }
  });
});

describe('what is no waybill number says what it is', () => {
  test.each<readonly [string, string, NotANumber]>([
    ['nothing', '', 'empty'],
    ['only spaces and control characters', ' \r\n\t\u0000\u001d\u200b', 'empty'],
    ['an https address', 'https://example.com/pay?n=SF1234567890123', 'link'],
    ['a payment code', 'weixin://wxpay/bizpayurl?pr=abc', 'payment'],
    ['an address in full width', wide('https://example.com'), 'link'],
    ['an address without its scheme', 'www.example.com', 'link'],
    ['a mobile number', '13812345678', 'phone'],
    ['a mobile number in full width', wide('13812345678'), 'phone'],
    ['a mobile number with its country', '8613812345678', 'phone'],
    ['a mobile number with + and its country', '+8613812345678', 'phone'],
    ['a mobile number with 00 and its country', '008613812345678', 'phone'],
    ['a mobile number with hyphens', '138-1234-5678', 'phone'],
    ['a mobile number in groups', '+86 138 1234 5678', 'phone'],
    ['a telephone link', 'tel:13812345678', 'phone'],
    ["SF's structured text", "MMM={'k1':'755','k5':'SF1234567890123'}", 'sf-structured'],
    ['a WeChat code to pay', 'wxp://f2f0abcDEF123', 'payment'],
    ['an Alipay code to pay', 'https://qr.alipay.com/fkx00000abc?t=1', 'payment'],
    ['a UnionPay code to pay', 'HTTPS://QR.95516.COM/00010000/62001', 'payment'],
    ['a code that a phone shows to be charged, WeChat', '134512345678901234', 'payment'],
    ['the same of Alipay', '2812345678901234567', 'payment'],
    ['an address that only looks like a payment', 'https://qr.alipay.com.example.com/x', 'link'],
    ['JSON', '{"waybill":"SF1234567890123"}', 'structured'],
    ['a list', '["SF1234567890123"]', 'structured'],
    ['XML', '<waybill>SF1234567890123</waybill>', 'structured'],
    ['an emoji', '📦', 'characters'],
    ['an emoji behind a number', 'SF1234567890123📦', 'characters'],
    ['a family of emoji joined by zero width', '👨‍👩‍👧', 'characters'],
    ['half an emoji', '\ud83d', 'empty'],
    ['Chinese', '顺丰单号', 'characters'],
    ['SQL', "'; DROP TABLE scans; --", 'characters'],
    ['SQL that is long', `1' OR '1'='1' UNION SELECT recipient_phone FROM parcels --`, 'too-long'],
    ['a path', '../../station.db', 'characters'],
    ['a number longer than any', '1'.repeat(LONGEST_NUMBER + 1), 'too-long'],
    ['ten thousand digits', '1'.repeat(10_000), 'too-long'],
    ['more than ten thousand characters, all of them blank', ' '.repeat(10_001), 'too-long'],
    ['ligatures that grow eighteenfold', '\ufdfa'.repeat(10_000), 'too-long'],
  ])('%s', (_name, raw, why) => {
    expect(whyNot(raw)).toBe(why);
  });

  test('eleven digits that no mobile network has are no phone', () => {
    expect(whyNot('12812345678')).toBeNull();
    expect(numberOf('12812345678')).toBe('12812345678');
  });
  test('the longest number that may be read is read', () => {
    expect(numberOf('9'.repeat(LONGEST_NUMBER))).toBe('9'.repeat(LONGEST_NUMBER));
  });
});

describe('couriers are candidates, never decided by digits', () => {
  test.each([
    ['SF1234567890123', ['sf']],
    ['YT1234567890123', ['yto']],
    ['JT1234567890123', ['jt']],
    ['DPK123456789012', ['deppon']],
    ['731234567890', ['zto', 'sto', 'sf']],
    ['73123456789012', ['zto']],
    ['773123456789012', ['sto', 'yunda', 'sf']],
    ['4312345678901', ['yunda', 'sto', 'ems']],
    ['123456789012', ['sto', 'sf']],
    ['9999999', []],
  ])('%s', (raw, candidates) => {
    expect(candidatesOf(raw)).toEqual(candidates);
  });
});
