import { describe, expect, test } from 'vitest';
import { saysOfBefore } from '../../src-main/flow/former.ts';
import { TAKEN_ON, type Outcome } from '../../src-main/flow/queue/task.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { scanned } from '../support/forwarded-parcel.ts';
import { NOON, OUTCOMES, expectSoundBooks, held, works } from '../support/station.ts';

describe('work that its provider has taken on, and not done yet', () => {
  const takenOn: Outcome = { kind: 'unknown', about: TAKEN_ON };
  test('is asked about until it is done, however often, less and less often', () => {
    const b = scanned();
    let asked = 0;
    const claims = b.run((claim) => (claim.job.kind !== 'trace' ? works(claim) : claim.purpose === 'look-up' && (asked += 1) > 30 ? works(claim) : takenOn));
    expect(claims.filter(({ job }) => job.kind === 'trace').map(({ purpose }) => purpose)).toEqual(['call', ...Array.from({ length: 31 }, () => 'look-up')]);
    expect(b.time.now - NOON).toBeGreaterThan(3_600_000);
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
  test('is a person\'s after eight questions to which nothing was answered, however often it was said before', () => {
    const b = scanned();
    let asked = 0;
    b.run((claim) => (claim.purpose === 'look-up' && (asked += 1) % 2 === 0 ? OUTCOMES.unknown : takenOn));
    expect(asked).toBe(16);
    expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown', about: 'HTTP 500' });
  });
  test('is a person\'s after a day', () => {
    const b = scanned();
    b.turn(() => takenOn);
    b.time.now += 86_400_000;
    b.turn(() => takenOn);
    expect(b.job('trace').state).toBe('unknown');
    b.time.now += 300_000;
    b.turn(() => takenOn);
    expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown', about: 'pending' });
    expect(held(b)).toBe(345);
  });
  test('and has another day from the call that a person has repeated', () => {
    const b = scanned();
    b.turn(() => takenOn);
    b.time.now += 25 * 3_600_000;
    b.turn(() => takenOn);
    b.decide(b.job('trace').id, 'retry');
    const again = b.time.now;
    b.run((claim) => (b.time.now - again < 3_600_000 ? takenOn : works(claim)));
    expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
    expectSoundBooks(b.store());
  });
  /** It was refused since, which the first look-up finds. */
  const refusedSince = (act: 'platform' | 'merchant' | 'nobody') => {
    const b = scanned();
    const claims = b.run((claim) => (claim.job.kind !== 'trace' ? works(claim) : claim.purpose === 'call' ? takenOn : { kind: 'refused', act, about: 'code X', ofTheWork: true }));
    expect(claims.filter(({ job }) => job.kind === 'trace').map(({ purpose }) => purpose)).toEqual(['call', 'look-up']);
    return b;
  };
  const freed = (b: ReturnType<typeof scanned>) => b.store().sql<{ n: number }>("SELECT count(*) AS n FROM journal WHERE body ->> '$.kind' = 'void' AND body ->> '$.jobId' = ?").get(String(b.job('trace').id))?.n;
  test.each([['merchant', 'provider-refused-merchant'], ['platform', 'provider-refused-platform']] as const)('and refused since, for the %s to act, is not asked for again by itself: its money is free, once, and it is done when it is cured', (act, error) => {
    const b = refusedSince(act);
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'trace', error, about: 'code X', held: 0, proposed: 'retry' }]);
    // What depends on it waits with its own.
    expect([held(b), freed(b)]).toEqual([45, 1]);
    b.decide(b.job('trace').id, 'retry');
    b.run(works);
    expect([b.job('trace').state, b.job('trace').charged, held(b)]).toEqual(['done', 300, 0]);
    expectSoundBooks(b.store());
  });
  test('and refused since, nothing of it is in question, however late it is cured, or asked for again', () => {
    const b = refusedSince('merchant');
    b.time.now += 2 * 86_400_000;
    b.lend(1_000);
    b.decide(b.job('trace').id, 'retry');
    expect(b.turn((claim) => (claim.job.kind === 'trace' ? takenOn : works(claim))).map(({ purpose }) => purpose)).toEqual(['call']);
    // What is taken on anew is not what was refused.
    expect(b.flow().jobs.hasNotHappened(b.job('trace'), b.time.now)).toBe(false);
    const other = refusedSince('merchant');
    other.decide(other.job('trace').id, 'void');
    expect(other.flow().jobs.isUntouched(other.job('trace'), other.time.now)).toBe(true);
  });
  test('and refused since by who does it no more, is for who does it now', () => {
    const b = scanned();
    expect(saysOfBefore(b.flow(), b.job('trace'), { kind: 'refused', act: 'merchant', about: 'code X', ofTheWork: true })).toEqual({ kind: 'absent' });
  });
  test('and refused since, where nobody can help, has ended, and what depends on it', () => {
    const b = refusedSince('nobody');
    expect([b.job('trace').state, b.job('forwarding-sms').state, held(b), freed(b)]).toEqual(['refused', 'void', 0, 1]);
    expectSoundBooks(b.store());
  });
  test('is nobody\'s to say of where only being asked was refused', () => {
    const b = scanned();
    b.turn(() => takenOn);
    b.time.now += 1_000;
    b.turn(() => ({ kind: 'refused', act: 'merchant', about: 'code X' }));
    expect([b.job('trace').state, held(b)]).toEqual(['unknown', 345]);
  });
});
