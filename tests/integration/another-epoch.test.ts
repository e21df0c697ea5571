import { describe, expect, test } from 'vitest';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { release, unpark } from '../../src-main/flow/steps.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { claimReady, type Claim } from '../../src-main/flow/queue/claim.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { goingOn } from '../../src-main/station/going-on.ts';
import { codeOf } from '../support/code-of.ts';
import { AUTHORISED, aForwardedParcel, aParcel, anInterception, entitlementsWith } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { NUMBER, refused, scanned, states, act, callsOf } from '../support/forwarded-parcel.ts';

describe('another epoch', () => {
  test('freezes what was lent and asks about every unfinished job before anything may be called', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel());
    b.flow().parcels.put(aParcel({ number: 'SF0000000000001', privacy: false }));
    b.lend(345);
    b.scan(NUMBER);
    b.scan('SF0000000000001');
    expect(b.job('sync', 2).waits).toBe('funds');
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing was claimed');
    expect(b.newEpoch(2)).toBe(true);
    expect(b.store().sql("SELECT DISTINCT state FROM leases").all()).toEqual([{ state: 'frozen' }]);
    expect(b.store().sql('SELECT DISTINCT state FROM jobs').all()).toEqual([{ state: 'unknown' }]);
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    expect(b.flow().ledger.pendingGrant()).toBeNull();
    // What was under way answers too late to count: it is asked about as well.
    expect(b.settle(claim, works(claim)).size).toBe(0);
    const claims = b.run((asked) => (asked.job.kind === 'write-back' ? works(asked) : asked.purpose === 'look-up' ? OUTCOMES.absent : works(asked)));
    expect(claims.every(({ purpose }) => purpose === 'look-up')).toBe(true);
    expect(b.job('trace').waits).toBe('funds');
    // Its message can't be asked about before it, and keeps its money so long.
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'unknown', ready_at: null });
    expect(b.flow().ledger.totals()).toMatchObject({ held: 45, captured: 0 });
    expectSoundBooks(b.store());

    b.lend(1_000);
    b.run(works);
    expect([cardOf(b.flow(), 1)?.charged, cardOf(b.flow(), 2)?.charged]).toEqual([345, 100]);
    expectSoundBooks(b.store());
  });
  test('and an effect that is found is charged to the frozen lease, without new money', () => {
    const b = scanned();
    b.newEpoch(2);
    b.run(works);
    expect(cardOf(b.flow(), 1)).toMatchObject({ charged: 345 });
    expect(b.store().sql('SELECT state, captured, held FROM leases').all()).toEqual([{ state: 'frozen', captured: 345, held: 0 }]);
    expectSoundBooks(b.store());
  });
  test('of a database that was never opened: a lost copy of it was, and may have called what was scanned before', () => {
    const neverOpened = (epoch: number): Bench => {
      const b = bench({ epoch: 0 });
      b.flow().parcels.put(aForwardedParcel());
      b.scan(NUMBER);
      b.newEpoch(epoch);
      b.lend(1_000);
      return b;
    };
    // The first epoch of all: nobody else can have called.
    expect(neverOpened(1).run(works).map(({ purpose }) => purpose)).toEqual(['call', 'call', 'call']);
    const b = neverOpened(2);
    expect(b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`)).toEqual(['look-up trace', 'look-up write-back', 'look-up forwarding-sms']);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 345 });
    expectSoundBooks(b.store());
  });
  test('what was given up before it and is scanned again is called under its key, but its message asked about first: a lost copy may have been asked for it too', () => {
    const b = scanned();
    undoLast(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' });
    expect(states(b)).toEqual(['trace void', 'write-back void', 'forwarding-sms void']);
    b.newEpoch(2);
    b.lend(10_000);
    b.scan(NUMBER);
    const asked = b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`);
    expect(asked).toEqual(['call trace', 'call write-back', 'look-up forwarding-sms']);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 345 });
    // What is new since then nobody else can know of.
    b.flow().parcels.put(aForwardedParcel({ number: 'SF0000000000002', orderNumber: 'order-2' }));
    b.scan('SF0000000000002');
    expect(b.run(works).map(({ purpose }) => purpose)).toEqual(['call', 'call', 'call']);
    expectSoundBooks(b.store());
  });
  test('what was given up before it and is undone once more is given up again, with its message', () => {
    const b = scanned();
    const undo = () => undoLast(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' });
    undo();
    b.newEpoch(2);
    b.lend(10_000);
    b.scan(NUMBER);
    undo();
    expect(b.run(works)).toEqual([]);
    expect(b.store().sql('SELECT DISTINCT state FROM jobs').all()).toEqual([{ state: 'void' }]);
    expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 0 });
  });
  test('a message of it that nobody has a report of is a person\'s, and sent when they say so', () => {
    const b = scanned();
    undoLast(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' });
    b.newEpoch(2);
    b.lend(10_000);
    b.scan(NUMBER);
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'forwarding-sms', error: 'message-outcome-unknown' }]);
    b.decide(b.job('forwarding-sms', 2).id, 'retry');
    expect(b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`)).toEqual(['call forwarding-sms']);
    expectSoundBooks(b.store());
  });
  test('what follows a conversion is asked about when the conversion is known, not before', () => {
    const b = scanned();
    b.newEpoch(2);
    expect(b.turn(() => OUTCOMES.offline).map(({ job }) => job.kind)).toEqual(['trace']);
    const asked = b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`);
    expect(asked).toEqual(['look-up trace', 'look-up write-back', 'look-up forwarding-sms']);
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms done']);
  });
  test('what follows a conversion that a person gives up is asked about too, and is not lost', () => {
    const b = scanned();
    b.turn(() => refused('person'));
    b.newEpoch(2);
    b.turn(works);
    expect(states(b)).toEqual(['trace parked', 'write-back unknown', 'forwarding-sms unknown']);
    act(b, 'trace', 'void');
    b.run(({ job }) => (job.kind === 'write-back' ? refused('person') : OUTCOMES.unknown));
    expect(states(b)).toEqual(['trace void', 'write-back parked', 'forwarding-sms parked']);
    expectSoundBooks(b.store());
  });
  test('a person\'s repeat of what is held on a frozen lease is paid from a live one', () => {
    const b = scanned();
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.unknown : OUTCOMES.absent));
    b.newEpoch(2);
    act(b, 'trace', 'retry');
    expect(b.turn(() => OUTCOMES.absent).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.turn(() => OUTCOMES.absent)).toEqual([]);
    b.time.now += 2_000;
    b.turn(() => OUTCOMES.absent);
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'funds' });
    const live = b.lend(1_000);
    b.turn(works);
    expect(b.store().sql<{ lease_id: string }>("SELECT lease_id FROM holds WHERE state = 'captured'").all()).toEqual([{ lease_id: live }]);
    expectSoundBooks(b.store());
  });
  test('a person can call a message done only when there is money to charge it with', () => {
    const b = bench();
    b.flow().parcels.put(aForwardedParcel());
    b.lend(300);
    b.scan(NUMBER);
    b.goOn('funds');
    b.run(works);
    expect(b.job('forwarding-sms').waits).toBe('funds');
    b.newEpoch(2);
    b.run(() => OUTCOMES.unknown);
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'forwarding-sms', proposed: 'done', held: 0, price: 45 }]);
    expect(codeOf(() => act(b, 'forwarding-sms', 'done'))).toBe('charge-not-covered');
    expect(exceptionRows(b.flow())).toHaveLength(1);
    expect(b.rows()).toMatchObject({ decisions: 0 });
    b.lend(1_000);
    act(b, 'forwarding-sms', 'done');
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    expectSoundBooks(b.store());
  });
  test('an effect that is found and that nothing pays for says that it waits for money, asks for it, and is charged as soon as it comes', () => {
    const b = bench();
    b.flow().parcels.put(aParcel({ privacy: false }));
    b.scan(NUMBER);
    b.newEpoch(2);
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.job('sync')).toMatchObject({ state: 'unknown', waits: 'funds', charged: 0 });
    expect(cardOf(b.flow(), 1)?.jobs).toMatchObject([{ state: 'unknown', waits: 'funds' }, { kind: 'write-back' }]);
    expect(queueStatus(b.flow()).waitReasons).toMatchObject({ funds: 1 });
    expect(b.flow().jobs.needed()).toBe(100);
    b.lend(1_000);
    goingOn({ flow: b.flow(), cheapest: () => 45, tell: () => undefined, wake: () => undefined, failed: (error) => expect.fail(String(error)) }).after('funds');
    // No other lease is asked for while it is looked up.
    expect(b.flow().jobs.needed()).toBe(0);
    b.turn(works);
    expect(b.job('sync')).toMatchObject({ state: 'done', waits: null, charged: 100 });
    expectSoundBooks(b.store());
  });
  test('a privacy number that was asked for again is not given up with its parcel when it has lost its money: who asks for it may have got it', () => {
    const b = bench();
    b.flow().parcels.put(aParcel({ target: null, privacy: true }));
    b.lend(1_000);
    b.scan(aParcel().number);
    b.newEpoch(2);
    expect(b.turn(() => OUTCOMES.unknown).map(({ job, purpose }) => `${purpose} ${job.kind}`)).toEqual(['look-up privacy']);
    release(b.flow(), b.job('privacy'));
    b.flow().parcels.putInterception(anInterception({ number: aParcel().number }));
    b.lend(1_000);
    b.run(works);
    expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    expectSoundBooks(b.store());
  });
  describe('a privacy number that is asked about by asking for it, and that nobody here has called for', () => {
    const asked = (b: Bench): string[] =>
      claimReady(b.store(), b.time.now, () => 1_000, () => `claim-${b.time.now}`, (claim) => mayCall(b.flow(), claim, true)).flatMap((claim) => (b.settle(claim, works(claim)), `${claim.purpose} ${claim.job.kind}`));
    const order = (over: object = {}) => aParcel({ target: null, privacy: true, ...over });
    function putBack(): Bench {
      const b = bench();
      b.flow().parcels.put(order());
      b.lend(1_000);
      b.scan(order().number);
      b.newEpoch(2);
      return b;
    }
    test.each([
      ['its order is held', (b: Bench) => b.flow().parcels.put(order({ hold: true })), (b: Bench) => b.flow().parcels.put(order())],
      ['its order is held, and then called back', (b: Bench) => b.flow().parcels.put(order({ hold: true })), (b: Bench) => b.flow().parcels.putInterception(anInterception({ number: order().number }))],
      ['its service is off', (b: Bench) => b.setEntitlements(entitlementsWith({ off: ['privacy'] })), (b: Bench) => b.setEntitlements(entitlementsWith())],
    ])('waits while %s: the question may bind it', (_, stop, goOn) => {
      const b = putBack();
      stop(b);
      for (let n = 0; n < 3; n += 1) {
        expect(asked(b)).toEqual([]);
        b.time.now += 60_000;
      }
      expect(b.job('privacy')).toMatchObject({ state: 'unknown', attempts: 0 });
      goOn(b);
      expect(asked(b)).toEqual(['look-up privacy']);
      expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
      expectSoundBooks(b.store());
    });
    test('and was called back is asked about: a lost copy may have bound it, and nobody else would end it', () => {
      const b = putBack();
      b.flow().parcels.putInterception(anInterception({ number: order().number }));
      expect(asked(b)).toEqual(['look-up privacy']);
      expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
    });
    test.each([
      ['was called back is asked about while its service is off', (b: Bench) => {
        b.setEntitlements(entitlementsWith({ off: ['privacy'] }));
        b.flow().parcels.putInterception(anInterception({ number: order().number }));
      }],
      ['whose scan was undone is asked about while its order is held', (b: Bench) => {
        b.flow().parcels.put(order({ hold: true }));
        undoLast(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' });
      }],
    ])('and %s', (_, stop) => {
      const b = putBack();
      stop(b);
      expect(asked(b)).toEqual(['look-up privacy']);
      expect(b.job('privacy')).toMatchObject({ state: 'done', charged: 200 });
      expectSoundBooks(b.store());
    });
    test('and has been asked about without an answer is asked about again, whatever holds its order now', () => {
      const b = putBack();
      b.turn(() => OUTCOMES.unknown);
      b.flow().parcels.put(order({ hold: true }));
      b.time.now += 60_000;
      expect(asked(b)).toEqual(['look-up privacy']);
    });
  });
  describe('of what waited for a person when the database was copied', () => {
    const DAY = 86_400_000;
    /** Its store was not authorised then. Later, of which nothing is known here, it was, and the conversion may have been done. */
    function unauthorised(later: number): Bench {
      const b = bench();
      b.flow().stores.replace('1', [{ ...AUTHORISED, authorised: null }]);
      b.flow().parcels.put(aParcel({ privacy: false }));
      b.lend(1_000);
      b.scan(NUMBER);
      b.turn(works);
      expect(b.job('sync').error).toBe('store-not-authorised');
      b.time.now += later;
      b.newEpoch(2);
      b.lend(1_000);
      b.flow().stores.replace('2', [AUTHORISED]);
      b.store().transaction(() => b.flow().jobs.parkedFor('store-not-authorised', [AUTHORISED.storeId], 200).forEach((job) => unpark(b.flow(), job)));
      return b;
    }
    const purposes = (claims: readonly Claim[]) => claims.map(({ purpose }) => purpose);

    test('what goes on by itself is asked about before it is called, and what is found is charged once', () => {
      const b = unauthorised(2 * DAY);
      expect(purposes(b.run(works))).toEqual(['look-up', 'look-up']);
      expect(cardOf(b.flow(), 1)).toMatchObject({ charged: 100 });
      expectSoundBooks(b.store());
    });
    test.each([['an hour later is called', DAY / 24, ['look-up', 'look-up', 'call'], 'done'], ['two days later is a person\'s', 2 * DAY, ['look-up', 'look-up'], 'parked']] as const)('what is not found %s', (_, later, asked, state) => {
      const b = unauthorised(later);
      const claims = b.run((claim) => (claim.purpose === 'look-up' && claim.job.kind === 'sync' ? OUTCOMES.absent : works(claim)));
      expect(purposes(claims.filter(({ job }) => job.kind === 'sync'))).toEqual(asked);
      expect(b.job('sync').state).toBe(state);
    });
    test('a message that a person repeats is asked about first; repeated again, it is called', () => {
      const b = scanned();
      b.run((claim) => (claim.job.kind === 'forwarding-sms' ? refused('merchant') : works(claim)));
      b.time.now += DAY;
      b.newEpoch(2);
      b.lend(1_000);
      act(b, 'forwarding-sms', 'retry');
      const claims = b.run(() => OUTCOMES.unknown);
      expect(claims.length).toBeGreaterThan(0);
      expect(callsOf(claims, 'forwarding-sms')).toBe(0);
      expect(b.job('forwarding-sms')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
      act(b, 'forwarding-sms', 'retry');
      expect(callsOf(b.run(works), 'forwarding-sms')).toBe(1);
      expectSoundBooks(b.store());
    });
    test('what is parked after that waits for a person as ever', () => {
      const b = scanned();
      b.newEpoch(2);
      b.lend(1_000);
      b.run((claim) => (claim.purpose === 'look-up' ? OUTCOMES.absent : refused('person')));
      act(b, 'trace', 'retry');
      expect(purposes(b.turn(works))).toEqual(['call']);
    });
    test.each([['may have happened: the desk does not ask for it again', 2, 0], ['of this epoch is asked for again', 1, 1]] as const)('what a person gives up %s', (_, epoch, calls) => {
      const b = bench();
      b.flow().parcels.put(aForwardedParcel());
      b.lend(1_000);
      oneScan(b.flow(), { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }, NUMBER, { target: null });
      b.turn(() => refused('person'));
      b.newEpoch(epoch);
      b.lend(1_000);
      act(b, 'trace', 'void');
      b.scan(NUMBER);
      expect(callsOf(b.run(works), 'trace')).toBe(calls);
    });
  });
  test('the same epoch again changes nothing, and the first one freezes nothing', () => {
    const b = scanned();
    const before = b.rows();
    expect(b.newEpoch(1)).toBe(false);
    expect(b.rows()).toEqual(before);
    expect(b.job('trace').state).toBe('waiting');
  });
});
