import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { aForwardedParcel, aParcel, anInterception } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, works } from '../support/station.ts';

const JD = 'JDVA12345678901';
const jdParcel = (over: Parameters<typeof aParcel>[0] = {}) => aParcel({ number: JD, courier: 'jd', ...over });
const told = (b: ReturnType<typeof bench>, text: string) => {
  const { scanId, decision } = b.scan(text);
  const card = cardOf(b.flow(), scanId);
  return { scanId, verdict: decision.verdict, reason: decision.reason, work: decision.work.map(({ kind }) => kind), piece: card?.piece, card };
};

describe('一单多件 by the suffix behind a JD number', () => {
  test('each piece passes once and is counted; the work and its money are the first one\'s, whichever comes first', () => {
    const b = bench();
    b.flow().parcels.put(jdParcel());
    b.lend(1_000);
    expect(told(b, `${JD}-2-3-`)).toMatchObject({ verdict: 'pass', work: ['sync', 'write-back', 'privacy'], piece: { number: 2, of: 3, sent: 1 } });
    b.run(works);
    expect(told(b, `${JD}-1-3-`)).toMatchObject({ verdict: 'pass', reason: { kind: 'piece' }, work: [], piece: { number: 1, of: 3, sent: 2 } });
    expect(told(b, `${JD}-3-3`)).toMatchObject({ verdict: 'pass', reason: { kind: 'piece' }, piece: { number: 3, of: 3, sent: 3 }, card: { jobs: [], cost: 0, replacement: { number: `N${JD}` } } });
    expect(told(b, `${JD}-1-3-`)).toMatchObject({ verdict: 'duplicate', reason: { kind: 'seen', at: NOON, operator: '李四', station: '03' } });
    expect(b.rows()).toMatchObject({ jobs: 3, holds: 2 });
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 300 });
    expectSoundBooks(b.store());
  });
  test('a label without its suffix, or of another count, is asked for again once the count is known', () => {
    const b = bench();
    b.flow().parcels.put(jdParcel());
    b.lend(1_000);
    b.scan(`${JD}-1-3-`);
    expect(told(b, JD)).toMatchObject({ verdict: 'invalid', reason: { kind: 'unreadable', why: 'piece-missing' } });
    expect(told(b, `${JD}-1-2-`)).toMatchObject({ verdict: 'invalid', reason: { why: 'piece-wrong' } });
    expect(told(b, `${JD}-4-3-`)).toMatchObject({ verdict: 'invalid', reason: { why: 'piece-wrong' } });
    expect(told(b, `${JD}-2-3-`).verdict).toBe('pass');
  });
  test('an order that says how many it has is believed', () => {
    const b = bench();
    b.flow().parcels.put(jdParcel({ pieces: { count: 2, numbers: [] } }));
    b.lend(1_000);
    expect(told(b, JD).reason).toMatchObject({ why: 'piece-missing' });
    expect(told(b, `${JD}-1-3-`).reason).toMatchObject({ why: 'piece-wrong' });
    expect(told(b, `${JD}-1-2-`)).toMatchObject({ verdict: 'pass', piece: { number: 1, of: 2, sent: 1 } });
  });
  test('one piece of one is an ordinary parcel', () => {
    const b = bench();
    b.flow().parcels.put(jdParcel());
    b.lend(1_000);
    expect(told(b, `${JD}-1-1-`)).toMatchObject({ verdict: 'pass', piece: null });
    expect(told(b, JD).verdict).toBe('duplicate');
  });
  test('a refund while it was packed stops the pieces that are still here', () => {
    const b = bench();
    b.flow().parcels.put(jdParcel());
    b.lend(1_000);
    b.scan(`${JD}-1-2-`);
    b.flow().parcels.putInterception(anInterception({ number: JD, reason: 'refund', at: 5 }));
    expect(told(b, `${JD}-2-2-`)).toMatchObject({ verdict: 'intercepted', reason: { why: 'refund', at: 5 } });
  });
});

