import { describe, expect, test } from 'vitest';
import { checkEntry } from '../../../src-renderer/screens/desk/cards/entry-check.ts';

describe('a number that is typed', () => {
  test.each([
    ['', { kind: 'empty' }],
    ['sf1234567890123', { kind: 'fits', couriers: ['sf'], checked: false }],
    ['EA123456785CN', { kind: 'fits', couriers: ['ems'], checked: true }],
    ['EA123456784CN', { kind: 'refused', why: 'check-digit' }],
    ['YT1234567890123456', { kind: 'refused', why: 'look-alike' }],
    ['JD123456789012345678', { kind: 'refused', why: 'look-alike' }],
    ['13812345678', { kind: 'refused', why: 'phone' }],
    ['https://qr.alipay.com/fkx', { kind: 'refused', why: 'payment' }],
    ['SF12345', { kind: 'odd' }],
  ])('%s', (text, check) => {
    expect(checkEntry(text)).toEqual(check);
  });
  test.each([
    ['123456789012', 'spoilt'],
    ['12345', 'spoilt'],
    ['SF1234567890123', 'fits'],
    ['', 'empty'],
    ['EA123456784CN', 'refused'],
  ] as const)('of which an input method may have eaten letters, or behind which something was scanned: %s', (text, kind) => {
    for (const spoilt of ['composed', 'mixed'] as const) expect(checkEntry(text, spoilt).kind).toBe(kind === 'spoilt' ? spoilt : kind);
  });
});
