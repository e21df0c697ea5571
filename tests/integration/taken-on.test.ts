import { describe, expect, test } from 'vitest';
import { TAKEN_ON, type Outcome } from '../../src-main/flow/queue/task.ts';
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
});
