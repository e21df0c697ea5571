import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMobile, segmentsOf } from '../../../src-shared/domain/sms.ts';

test.each([[1, 1], [70, 1], [71, 2], [134, 2], [135, 3], [201, 3], [202, 4]])('%i characters are %i segments', (length, segments) => {
  expect(segmentsOf('字'.repeat(length))).toBe(segments);
});
test('the signature and its brackets count', () => {
  expect(segmentsOf(`【京巴士】${'字'.repeat(65)}`)).toBe(1);
  expect(segmentsOf(`【京巴士】${'字'.repeat(66)}`)).toBe(2);
});
test('more text is never fewer segments, and each holds what it can', () => {
  fc.assert(fc.property(fc.string({ maxLength: 500 }), fc.string({ maxLength: 50 }), (text, more) => {
    expect(segmentsOf(text + more)).toBeGreaterThanOrEqual(segmentsOf(text));
    if (text.length > 70) expect(segmentsOf(text) * 67).toBeGreaterThanOrEqual(text.length);
  }));
});
test.each([['13812345678', '13812345678'], ['+86 138 1234 5678', '13812345678'], ['0086-138-1234-5678', '13812345678'], ['１３８１２３４５６７８', '13812345678'], ['8613812345678', '13812345678']])('%s is a mobile number', (text, phone) => {
  expect(readMobile(text)).toBe(phone);
});
test.each(['', '12345678901', '1381234567', '138123456789', '02112345678', 'SF1234567890123', '1381234567a'])('%s is none', (text) => {
  expect(readMobile(text)).toBeNull();
});
