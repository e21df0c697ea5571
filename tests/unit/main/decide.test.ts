import { describe, expect, test } from 'vitest';
import { decide, type Facts } from '../../../src-main/flow/decide/decide.ts';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import { FIRST_RULES } from '../../../src-shared/domain/desk-rules.ts';
import { readWaybillNumber } from '../../../src-shared/domain/waybill-number.ts';
import { aForwardedParcel, aParcel, anInterception, entitlementsWith, readingOf } from '../../support/samples.ts';

const reading = readingOf('SF1234567890123');
const before = { at: 5, operator: '李四', station: '03' };
const facts = (over: Partial<Facts> = {}): Facts => ({
  reading, parcel: aParcel(), interception: null, before: null, terms: entitlementsWith().services, leases: [10_000], elsewhere: null, standing: new Set(), source: 'desk',
  inHand: false, trouble: null, at: 1_000, rules: FIRST_RULES, converts: null,
  target: (over.parcel === undefined ? aParcel() : over.parcel)?.target ?? null, ...over,
});
const kinds = (parcel: Parcel): readonly string[] => decide(facts({ parcel })).work.map((work) => work.kind);

describe('the work of a parcel', () => {
  test.each<readonly [string, Partial<Parcel>, readonly string[]]>([
    ['another segment is sync', { privacy: false }, ['sync', 'write-back']],
    ['the same courier by name is sync as well', { privacy: false, target: { kind: 'courier', courier: 'sf' } }, ['sync', 'write-back']],
    ['another courier is trace, and the recipient is told', { privacy: false, target: { kind: 'courier', courier: 'yto' } }, ['trace', 'write-back', 'forwarding-sms']],
    ['only the phone is hidden', { target: null }, ['privacy']],
    ['everything at once', { target: { kind: 'courier', courier: 'yto' } }, ['trace', 'write-back', 'privacy', 'forwarding-sms']],
    ['nothing', { target: null, privacy: false }, []],
  ])('%s', (_name, over, expected) => {
    expect(kinds(aParcel(over))).toEqual(expected);
  });

  test('a conversion that stands is what it was made as, whatever it would be by now', () => {
    const stands = (converts: 'sync' | 'trace', courier: 'sf' | 'yto') => decide(facts({ parcel: aForwardedParcel({ courier }), converts, standing: new Set([converts, 'write-back']) })).work.map(({ kind, after }) => [kind, after]);
    expect(stands('trace', 'yto')).toEqual([['forwarding-sms', 'trace']]);
    expect(stands('sync', 'sf')).toEqual([]);
  });

  test('write-back and SMS wait for the conversion, the privacy number for nothing', () => {
    const { work } = decide(facts({ parcel: aForwardedParcel({ privacy: true }) }));
    expect(work.map(({ kind, after }) => [kind, after])).toEqual([['trace', null], ['write-back', 'trace'], ['privacy', null], ['forwarding-sms', 'trace']]);
  });

  test('has the prices of the price list, and a write-back is free', () => {
    const { work, cost } = decide(facts({ parcel: aForwardedParcel({ privacy: true }) }));
    expect(work.map(({ price }) => price)).toEqual([300, 0, 200, 45]);
    expect(cost).toBe(545);
  });
});