describe('一单多件 whose pieces have numbers of their own', () => {
  const pieces = { count: 3, numbers: ['SF2000000000001', 'SF2000000000002'] };
  test('any of them finds the order, and each passes once', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel({ pieces }));
    b.lend(1_000);
    expect(told(b, 'SF2000000000002')).toMatchObject({ verdict: 'pass', work: ['trace', 'write-back', 'forwarding-sms'], piece: { number: 3, of: 3, sent: 1 }, card: { number: aParcel().number, label: 'SF2000000000002', parcel: { orderNumber: 'order-1' } } });
    expect(told(b, aParcel().number)).toMatchObject({ verdict: 'pass', reason: { kind: 'piece' }, piece: { number: 1, of: 3, sent: 2 } });
    expect(told(b, 'SF2000000000002').verdict).toBe('duplicate');
    expect(told(b, 'SF2000000000001')).toMatchObject({ verdict: 'pass', piece: { number: 2, of: 3, sent: 3 } });
    expect(b.rows()).toMatchObject({ jobs: 3 });
    b.crash();
    expect(told(b, 'SF2000000000001').verdict).toBe('duplicate');
    expectSoundBooks(b.store());
  });
  test('an interception of one piece stops that piece, one of the order all of them', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel({ pieces }));
    b.lend(1_000);
    b.flow().parcels.putInterception(anInterception({ number: 'SF2000000000001' }));
    expect(told(b, 'SF2000000000001').verdict).toBe('intercepted');
    expect(told(b, 'SF2000000000002').verdict).toBe('pass');
    b.flow().parcels.putInterception(anInterception());
    expect(told(b, aParcel().number).verdict).toBe('intercepted');
  });
  test('an order that is told anew has the pieces that it names then', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel({ pieces }));
    b.flow().parcels.put(aForwardedParcel({ pieces: { count: 2, numbers: ['SF2000000000009'] } }));
    b.lend(1_000);
    expect(told(b, 'SF2000000000001').verdict).toBe('unknown');
    expect(told(b, 'SF2000000000009')).toMatchObject({ verdict: 'pass', piece: { number: 2, of: 2, sent: 1 } });
  });
});

describe('a number that two live orders have', () => {
  const X = 'SF2000000000001';
  const withPiece = (over: Partial<Parcel> = {}) => aForwardedParcel({ pieces: { count: 2, numbers: [X] }, ...over });
  const other = (over: Partial<Parcel> = {}) => withPiece({ number: 'SF3000000000001', orderNumber: 'order-2', ...over });
  const own = (over: Partial<Parcel> = {}) => aForwardedParcel({ number: X, orderNumber: 'order-2', ...over });
  function toldOf(...parcels: Parcel[]) {
    const b = bench();
    b.lend(10_000);
    for (const parcel of parcels) b.flow().parcels.put(parcel);
    return b;
  }

  test.each([
    ['a piece of both', [withPiece(), other()], 'order-1', 'pass'], ['a piece of the first and the second\'s own', [withPiece(), own()], 'order-1', 'pass'],
    ['the first\'s own and a piece of the second', [own(), withPiece()], 'order-2', 'intercepted'],
  ] as const)('as %s stops; when the first is refunded it is the second\'s, or what stops is the refund', (_, [first, second], order, then) => {
    const b = toldOf(first, second);
    expect(told(b, X)).toMatchObject({ verdict: 'intercepted', reason: { kind: 'number-in-use', other: order } });
    expect(b.rows()['jobs']).toBe(0);
    b.flow().parcels.put({ ...first, refund: true });
    expect(told(b, X)).toMatchObject({ verdict: then, ...(then === 'intercepted' && { reason: { kind: 'intercepted', why: 'refund' } }) });
  });
  test('is none where it is one order\'s, told again or split in two', () => {
    const b = toldOf(withPiece(), withPiece(), other({ orderNumber: 'order-1' }));
    expect(told(b, X).verdict).toBe('pass');
  });
  test('is given to no parcel by a conversion', () => {
    const b = toldOf(withPiece({ orderNumber: 'order-9', number: 'SF3000000000001' }), aParcel());
    b.scan(aParcel().number);
    b.run((claim) => (claim.job.kind === 'sync' ? OUTCOMES.converted(X) : works(claim)));
    expect(b.job('sync')).toMatchObject({ state: 'parked', error: 'number-in-use' });
    expect(b.flow().numbers.originalOf(X)).toBeNull();
  });
});

describe("a parcel's new number", () => {
  test('is the same parcel: a duplicate that says who, when and where', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    b.scan(aParcel().number);
    b.run(works);
    expect(told(b, `N${aParcel().number}`)).toMatchObject({ verdict: 'duplicate', reason: { kind: 'seen', at: NOON, operator: '李四', station: '03' }, card: { number: aParcel().number, label: `N${aParcel().number}`, parcel: { orderNumber: 'order-1' } } });
    expect(b.rows()).toMatchObject({ jobs: 3, scans: 2 });
  });
  test('is stopped by what stops its parcel', () => {
    const b = bench();
    b.flow().parcels.put(aParcel());
    b.lend(1_000);
    b.scan(aParcel().number);
    b.run(works);
    b.flow().parcels.putInterception(anInterception({ reason: 'refund', at: 9 }));
    expect(told(b, `N${aParcel().number}`)).toMatchObject({ verdict: 'intercepted', reason: { why: 'refund', at: 9 } });
  });
});
