import { describe, expect, test } from 'vitest';
import { recall, recalledBy } from '../../src-main/flow/recalled.ts';
import { resolveUnknown } from '../../src-main/flow/resolve.ts';
import type { Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import { aForwardedParcel, aParcel, anInterception, numberOf } from '../support/samples.ts';
import { bench } from '../support/station.ts';

const OWN = aParcel().number;
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const pieces = { count: 3, numbers: [numberOf(7), numberOf(8)] };

/** A bench whose packer has scanned these in this order; what is called back then, under its scan. */
function packed(parcel: Parcel | null, ...texts: readonly string[]) {
  const b = bench();
  if (parcel) b.flow().parcels.put(parcel);
  b.lend(1_000);
  const scans = new Map(texts.map((text) => [b.scan(text).scanId, text]));
  return {
    ...b,
    calledBack: (orders: readonly Parcel[], stops: readonly Interception[]) => recalledBy(b.flow(), orders, stops).map(({ scanId, number }) => [scans.get(scanId), number]),
  };
}

describe('an order of several pieces that is stopped too late', () => {
  test.each<readonly [string, readonly Parcel[], readonly Interception[]]>([
    ['intercepted', [], [anInterception()]],
    ['refunded', [aForwardedParcel({ pieces, refund: true })], []],
    ['held', [aForwardedParcel({ pieces, hold: true })], []],
  ])('%s: each piece that has passed is called back by its own number, and no other', (_, orders, stops) => {
    const { calledBack } = packed(aForwardedParcel({ pieces }), numberOf(8), OWN, OWN);
    expect(calledBack(orders, stops)).toEqual([[numberOf(8), numberOf(8)], [OWN, OWN]]);
  });
  test('by the number of one piece: that piece alone, whichever passed last', () => {
    const { calledBack } = packed(aForwardedParcel({ pieces }), numberOf(7), numberOf(8), OWN);
    expect(calledBack([], [anInterception({ number: numberOf(7) })])).toEqual([[numberOf(7), numberOf(7)]]);
  });
  test('which piece it is, is told with it until somebody has it', () => {
    const jd = 'JDVA12345678901';
    const { flow, store, calledBack } = packed(aParcel({ number: jd, courier: 'jd' }), `${jd}-1-2-`, `${jd}-2-2-`);
    const stop = anInterception({ number: jd, reason: 'recall' });
    expect(calledBack([], [stop])).toEqual([[`${jd}-1-2-`, jd], [`${jd}-2-2-`, jd]]);
    store().transaction(() => recalledBy(flow(), [], [stop]).forEach((one) => flow().recalls.add(one, 5)));
    expect(flow().recalls.open().map(({ piece }) => piece)).toEqual([{ number: 1, of: 2 }, { number: 2, of: 2 }]);
    flow().recalls.end({ number: jd, piece: { number: 1, of: 2 } }, 6, '李四');
    expect(flow().recalls.open().map(({ piece }) => piece)).toEqual([{ number: 2, of: 2 }]);
  });
});

test.each([[true, []], [false, [[OWN, OWN]]]])('fetched for its refund, which stands (%s), it is intercepted for it', (stands, again) => {
  const { flow, store, calledBack } = packed(aParcel(), OWN);
  store().transaction(() => {
    recall(flow(), [aParcel({ refund: true })], []);
    flow().parcels.put(aParcel({ refund: true }));
    flow().recalls.end({ number: OWN, piece: null }, 6, '李四');
    flow().parcels.put(aParcel({ refund: stands }));
  });
  expect(calledBack([], [anInterception({ reason: 'refund' })])).toEqual(again);
  expect(calledBack([], [anInterception({ reason: 'risk' })])).toEqual([[OWN, OWN]]);
});

describe('what was let pass without an order', () => {
  test('is called back when its number is stopped', () => {
    const { calledBack } = packed(null, OWN);
    expect(calledBack([], [anInterception()])).toEqual([[OWN, OWN]]);
    expect(calledBack([], [anInterception({ number: numberOf(5) })])).toEqual([]);
  });
  test('is decided with its order where that comes in the same moment', () => {
    const { calledBack } = packed(null, OWN);
    expect(calledBack([aParcel()], [anInterception()])).toEqual([]);
  });
  test('and was fetched back, is in somebody\'s hands when its refunded order comes', () => {
    const { flow, store } = packed(null, OWN);
    const [one] = recalledBy(flow(), [], [anInterception()]);
    store().transaction(() => {
      if (one) flow().recalls.add(one, 5);
      flow().recalls.end({ number: OWN, piece: null }, 6, '李四');
      flow().parcels.put(aParcel({ refund: true }));
      expect(resolveUnknown(flow(), DESK, [aParcel({ refund: true })])).toMatchObject([{ verdict: 'intercepted' }]);
    });
    expect(flow().recalls.open()).toEqual([]);
  });
});