describe('the verdict and its reason', () => {
  test('pass names the work', () => {
    expect(decide(facts())).toMatchObject({ verdict: 'pass', reason: { kind: 'work', work: ['sync', 'write-back', 'privacy'] }, cost: 300 });
  });
  test('pass without work says so', () => {
    expect(decide(facts({ parcel: aParcel({ target: null, privacy: false }) }))).toEqual({ verdict: 'pass', reason: { kind: 'nothing-to-do' }, work: [], cost: 0 });
  });
  test('duplicate names who, when and where', () => {
    expect(decide(facts({ before }))).toEqual({ verdict: 'duplicate', reason: { kind: 'seen', ...before }, work: [], cost: 0 });
  });
  test.each(['refund', 'address-change', 'risk', 'recall'] as const)('an interception for %s', (why) => {
    const interception = anInterception({ reason: why, at: 7 });
    expect(decide(facts({ interception }))).toEqual({ verdict: 'intercepted', reason: { kind: 'intercepted', why, at: 7 }, work: [], cost: 0 });
  });
  test.each(['refund', 'hold'] as const)("the order's own flag %s", (flag) => {
    expect(decide(facts({ parcel: aParcel({ [flag]: true }) }))).toMatchObject({ verdict: 'intercepted', reason: { kind: 'intercepted', why: flag, at: null }, work: [] });
  });
  test('unknown: a number of a courier without an order', () => {
    expect(decide(facts({ parcel: null }))).toEqual({ verdict: 'unknown', reason: { kind: 'no-order' }, work: [], cost: 0 });
  });
  test('invalid: no number at all, with the reason', () => {
    expect(decide(facts({ reading: readWaybillNumber('https://example.com'), parcel: null }))).toMatchObject({ verdict: 'invalid', reason: { kind: 'unreadable', why: 'link' } });
  });
  test('invalid: a number that no courier has and no order names', () => {
    expect(decide(facts({ reading: readingOf('999'), parcel: null }))).toMatchObject({ verdict: 'invalid', reason: { kind: 'unreadable', why: 'no-format' } });
  });
  test('a number that no format fits passes where an order names it', () => {
    expect(decide(facts({ reading: readingOf('999') })).verdict).toBe('pass');
  });
  test('no-funds says what is needed and what is left, and keeps the work', () => {
    const decision = decide(facts({ leases: [50, 249] }));
    expect(decision).toMatchObject({ verdict: 'no-funds', reason: { kind: 'funds', needed: 300, left: 299 }, cost: 300 });
    expect(decision.work.map(({ kind }) => kind)).toEqual(['sync', 'write-back', 'privacy']);
  });
  test('money that lies in two leases does not add up for one price', () => {
    expect(decide(facts({ parcel: aForwardedParcel(), leases: [299, 299] })).verdict).toBe('no-funds');
    expect(decide(facts({ parcel: aForwardedParcel(), leases: [300, 45] })).verdict).toBe('pass');
  });
});

describe('an order of several pieces', () => {
  test('has its work with the first piece that leaves; another one passes without any', () => {
    expect(decide(facts({ inHand: true }))).toEqual({ verdict: 'pass', reason: { kind: 'piece' }, work: [], cost: 0 });
    expect(decide(facts({ inHand: true, leases: [] })).verdict).toBe('pass');
  });
  test('the same piece again is a duplicate', () => {
    expect(decide(facts({ inHand: true, before })).reason).toEqual({ kind: 'seen', ...before });
  });
  test.each(['piece-missing', 'piece-wrong'] as const)('a label that does not fit the order: %s', (trouble) => {
    expect(decide(facts({ trouble }))).toMatchObject({ verdict: 'invalid', reason: { kind: 'unreadable', why: trouble }, work: [] });
    // A list names orders, not labels.
    expect(decide(facts({ trouble, source: 'batch' })).verdict).toBe('pass');
  });
  test('none of it leaves where the order must not', () => {
    expect(decide(facts({ inHand: true, trouble: 'piece-wrong', interception: anInterception() })).verdict).toBe('intercepted');
  });
});

