import { describe, expect, test } from 'vitest';
import { settleReports } from '../../src-main/flow/deliveries.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { atOnce } from '../support/at-once.ts';
import { COST, KEY, NUMBER, acknowledge, became, hear, holdOf, messageIs, refunds, report, scanned } from '../support/reported-message.ts';
import { PHONE, aForwardedParcel, entitlementsWith } from '../support/samples.ts';
import { bench, expectSoundBooks, works } from '../support/station.ts';

describe('a message that did not arrive', () => {
  test('is refunded, names its charge, and is counted on the card and in the report', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    const { scans } = hear(b, report('failed'));
    expect([...scans]).toEqual([1]);
    expect(refunds(b)).toMatchObject([{ holdId: holdOf(b), amount: 45, key: KEY }]);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: COST - 45, cost: COST - 45, jobs: [{ kind: 'trace', refunded: 0 }, {}, { kind: 'forwarding-sms', state: 'done', delivery: 'failed', charged: 45, refunded: 45 }] });
    expect(atOnce(todaySends(b.flow(), b.time.now)).total).toEqual({ parcels: 1, jobs: 3, spent: COST - 45 });
    expect(b.flow().ledger.totals()).toMatchObject({ captured: COST, refunded: 45 });
    // It goes back to the account's balance: the lease stays spent.
    expect(b.flow().ledger.left(b.time.now)).toBe(1_000 - COST);
    expectSoundBooks(b.store());
  });
  test('that arrived is not', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    hear(b, report('delivered'));
    expect(refunds(b)).toEqual([]);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: COST, jobs: [{}, {}, { delivery: 'delivered', refunded: 0 }] });
  });
  test.each([['refunds nothing', entitlementsWith({ refunds: [] })], ['has no such flag', entitlementsWith()]])('where the price list %s: nothing, and the card says that it failed', (_, entitlements) => {
    const b = scanned();
    b.setEntitlements(entitlements);
    b.run(works);
    acknowledge(b);
    hear(b, report('failed'));
    expect(refunds(b)).toEqual([]);
    expect(became(b)).toEqual(['not-refunded']);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: COST, jobs: [{}, {}, { delivery: 'failed' }] });
    // The next report is judged by what held for the first.
    b.setEntitlements(entitlementsWith({ refunds: ['sms'] }));
    hear(b, report('failed'));
    expect(refunds(b)).toEqual([]);
  });
  test('waits for a price list that nobody has told yet', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    const known = b.flow().entitlements();
    b.setEntitlements(null);
    hear(b, report('failed'));
    expect(became(b)).toEqual([null]);
    b.setEntitlements(known);
    settleReports(b.flow());
    expect(refunds(b)).toHaveLength(1);
  });
});

