import { describe, expect, test } from 'vitest';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { parcelHistory } from '../../src-main/flow/screen/history.ts';
import { messagesView } from '../../src-main/flow/screen/messages.ts';
import { claimReady, type Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { codeOf } from '../support/code-of.ts';
import { AUTHORISED, aParcel, anInterception, entitlementsWith } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, held, works, type Bench } from '../support/station.ts';
import { NUMBER, refused, scanned, states, callsOf, act } from '../support/forwarded-parcel.ts';

describe('unknown', () => {
  test('is asked, never called again, and what is found is charged once', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    expect(held(b)).toBe(345);
    b.time.now += 500;
    expect(b.turn(works).map(({ purpose, job, attempt }) => [purpose, job.kind, attempt])).toEqual([['look-up', 'trace', 2]]);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
  test('and twice absent is called again, under the same key and the same hold', () => {
    const b = scanned();
    const claims = b.run((claim) => (claim.purpose === 'look-up' ? OUTCOMES.absent : claim.attempt === 1 ? OUTCOMES.unknown : works(claim)));
    expect(claims.filter(({ job }) => job.kind === 'trace').map(({ purpose, job }) => [purpose, job.key])).toEqual(
      ['call', 'look-up', 'look-up', 'call'].map((purpose) => [purpose, `acct:${NUMBER}:trace`]),
    );
    expect(b.journal().filter(({ kind }) => kind === 'hold')).toHaveLength(2);
    expect(b.journal().filter((body) => body.kind === 'call' && body.key.endsWith(':trace'))).toHaveLength(2);
    expectSoundBooks(b.store());
  });
  test('and twice absent each time is called again less and less often', () => {
    const b = scanned();
    b.setRandom(0.5);
    const until = b.time.now + 3_600_000;
    let calls = 0;
    for (; b.time.now < until; b.time.now += 500) calls += callsOf(b.turn(({ purpose }) => (purpose === 'call' ? OUTCOMES.unknown : OUTCOMES.absent)), 'trace');
    expect(calls).toBeGreaterThan(15);
    expect(calls).toBeLessThan(30);
    expect(held(b)).toBe(345);
  });
  test('and twice absent, of a store that is not authorised any more, keeps its money until it is called again or given up', () => {
    const b = scanned();
    const asked = b.run((claim) => {
      if (claim.purpose === 'look-up') b.flow().stores.replace('2', [{ ...AUTHORISED, authorised: null }]);
      return claim.purpose === 'look-up' ? OUTCOMES.absent : OUTCOMES.unknown;
    });
    expect(asked.map(({ purpose }) => purpose)).toEqual(['call', 'look-up', 'look-up']);
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'store-not-authorised', kind: 'trace', held: 300 }]);
    b.flow().stores.replace('3', [AUTHORISED]);
    act(b, 'trace', 'retry');
    b.run(works);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expect(b.journal().filter(({ kind }) => kind === 'hold')).toHaveLength(2);
    expectSoundBooks(b.store());
  });
  test('and absent only once is not called: the other side may be late', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 500;
    b.turn(() => OUTCOMES.absent);
    expect(b.job('trace').state).toBe('unknown');
    b.time.now += 2_000;
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.job('trace').state).toBe('done');
  });
  test('and absent a day later is a person\'s: its provider may have forgotten what it did', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 86_400_001;
    const claims = b.run(() => OUTCOMES.absent);
    expect(claims.map(({ purpose }) => purpose)).toEqual(['look-up', 'look-up']);
    expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
    expect(held(b)).toBe(345);
    expectSoundBooks(b.store());
  });
  /** Called once with an unknown end, and twice not found: it is to be called again. */
  function absent(): Bench {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    for (const wait of [500, 2_000]) {
      b.time.now += wait;
      b.turn(() => OUTCOMES.absent);
    }
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'retry', ready_at: b.time.now + 8_000 });
    b.time.now += 8_000;
    return b;
  }
  test.each([['found then: it is charged once', works, { state: 'done', charged: 300 }], ['still absent: a person\'s', () => OUTCOMES.absent, { state: 'parked', error: 'provider-outcome-unknown' }]])('and twice absent, but not called again for a day, is asked once more before that; %s', (_, then, ends) => {
    const b = absent();
    b.crash();
    b.time.now += 86_400_001;
    const claims = b.run((claim) => (claim.job.kind === 'trace' ? then(claim) : works(claim))).filter(({ job }) => job.kind === 'trace');
    expect(claims.map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(b.job('trace')).toMatchObject(ends);
    expectSoundBooks(b.store());
  });
  test('and given to be repeated by a person within the day, but without money until later, is asked first too; confirmed after that it is called', () => {
    const b = scanned();
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.unknown : OUTCOMES.absent));
    act(b, 'trace', 'retry');
    b.time.now += 86_400_001;
    expect(b.run(() => OUTCOMES.absent).map(({ purpose }) => purpose)).toEqual(['look-up', 'look-up']);
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'provider-may-have-forgotten', mayDouble: true }]);
    act(b, 'trace', 'retry');
    b.time.now += 86_400_001;
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['call']);
    expectSoundBooks(b.store());
  });
  test('and without a price needs no money where asking is calling again: a day later too it is asked, and not put off for ever', () => {
    const b = bench();
    b.setEntitlements(entitlementsWith({ prices: { privacy: 0 } }));
    b.flow().parcels.put(aParcel({ target: null, privacy: true }));
    b.scan(NUMBER);
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 86_400_001;
    const claimed = (): Claim[] => claimReady(b.store(), b.time.now, () => 8, () => 'claim', (claim) => mayCall(b.flow(), claim, true));
    expect(claimed().map(({ purpose }) => purpose)).toEqual(['look-up']);
    // Nobody has answered, and by now it has a price: it is not called without its money.
    b.crash();
    b.setEntitlements(entitlementsWith());
    expect(claimed()).toEqual([]);
    expect(b.job('privacy')).toMatchObject({ state: 'waiting', waits: 'funds' });
    b.lend(1_000);
    b.goOn('funds');
    expect(claimed()).toEqual([]);
    expect(claimed().map(({ purpose }) => purpose)).toEqual(['look-up']);
    expect(held(b)).toBe(b.job('privacy').price);
  });
  test('and held on a lease that was written off is not asked about by calling again before other money is held; on a frozen one it is', () => {
    const b = bench();
    const lost = b.lend(400);
    b.flow().parcels.put(aParcel({ target: null, privacy: true }));
    b.scan(NUMBER);
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 60_000;
    const claimed = (): Claim[] => claimReady(b.store(), b.time.now, () => 8, () => `claim-${b.time.now}`, (claim) => mayCall(b.flow(), claim, true));
    expect(loseLeases(b.flow(), [lost])).toBe(1);
    expect(claimed()).toEqual([]);
    expect(b.job('privacy')).toMatchObject({ state: 'waiting', waits: 'funds' });
    const live = b.lend(1_000);
    const [again] = claimed();
    expect([again?.purpose, b.flow().ledger.lease(live)?.held]).toEqual(['call', b.job('privacy').price]);
    b.settle(again as Claim, OUTCOMES.unknown);
    b.newEpoch(2);
    b.time.now += 60_000;
    expect(claimed().map(({ purpose }) => purpose)).toEqual(['look-up']);
    expectSoundBooks(b.store());
  });
  describe('at a provider that does the work no more', () => {
    /** Calls or asks what is ready while this provider does the work. Returns what was claimed, and for whom. */
    function turnAt(b: Bench, current: number, outcome: Outcome): (readonly [string, number | null])[] {
      for (const id of [1, 2]) b.store().sql("INSERT OR IGNORE INTO providers (id, service, kind, name, endpoint, settings) VALUES (?, 'x', 'x', ?, 'x', '{}')").run(id, String(id));
      b.time.now += 600_000;
      const claims = claimReady(b.store(), b.time.now, () => 8, () => `claim-${b.time.now}`, (claim) => mayCall(b.flow(), claim, true), { current: () => current });
      for (const claim of claims) b.settle(claim, outcome);
      return claims.map(({ purpose, provider }) => [purpose, provider]);
    }
    test('and that is asked by calling again, it is asked there once there is other money for it', () => {
      const b = bench();
      b.flow().parcels.put(aParcel({ target: null, privacy: true }));
      const lost = b.lend(400);
      b.scan(NUMBER);
      expect(turnAt(b, 1, OUTCOMES.unknown)).toEqual([['call', 1]]);
      loseLeases(b.flow(), [lost]);
      b.lend(1_000);
      expect([1, 2, 3].map(() => turnAt(b, 2, OUTCOMES.bound()))).toEqual([[], [], [['look-up', 1]]]);
      expect(b.job('privacy')).toMatchObject({ state: 'done', charged: b.job('privacy').price });
      expectSoundBooks(b.store());
    });
    test('and a number of which nobody knows whose it is, it is asked there for that again', () => {
      const b = scanned();
      b.flow().numbers.give('YT9876543210987', 'SF0000000000000');
      expect(turnAt(b, 1, OUTCOMES.converted())).toEqual([['call', 1]]);
      expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'number-in-use' });
      act(b, 'trace', 'retry');
      expect([turnAt(b, 2, OUTCOMES.converted()), turnAt(b, 2, OUTCOMES.converted())]).toEqual([[], [['look-up', 1]]]);
    });
    test('and was not found there by half when money or a person was waited for, it is asked on', () => {
      const b = scanned();
      expect([turnAt(b, 1, OUTCOMES.unknown), turnAt(b, 1, OUTCOMES.absent)]).toEqual([[['call', 1]], [['look-up', 1]]]);
      expect(turnAt(b, 2, OUTCOMES.absent)).toEqual([['look-up', 1]]);
      expect(turnAt(b, 2, OUTCOMES.unknown)).toEqual([['call', 2]]);
      expect(turnAt(b, 1, OUTCOMES.absent)).toEqual([['look-up', 2]]);
    });
  });
  test('and called again, what is refused for the platform\'s set-up says nothing of the call before: the money stays aside, and a person is told that nobody knows', () => {
    const b = absent();
    b.turn(() => refused('platform'));
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'provider-outcome-unknown', about: 'X-1', held: 300, proposed: 'retry' }]);
    expect(held(b)).toBe(345);
    act(b, 'trace', 'retry');
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['call']);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
  test.each<readonly [string, Outcome, string]>([
    ['its store', refused('merchant'), 'provider-refused-merchant'], ['its number', refused('person'), 'provider-refused-parcel'], ['the work itself', { kind: 'refused', act: 'platform', about: 'X-1', ofTheWork: true }, 'provider-refused-platform'],
  ])('and called again, what is refused for %s had not happened: the money is free', (_, outcome, error) => {
    const b = absent();
    b.turn(() => outcome);
    expect(b.job('trace')).toMatchObject({ state: 'parked', error });
    expect(held(b)).toBe(45);
    expectSoundBooks(b.store());
  });
  test('and called again, what is refused for the time in it says nothing of the call before either: it waits, still in doubt, and is not given up with its parcel', () => {
    const b = absent();
    b.turn(() => ({ kind: 'later', why: 'clock', after: 60_000, about: 'STALE' }));
    expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'clock', ready_at: b.time.now + 60_000 });
    expect([b.flow().jobs.isInDoubt(b.job('trace').id), held(b)]).toEqual([true, 345]);
    b.flow().parcels.putInterception(anInterception({ number: NUMBER }));
    b.time.now += 60_000;
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['call']);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
  test('a look-up that could not be made is no answer: neither absent nor a reason to give up', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    for (let n = 0; n < 30; n += 1) {
      b.time.now += 300_000;
      expect(b.turn(() => OUTCOMES.offline).map(({ purpose }) => purpose)).toEqual(['look-up']);
    }
    expect(b.job('trace').state).toBe('unknown');
    expect(held(b)).toBe(345);
  });
  test('a provider that refuses to be asked says nothing of the call: the money stays aside', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 500;
    b.turn(() => refused('platform'));
    expect(b.job('trace')).toMatchObject({ state: 'unknown', error: null });
    expect(held(b)).toBe(345);
    b.time.now += 300_000;
    b.turn(works);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });

  test.each([['made', OUTCOMES.unknown, 0], ['not made', OUTCOMES.offline, 1]] as const)('a look-up that was %s is brought forward by a network only where it could not be made', (_, outcome, now) => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 500;
    b.turn(() => outcome);
    b.flow().jobs.bringForward(b.time.now);
    expect(b.claims().filter(({ purpose }) => purpose === 'look-up')).toHaveLength(now);
  });

  /** Called once with an unknown end; eight look-ups tell nothing. */
  function parked(): Bench {
    const b = scanned();
    const claims = b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.unknown : OUTCOMES.absent));
    expect(claims.map(({ purpose }) => purpose)).toEqual(['call', ...Array.from({ length: 8 }, () => 'look-up')]);
    return b;
  }
  test('for too long waits for a person, still held; under its key it can be repeated, but not be called done', () => {
    const b = parked();
    expect(exceptionRows(b.flow())).toEqual([expect.objectContaining({ error: 'provider-outcome-unknown', held: 300, proposed: 'retry', allowed: ['retry', 'void'], mayDouble: false, about: 'HTTP 500' })]);
    expect(codeOf(() => act(b, 'trace', 'done'))).toBe('job-gone');
    b.time.now += 30 * 86_400_000;
    expect(b.claims()).toEqual([]);
    expectSoundBooks(b.store());
  });
  test('for more than a day may be forgotten where it was sent: a repeat is possible and not proposed', () => {
    const b = parked();
    b.time.now += 86_400_000;
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'provider-may-have-forgotten', proposed: 'void', allowed: ['void', 'retry'], mayDouble: true }]);
    act(b, 'trace', 'retry');
    expect(b.turn(works).map(({ purpose }) => purpose)).toEqual(['call']);
    expect(parcelHistory(b.flow(), NUMBER).jobs[0]?.decisions).toMatchObject([{ action: 'retry', error: 'provider-may-have-forgotten' }]);
  });
  test.each([['write-back', 'retry', false], ['privacy', 'void', true]] as const)('the same of a %s: %s is proposed', (kind, proposed, mayDouble) => {
    const b = bench();
    b.flow().parcels.put(aParcel({ target: kind === 'privacy' ? null : { kind: 'courier', courier: 'yto' }, privacy: kind === 'privacy' }));
    b.lend(1_000);
    b.scan(NUMBER);
    b.run((claim) => (claim.job.kind === kind ? OUTCOMES.unknown : works(claim)));
    b.time.now += 86_400_000;
    expect(exceptionRows(b.flow())).toMatchObject([{ kind, proposed, mayDouble }]);
  });
  test('and a person says it happened: charged once', () => {
    // A message: its gateway does not de-duplicate, so a repeat is possible and never proposed.
    const b = scanned();
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'forwarding-sms', error: 'message-outcome-unknown', proposed: 'done', allowed: ['done', 'void', 'retry'], mayDouble: true }]);
    expect(messagesView(b.flow()).messages).toMatchObject([{ state: 'parked', rule: 'message-outcome-unknown' }]);
    act(b, 'forwarding-sms', 'done');
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    expect(codeOf(() => act(b, 'forwarding-sms', 'done'))).toBe('job-gone');
    expectSoundBooks(b.store());
  });
  test('and a person says it did not: the money is free, nothing is called', () => {
    const b = parked();
    act(b, 'trace', 'void');
    expect(states(b)).toEqual(['trace void', 'write-back void', 'forwarding-sms void']);
    expect(b.claims()).toEqual([]);
    expect(b.flow().ledger.left(b.time.now)).toBe(1_000);
    expectSoundBooks(b.store());
  });
  test('and a person decides to repeat it: a call, and the count of look-ups begins anew', () => {
    const b = parked();
    act(b, 'trace', 'retry');
    expect(b.turn(() => OUTCOMES.unknown).map(({ purpose }) => purpose)).toEqual(['call']);
    b.time.now += 500;
    b.turn(() => OUTCOMES.unknown);
    expect(b.job('trace').state).toBe('unknown');
    b.run(works);
    expect(cardOf(b.flow(), 1)?.charged).toBe(345);
    expectSoundBooks(b.store());
  });
});

describe('a message', () => {
  test('whose answer was lost and that no report knows is never sent again without a person', () => {
    const b = scanned();
    const sms = ({ job, purpose }: Claim): Outcome => (job.kind !== 'forwarding-sms' ? works({ job } as Claim) : purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' });
    expect(callsOf(b.run(sms), 'forwarding-sms')).toBe(1);
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
    for (let n = 0; n < 5; n += 1) {
      b.time.now += 7 * 86_400_000;
      b.crash();
      expect(callsOf(b.run(works), 'forwarding-sms')).toBe(0);
    }
    act(b, 'forwarding-sms', 'retry');
    expect(callsOf(b.run(works), 'forwarding-sms')).toBe(1);
    expectSoundBooks(b.store());
  });
  test('to a number that does not exist ends, and the parcel is no exception', () => {
    const b = scanned();
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? refused('nobody') : works(claim)));
    expect(states(b)).toEqual(['trace done', 'write-back done', 'forwarding-sms refused']);
    expect(exceptionRows(b.flow())).toEqual([]);
    expect(cardOf(b.flow(), 1)?.charged).toBe(300);
    expectSoundBooks(b.store());
  });
});
