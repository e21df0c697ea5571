import { describe, expect, test } from 'vitest';
import { REASON_NAMES, isHeldUntilAcknowledged, reasonName, type ReasonName, type VerdictReason } from '../../../src-shared/domain/reason.ts';

const EACH: readonly (readonly [ReasonName, VerdictReason])[] = [
  ['work', { kind: 'work', work: ['sync'] }],
  ['nothing-to-do', { kind: 'nothing-to-do' }],
  ['piece', { kind: 'piece' }],
  ['seen', { kind: 'seen', at: 1, operator: '李四', station: '03' }],
  ['refund-while-packing', { kind: 'intercepted', why: 'refund', at: 1 }],
  ['refund', { kind: 'intercepted', why: 'refund', at: null }],
  ['hold', { kind: 'intercepted', why: 'hold', at: null }],
  ['address-change', { kind: 'intercepted', why: 'address-change', at: 1 }],
  ['risk', { kind: 'intercepted', why: 'risk', at: 1 }],
  ['recall', { kind: 'intercepted', why: 'recall', at: 1 }],
  ['expired', { kind: 'expired', since: 1 }],
  ['wrong-platform', { kind: 'wrong-platform', platform: 'jd', expected: ['pdd'] }],
  ['number-in-use', { kind: 'number-in-use', other: 'PDD-1' }],
  ['no-order', { kind: 'no-order' }],
  ['no-order-stop', { kind: 'no-order', stop: true }],
  ['funds', { kind: 'funds', needed: 1, left: 0 }],
  ['sf-structured', { kind: 'unreadable', why: 'sf-structured' }],
  ['piece-missing', { kind: 'unreadable', why: 'piece-missing' }],
];

describe('a reason by one name', () => {
  test.each(EACH)('%s', (name, reason) => {
    expect(reasonName(reason)).toBe(name);
    expect(REASON_NAMES).toContain(name);
  });
});

test('what must not go on as it is is held: what is intercepted, what is no number, and an unknown number where the rule is to stop it', () => {
  expect(isHeldUntilAcknowledged({ verdict: 'intercepted', reason: { kind: 'expired', since: 1 } })).toBe(true);
  expect(isHeldUntilAcknowledged({ verdict: 'invalid', reason: { kind: 'unreadable', why: 'check-digit' } })).toBe(true);
  expect(isHeldUntilAcknowledged({ verdict: 'unknown', reason: { kind: 'no-order', stop: true } })).toBe(true);
  expect(isHeldUntilAcknowledged({ verdict: 'unknown', reason: { kind: 'no-order' } })).toBe(false);
  expect(isHeldUntilAcknowledged({ verdict: 'no-funds', reason: { kind: 'funds', needed: 1, left: 0 } })).toBe(false);
  expect(isHeldUntilAcknowledged({ verdict: 'duplicate', reason: { kind: 'seen', at: 1, operator: '李四', station: '03' } })).toBe(false);
  expect(isHeldUntilAcknowledged({ verdict: 'pass', reason: { kind: 'piece' } })).toBe(false);
});
