import { describe, expect, test } from 'vitest';
import { settleReports } from '../../src-main/flow/deliveries.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { NUMBER, acknowledge, became, hear, messageIs, refunds, report, scanned } from '../support/reported-message.ts';
import { OUTCOMES, expectSoundBooks, works } from '../support/station.ts';

describe('a report before the outcome', () => {
  test.each(['failed', 'delivered'] as const)('%s: settles a message whose outcome nobody knew', (state) => {
    const b = scanned();
    b.turn(works);
    b.turn(messageIs(OUTCOMES.unknown));
    expect(b.job('forwarding-sms').state).toBe('unknown');
    hear(b, report(state));
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    acknowledge(b);
    settleReports(b.flow());
    expect(refunds(b)).toHaveLength(state === 'failed' ? 1 : 0);
    expect(b.journal().filter(({ kind }) => kind === 'capture')).toHaveLength(2);
    expectSoundBooks(b.store());
  });
  test('settles one that waited for a person, who has nothing to decide any more', () => {
    const b = scanned();
    b.run(messageIs(OUTCOMES.unknown));
    expect(exceptionRows(b.flow())).toHaveLength(1);
    hear(b, report('failed'));
    expect(exceptionRows(b.flow())).toEqual([]);
    acknowledge(b);
    settleReports(b.flow());
    expect(refunds(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test.each(['a person', 'its provider, which found nothing of it'])('settles one that was to be called again on the word of %s: it does not go out once more', (whose) => {
    const b = scanned();
    b.turn(works);
    for (const outcome of [OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent]) {
      b.turn(messageIs(whose === 'a person' ? OUTCOMES.unknown : outcome));
      b.time.now += 10_000;
    }
    if (whose === 'a person') {
      b.run(messageIs(OUTCOMES.unknown));
      b.decide(b.job('forwarding-sms').id, 'retry');
    }
    expect(b.job('forwarding-sms').state).toBe('waiting');
    expect([...hear(b, report('failed')).scans]).toEqual([1]);
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    expect(b.run(works)).toEqual([]);
    acknowledge(b);
    settleReports(b.flow());
    expect([refunds(b).length, became(b)]).toEqual([1, ['refunded']]);
  });
  test('of one that was to be called again, with nothing lent to charge it with: is not called, and charged when money comes', () => {
    const b = scanned();
    b.run(messageIs(OUTCOMES.unknown));
    b.flow().ledger.release(b.job('forwarding-sms'), b.time.now);
    b.store().sql("UPDATE leases SET state = 'closed'").run();
    b.decide(b.job('forwarding-sms').id, 'retry');
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'waiting', waits: 'funds' });
    hear(b, report('delivered'));
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'unknown', charged: 0 });
    b.lend(100);
    expect(b.turn(() => OUTCOMES.unknown).filter(({ purpose }) => purpose === 'call')).toEqual([]);
    settleReports(b.flow());
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    expectSoundBooks(b.store());
  });
  test('of one that its provider found nothing of, with nothing lent to charge it with: is not asked about again in each round, and charged when money comes', () => {
    const b = scanned();
    b.turn(works);
    b.turn(messageIs(OUTCOMES.unknown));
    b.flow().ledger.release(b.job('forwarding-sms'), b.time.now);
    b.store().sql("UPDATE leases SET state = 'closed'").run();
    b.run(messageIs(OUTCOMES.absent));
    const attempts = (): number => b.job('forwarding-sms').attempts;
    const before = attempts();
    hear(b, report('delivered'));
    for (let round = 0; round < 10; round += 1) {
      b.run(messageIs(OUTCOMES.absent));
      b.time.now += 20_000;
      settleReports(b.flow());
    }
    expect([attempts() - before, b.job('forwarding-sms').waits, b.flow().jobs.needed()]).toEqual([0, 'funds', 45]);
    b.lend(100);
    settleReports(b.flow());
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
    expectSoundBooks(b.store());
  });
  test('of one that waits and has never left proves nothing of it', () => {
    const b = scanned();
    b.turn(works);
    b.turn(messageIs(OUTCOMES.offline));
    hear(b, report('delivered'));
    expect([b.job('forwarding-sms').state, became(b)]).toEqual(['waiting', [null]]);
    expect(b.run(works).map(({ job, purpose }) => [job.kind, purpose])).toContainEqual(['forwarding-sms', 'call']);
  });
  test('during the call is kept, and counts when the call has ended', () => {
    const b = scanned();
    b.turn(works);
    const claims = b.claims();
    hear(b, report('failed'));
    expect([b.job('forwarding-sms').state, became(b)]).toEqual(['calling', [null]]);
    for (const claim of claims) b.settle(claim, works(claim));
    acknowledge(b);
    settleReports(b.flow());
    expect(refunds(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('of a call that a crash cut off', () => {
    const b = scanned();
    b.turn(works);
    b.claims();
    hear(b, report('failed'));
    b.crash();
    settleReports(b.flow());
    acknowledge(b);
    settleReports(b.flow());
    expect(refunds(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('with nothing lent to charge it with: waits for money, and is charged once', () => {
    const b = scanned();
    b.turn(works);
    b.turn(messageIs(OUTCOMES.unknown));
    // The database was put back to a time before the hold, and nothing is lent in the new epoch.
    b.flow().ledger.release(b.job('forwarding-sms'), b.time.now);
    b.store().sql("UPDATE leases SET state = 'closed'").run();
    hear(b, report('failed'));
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'unknown', charged: 0 });
    b.lend(100);
    settleReports(b.flow());
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
  });
  test('of work that a person has given up: kept, nothing is charged or refunded', () => {
    const b = scanned();
    b.run(messageIs(OUTCOMES.unknown));
    b.decide(b.job('forwarding-sms').id, 'void');
    hear(b, report('failed'));
    expect([became(b), refunds(b), b.job('forwarding-sms').charged]).toEqual([['not-charged'], [], 0]);
  });
  test('does not settle a conversion: its number would be missing', () => {
    const b = scanned();
    b.turn(() => OUTCOMES.unknown);
    hear(b, report('delivered', { key: `acct:${NUMBER}:trace` }));
    expect(b.job('trace').state).toBe('unknown');
  });
});
