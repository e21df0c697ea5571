import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskPhone, redactPhones } from '../../../src-shared/domain/phone.ts';

describe('a phone on a screen', () => {
  test.each([
    ['13812345678', '138****5678'],
    ['+8613812345678', '+86****5678'],
    ['010-12345678', '010****5678'],
    // A platform's virtual number: its extension is what is left of it.
    ['13812345678-1234', '138****1234'],
    ['', '****'],
    ['110', '****'],
    // Three and four digits of seven or eight would be the number.
    ['1234567', '****'],
    ['62345678', '****'],
    ['0512345678', '****'],
  ])('%s is shown as %s', (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown);
  });

  test('at least four characters are hidden, of any phone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+- '), maxLength: 32 }), (phone) => {
        const left = maskPhone(phone).replace('****', '').length;
        expect(left === 0 || phone.length - left >= 4).toBe(true);
      }),
    );
  });
});

describe('a phone in a log', () => {
  test.each([
    ['13812345678', '[phone…678]'],
    ['+8613812345678', '[phone…678]'],
    ['8613812345678', '[phone…678]'],
    ['008613812345678', '[phone…678]'],
    ['+86 138 1234 5678', '[phone…678]'],
    ['138-1234-5678', '[phone…678]'],
    ['+86-138-1234-5678', '[phone…678]'],
    ['{"phone":"13812345678","text":"【京巴士】您的包裹"}', '{"phone":"[phone…678]","text":"【京巴士】您的包裹"}'],
    ['DesNo=13812345678&Msg=x', 'DesNo=[phone…678]&Msg=x'],
    ['13812345678,19900001111', '[phone…678],[phone…111]'],
    ['13812345678-1234', '[phone…678]-1234'],
    ['bind:13812345678:15900002222', 'bind:[phone…678]:[phone…222]'],
    ['手机13812345678号', '手机[phone…678]号'],
  ])('%s becomes %s', (text, left) => {
    expect(redactPhones(text)).toBe(left);
  });

  test.each(['SF1234567890123', '773123456789012', 'JDVA12345678901-1-3-', '1700000000000', 'HTTP 500', '12345678901'])('%s is no phone and stays', (text) => {
    expect(redactPhones(text)).toBe(text);
  });

  test('wherever a mobile number stands in a text, it does not survive', () => {
    const phone = fc.tuple(fc.constantFrom('13', '14', '15', '16', '17', '18', '19'), fc.stringMatching(/^\d{9}$/)).map((parts) => parts.join(''));
    const around = fc.string({ unit: fc.constantFrom(...'abcZ:/?=&"{}[],.;-_+ 单号\n'), maxLength: 20 });
    fc.assert(
      fc.property(around, fc.constantFrom('', '86', '+86', '0086'), phone, around, (before, country, number, after) => {
        expect(redactPhones(before + country + number + after)).not.toContain(number.slice(0, 8));
      }),
      { numRuns: 1_000 },
    );
  });
});
