import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permittedFrom } from '../../../../src-main/flow/message/hours.ts';
import { mayBeSent, type MessageFacts } from '../../../../src-main/flow/message/rules.ts';
import { MESSAGE_RULES, type MessageRule } from '../../../../src-shared/errors/codes.ts';
import { messageLimits } from '../../../../src-shared/contract/templates.ts';
import { PHONE } from '../../../support/samples.ts';
import { NOON } from '../../../support/station.ts';

const HOUR = 3_600_000;
const NOTHING_BEFORE = { ofTemplate: 0, toRecipient: 0, ofStation: 0, stationFreeAt: null, sameTextAt: null };
const TEXT = '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。';
const PROMOTION = '【京巴士】会员日满减优惠,拒收请回复R';

/** A pickup code that may go out at noon. */
const facts = (over: Partial<MessageFacts> = {}): MessageFacts => ({
  now: NOON, purpose: 'notification', rulesHeard: true, type: 'notification', text: TEXT, corrects: false, phone: PHONE, optedOut: false, consented: false, sent: NOTHING_BEFORE, limits: messageLimits.parse({}), ...over,
});
const promotion = (over: Partial<MessageFacts> = {}): MessageFacts => facts({ purpose: 'promotion', type: 'promotion', text: PROMOTION, consented: true, ...over });
const at = (clock: string): number => Date.parse(`2026-11-24T${clock}+08:00`);

test('a message that no rule concerns goes out', () => {
  expect(mayBeSent(facts())).toEqual({ kind: 'send' });
  expect(mayBeSent(promotion())).toEqual({ kind: 'send' });
  expect(mayBeSent(facts({ corrects: true, text: TEXT.replace('您的', '更正:您的') }))).toEqual({ kind: 'send' });
});

const CASES: readonly (readonly [MessageRule, string, MessageFacts, object])[] = [
  ['message-phone-invalid', 'no phone', facts({ phone: '' }), { kind: 'refuse', final: false }],
  ['message-phone-invalid', 'a landline', facts({ phone: '02112345678' }), { kind: 'refuse' }],
  ['message-opted-out', 'opted out', facts({ optedOut: true }), { kind: 'refuse', final: true }],
  ['message-opted-out', 'opted out, and everything else wrong too', promotion({ optedOut: true, text: null, now: at('03:00:00') }), { kind: 'refuse', final: true }],
  ['message-rules-unknown', 'before the templates were heard', facts({ rulesHeard: false, type: null, text: null }), { kind: 'hold', until: null }],
  ['message-template-missing', 'a template that is not among those heard', facts({ type: null, text: null }), { kind: 'refuse', final: false }],
  ['message-value-missing', 'a variable without a value', facts({ text: null }), { kind: 'refuse', final: false }],
  ['message-types-mixed', 'a promotion template for a pickup code', facts({ type: 'promotion', text: PROMOTION }), { kind: 'refuse', final: false }],
  ['message-types-mixed', 'a notification template for a promotion', promotion({ type: 'notification', text: TEXT }), { kind: 'refuse' }],
  ['message-types-mixed', 'promotion in a value', facts({ text: TEXT.replace('东门驿站', '东门驿站 双十一优 惠多多') }), { kind: 'refuse' }],
  ['message-types-mixed', 'promotion in full-width letters and dots', facts({ text: `${TEXT}全场 满.100.减` }), { kind: 'refuse' }],
  ['message-types-mixed', 'an opt-out in a notification', facts({ text: `${TEXT}拒收请回复R` }), { kind: 'refuse' }],
  ['message-opt-out-missing', 'a promotion without one', promotion({ text: '【京巴士】会员日满减优惠' }), { kind: 'refuse', final: false }],
  ['message-consent-missing', 'a promotion to somebody who has not agreed to one', promotion({ consented: false }), { kind: 'refuse', final: true }],
  ['message-correction-unmarked', 'a correction that looks like any other', facts({ corrects: true }), { kind: 'refuse', final: false }],
  ['message-names-recipient', 'the recipient in the text', facts({ text: `${TEXT}尾号${PHONE}` }), { kind: 'refuse' }],
  ['message-names-recipient', 'the recipient in groups', facts({ text: `${TEXT}138 1234 5678` }), { kind: 'refuse' }],
  ['message-too-long', 'six segments', facts({ text: TEXT + '长'.repeat(67 * 5) }), { kind: 'refuse' }],
  ['message-opt-outs-unknown', 'before the opt-outs were heard', facts({ optedOut: null }), { kind: 'hold', until: null }],
  ['message-repeated', 'the same text an hour ago', facts({ sent: { ...NOTHING_BEFORE, sameTextAt: NOON - HOUR } }), { kind: 'refuse', final: true }],
  ['message-limit-template', '50 of the template', facts({ sent: { ...NOTHING_BEFORE, ofTemplate: 50 } }), { kind: 'refuse', final: false }],
  ['message-limit-recipient', '60 to the recipient', facts({ sent: { ...NOTHING_BEFORE, toRecipient: 60 } }), { kind: 'refuse', final: false }],
  ['message-limit-platform', "the platform's limit", facts({ limits: messageLimits.parse({ perStation: 3 }), sent: { ...NOTHING_BEFORE, ofStation: 3, stationFreeAt: NOON + 5 } }), { kind: 'hold', until: NOON + 5 }],
  ['message-hours', 'a promotion at night', promotion({ now: at('22:30:00') }), { kind: 'hold', until: Date.parse('2026-11-25T08:00:00+08:00') }],
  ['message-hours', 'a promotion in the early morning', promotion({ now: at('07:59:59') }), { kind: 'hold', until: at('08:00:00') }],
  ['message-hours', 'a notification where the platform says so', facts({ now: at('21:00:00'), limits: messageLimits.parse({ hours: { notification: { from: 480, to: 1260 } } }) }), { kind: 'hold', until: Date.parse('2026-11-25T08:00:00+08:00') }],
];
test.each(CASES)('%s: %s', (rule, _about, given, decision) => {
  expect(mayBeSent(given)).toMatchObject({ rule, ...decision });
});