describe('reports that do not fit', () => {
  test('the same again, or another one that says the same: refunded once', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    const first = report('failed');
    hear(b, first, first);
    hear(b, first, report('failed'));
    expect(refunds(b)).toHaveLength(1);
    expect(became(b)).toEqual(['refunded', 'repeated']);
    expectSoundBooks(b.store());
  });
  test.each([['failed', 'delivered', 1], ['delivered', 'failed', 0]] as const)('%s, then %s: the first decides, the other is kept and told of', (one, other, times) => {
    for (const together of [true, false]) {
      const b = scanned();
      b.run(works);
      acknowledge(b);
      const pages = together ? [[report(one), report(other)]] : [[report(one)], [report(other)]];
      const odd = pages.flatMap((page) => hear(b, ...page).odd);
      expect(refunds(b)).toHaveLength(times);
      expect(became(b)[1]).toBe('contradicts');
      expect(odd).toHaveLength(1);
      expect(cardOf(b.flow(), 1)?.jobs[2]?.delivery).toBe(one);
    }
  });
  test('the opposite under the id of the first is kept too', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    hear(b, report('failed', { reportId: 'same' }), report('delivered', { reportId: 'same' }));
    expect(became(b)).toEqual(['refunded', 'contradicts']);
  });
  test('of another station, of nobody, of another account: kept, and nothing moves', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    const { odd, scans } = hear(b, report('failed', { key: 'acct:YT0000000000001:forwarding-sms' }), report('failed', { key: KEY.replace('acct', 'acct2') }), report('failed', { key: ':::' }));
    expect(became(b)).toEqual(['elsewhere', 'other-account', 'other-account']);
    expect([odd.length, scans.size, refunds(b).length]).toEqual([2, 0, 0]);
  });
  test('of another station, whose message this station has to send later: proves that it went out, and is refunded here', () => {
    const b = bench();
    b.setEntitlements(entitlementsWith({ refunds: ['sms'] }));
    b.flow().parcels.put(aForwardedParcel());
    b.lend(1_000);
    hear(b, report('failed'));
    expect(became(b)).toEqual(['elsewhere']);
    b.scan(NUMBER);
    b.run(messageIs({ kind: 'unknown', about: 'HTTP 503' }));
    settleReports(b.flow());
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45, refunded: 0 });
    acknowledge(b);
    settleReports(b.flow());
    expect(became(b)).toEqual(['refunded']);
    expect(refunds(b)).toMatchObject([{ holdId: holdOf(b), amount: 45, key: KEY }]);
    expectSoundBooks(b.store());
  });
  test('of another station, heard while this one had undone its scan: is refunded where the next scan sends and pays', () => {
    const b = scanned();
    undoLast(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' });
    hear(b, report('failed'));
    expect(became(b)).toEqual(['not-charged']);
    b.scan(NUMBER);
    b.run(works);
    const { id } = b.job('forwarding-sms', 2);
    const entries = b.flow().ledger.journal.unreported(1, 1_000);
    b.flow().ledger.acknowledge(1, entries, { lastSequence: entries.length, secondCaptures: [] }, b.time.now);
    settleReports(b.flow());
    expect(became(b)).toEqual(['refunded']);
    expect(b.flow().jobs.find(id)).toMatchObject({ state: 'done', charged: 45, refunded: 45 });
    expectSoundBooks(b.store());
  });
  test('what a provider wrote is kept and logged without phone numbers', () => {
    const b = scanned();
    const { odd } = hear(b, report('failed', { key: 'x', reportId: `r-${PHONE}`, code: `NO ${PHONE}` }));
    expect(odd.join()).not.toContain(PHONE);
    expect(b.store().sql<{ code: string }>('SELECT code FROM delivery_reports').get()?.code).not.toContain(PHONE);
  });
});

describe('what the account API has to say first', () => {
  test('a charge that it does not have yet is not refunded: it may be the second one of the same work', () => {
    const b = scanned();
    b.run(works);
    hear(b, report('failed'));
    expect([refunds(b), became(b)]).toEqual([[], [null]]);
    acknowledge(b, [{ standing: null }]);
    settleReports(b.flow());
    // The API gave it back by itself: counted here, and not told again.
    expect(refunds(b)).toEqual([]);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: COST - 45, jobs: [{}, {}, { refunded: 45, delivery: 'failed' }] });
    expectSoundBooks(b.store());
  });
  test('an answer that was lost is told again by the next one', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b, [{ standing: null }]);
    acknowledge(b, [{ standing: null }]);
    expect(b.job('forwarding-sms').refunded).toBe(45);
  });
  test('charged by this station before it was put back: that charge is the one to refund', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b, [{ standing: 'hold-of-before' }]);
    expect(b.job('forwarding-sms').refunded).toBe(0);
    hear(b, report('failed'));
    expect(refunds(b)).toMatchObject([{ holdId: 'hold-of-before', amount: 45 }]);
    expect(b.job('forwarding-sms').refunded).toBe(45);
  });
});

describe('a new epoch', () => {
  test('tells charge and refund again where the API may not have them, and nothing twice', () => {
    const b = scanned();
    b.run(works);
    acknowledge(b);
    hear(b, report('failed'));
    b.newEpoch(2);
    expect(b.journal(2).map(({ kind }) => kind)).toEqual(['refund']);
    hear(b, report('failed'));
    settleReports(b.flow());
    expect(b.journal(2)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('a charge that is told again is refunded after it', () => {
    const b = scanned();
    b.run(works);
    hear(b, report('failed'));
    b.newEpoch(2);
    settleReports(b.flow());
    expect(refunds(b)).toEqual([]);
    acknowledge(b);
    settleReports(b.flow());
    expect(b.journal(2).map(({ kind }) => kind)).toEqual(['capture', 'capture', 'refund']);
    expectSoundBooks(b.store());
  });
});