describe('what the platform or the station does not let leave', () => {
  const expired = aParcel({ expiresAt: 1_000 });
  test('an order whose time is over, from that very moment on', () => {
    expect(decide(facts({ parcel: expired }))).toEqual({ verdict: 'intercepted', reason: { kind: 'expired', since: 1_000 }, work: [], cost: 0 });
    expect(decide(facts({ parcel: expired, at: 999 })).verdict).toBe('pass');
    expect(decide(facts({ parcel: expired, source: 'batch' })).verdict).toBe('intercepted');
  });
  test('but one that left in time is a duplicate', () => {
    expect(decide(facts({ parcel: expired, before })).verdict).toBe('duplicate');
  });
  test("another platform's parcel, at a station that packs for some only", () => {
    const rules = { ...FIRST_RULES, platforms: ['pdd', 'jd'] as const };
    expect(decide(facts({ rules }))).toEqual({ verdict: 'intercepted', reason: { kind: 'wrong-platform', platform: 'taobao', expected: ['pdd', 'jd'] }, work: [], cost: 0 });
    expect(decide(facts({ rules, parcel: aParcel({ platform: 'jd' }) })).verdict).toBe('pass');
    // A list converts for whoever packs it later.
    expect(decide(facts({ rules, source: 'batch' })).verdict).toBe('pass');
  });
  test('the segment that it is converted to says whose it will be', () => {
    const to = (segment: string) => decide(facts({ rules: { ...FIRST_RULES, platforms: ['pdd'] }, parcel: aParcel({ target: { kind: 'segment', segment } }) })).verdict;
    expect([to('pdd'), to('jd'), to('offline')]).toEqual(['pass', 'intercepted', 'intercepted']);
  });
  test('an unknown number stays here where the rule is to stop it', () => {
    expect(decide(facts({ parcel: null, rules: { ...FIRST_RULES, unknown: 'stop' } }))).toEqual({ verdict: 'unknown', reason: { kind: 'no-order', stop: true }, work: [], cost: 0 });
  });
});

describe('the order of the rules', () => {
  const everything = { parcel: aParcel({ refund: true, hold: true }), interception: anInterception(), before, leases: [] };
  test('what is no number is nothing else', () => {
    expect(decide(facts({ ...everything, reading: readWaybillNumber('') })).verdict).toBe('invalid');
  });
  test('what must not leave comes before what has left', () => {
    expect(decide(facts(everything)).reason).toMatchObject({ kind: 'intercepted', why: 'risk' });
    expect(decide(facts({ ...everything, interception: null })).reason).toMatchObject({ kind: 'intercepted', why: 'refund' });
    expect(decide(facts({ ...everything, interception: null, parcel: aParcel({ hold: true }) })).reason).toMatchObject({ kind: 'intercepted', why: 'hold' });
    expect(decide(facts({ ...everything, parcel: null })).verdict).toBe('intercepted');
  });
  test('what has left comes before the money and before a lost order', () => {
    expect(decide(facts({ before, leases: [] })).verdict).toBe('duplicate');
    expect(decide(facts({ before, parcel: null })).verdict).toBe('duplicate');
  });
});

describe('services that are off or not known yet', () => {
  test('are no reason to stop a parcel, and need no money now', () => {
    const decision = decide(facts({ terms: entitlementsWith({ off: ['sync', 'privacy'] }).services, leases: [] }));
    expect(decision).toMatchObject({ verdict: 'pass', cost: 300 });
    expect(decision.work.map(({ on }) => on)).toEqual([false, true, false]);
  });
  test('only what is on is set aside', () => {
    expect(decide(facts({ terms: entitlementsWith({ off: ['privacy'] }).services, leases: [100] })).verdict).toBe('pass');
    expect(decide(facts({ terms: entitlementsWith({ off: ['privacy'] }).services, leases: [99] }))).toMatchObject({ verdict: 'no-funds', reason: { needed: 100, left: 99 } });
  });
  test('before the first entitlements the work is kept at no price', () => {
    const decision = decide(facts({ terms: null, leases: [] }));
    expect(decision).toMatchObject({ verdict: 'pass', cost: 0 });
    expect(decision.work.map(({ kind, on, price }) => [kind, on, price])).toEqual([['sync', false, 0], ['write-back', true, 0], ['privacy', false, 0]]);
  });
  test('a service at no price needs no lease', () => {
    expect(decide(facts({ terms: entitlementsWith({ prices: { sync: 0, privacy: 0 } }).services, leases: [] })).verdict).toBe('pass');
  });
});