test('every rule is met by a case', () => {
  expect([...new Set(CASES.map(([rule]) => rule))].sort()).toEqual([...MESSAGE_RULES].sort());
});

test.each([
  ['a code and a date that look like a feast', '【京巴士】您的包裹已到福利院驿站,取件码6-18-1111,请及时取件。'],
  ['a plain forwarding SMS', '【京巴士】您的包裹已转由圆通速递承运,新运单号YT9876543210987,请留意查收。'],
  ['a phone of the place that is not the recipient’s', `${TEXT}电话13900001111`],
])('%s is no promotion', (_about, text) => {
  expect(mayBeSent(facts({ text }))).toEqual({ kind: 'send' });
});

test('the same text may go out again when its window has passed, and notifications at any hour', () => {
  expect(mayBeSent(facts({ sent: { ...NOTHING_BEFORE, sameTextAt: NOON - 24 * HOUR } }))).toEqual({ kind: 'send' });
  expect(mayBeSent(facts({ now: at('03:00:00') }))).toEqual({ kind: 'send' });
});

describe('permitted hours', () => {
  const hours = fc.record({ from: fc.nat({ max: 1440 }), to: fc.nat({ max: 1440 }) });
  const time = fc.integer({ min: 0, max: 4e12 });
  test('a wait ends inside the hours, within a day, and inside nothing waits', () => {
    fc.assert(fc.property(time, hours, (now, { from, to }) => {
      const until = permittedFrom(now, { from, to });
      // From midnight to midnight written as 1440 begins tomorrow; from the same minute to the same is never.
      if (until === null) {
        expect(from).toBe(to);
        return;
      }
      expect(until).toBeGreaterThanOrEqual(now);
      expect(until - now).toBeLessThanOrEqual(24 * HOUR);
      if (from < 1440) expect(permittedFrom(until, { from, to })).toBe(until);
    }));
  });
  test('begin at 8:00 and end before 21:00, whatever this machine calls the time', () => {
    const usual = { from: 480, to: 1260 };
    expect(permittedFrom(at('08:00:00'), usual)).toBe(at('08:00:00'));
    expect(permittedFrom(at('20:59:59'), usual)).toBe(at('20:59:59'));
    expect(permittedFrom(at('21:00:00'), usual)).toBe(at('08:00:00') + 24 * HOUR);
  });
});

test('whatever the facts, an answer; and it sends only what every limit allows', () => {
  const count = fc.nat({ max: 80 });
  const any = fc.record({
    now: fc.integer({ min: 0, max: 4e12 }), purpose: fc.constantFrom('notification' as const, 'promotion' as const), rulesHeard: fc.boolean(), type: fc.constantFrom('notification' as const, 'promotion' as const, null),
    text: fc.option(fc.oneof(fc.constant(TEXT), fc.constant(PROMOTION), fc.string({ maxLength: 500 }))), corrects: fc.boolean(), phone: fc.oneof(fc.constant(PHONE), fc.string({ maxLength: 20 })), optedOut: fc.constantFrom(true, false, null), consented: fc.boolean(),
    sent: fc.record({ ofTemplate: count, toRecipient: count, ofStation: count, stationFreeAt: fc.option(fc.nat()), sameTextAt: fc.option(fc.nat()) }),
    limits: fc.record({ perTemplate: fc.integer({ min: 1, max: 60 }), perRecipient: fc.integer({ min: 1, max: 60 }) }).map((limits) => messageLimits.parse(limits)),
  });
  fc.assert(fc.property(any, (given) => {
    const decision = mayBeSent(given);
    if (decision.kind !== 'send') {
      expect(MESSAGE_RULES).toContain(decision.rule);
      return;
    }
    expect(given.rulesHeard).toBe(true);
    expect(given.optedOut).toBe(false);
    expect(given.type).toBe(given.purpose);
    expect(given.consented || given.type === 'notification').toBe(true);
    expect(given.sent.ofTemplate).toBeLessThan(given.limits.perTemplate);
    expect(given.sent.toRecipient).toBeLessThan(given.limits.perRecipient);
  }));
});
