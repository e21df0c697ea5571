import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoff } from '../../../src-main/flow/queue/backoff.ts';
import type { Claim } from '../../../src-main/flow/queue/claim.ts';
import { createPace } from '../../../src-main/flow/queue/pace.ts';
import { TAKEN_ON, type Outcome } from '../../../src-main/flow/queue/task.ts';
import { whatItWaitsFor } from '../../../src-main/flow/queue/waits.ts';
import { OUTCOMES } from '../../support/station.ts';

describe('backoff', () => {
  test('doubles from a second to five minutes at most', () => {
    expect([0, 1, 2, 3, 8, 9, 10, 1_000].map((attempts) => backoff(attempts, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000]);
  });
  test('is spread over the whole of it, so that stations do not come back together', () => {
    expect([0, 0.25, 0.5].map((random) => backoff(3, random))).toEqual([0, 2_000, 4_000]);
  });
  test('is a whole number of ms between nothing and the ceiling, always', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const wait = backoff(attempts, random);
        expect(Number.isSafeInteger(wait) && wait >= 0 && wait <= 300_000).toBe(true);
      }),
    );
  });
});

describe('what a waiting job waits for', () => {
  test.each([
    [{ serviceOn: true, paid: true, dependencyDone: true }, null],
    [{ serviceOn: true, paid: true, dependencyDone: false }, 'depends'],
    [{ serviceOn: true, paid: false, dependencyDone: true }, 'funds'],
    [{ serviceOn: true, paid: false, dependencyDone: false }, 'funds'],
    [{ serviceOn: false, paid: true, dependencyDone: true }, 'service-off'],
    [{ serviceOn: false, paid: true, dependencyDone: false }, 'service-off'],
    [{ serviceOn: false, paid: false, dependencyDone: true }, 'service-off'],
    [{ serviceOn: false, paid: false, dependencyDone: false }, 'service-off'],
  ] as const)('%j: %s', (needs, waits) => {
    expect(whatItWaitsFor(needs)).toBe(waits);
  });
});

const CALL: Pick<Claim, 'purpose'> = { purpose: 'call' };
const limited = (after: number | null): Outcome => ({ kind: 'later', why: 'limited', after, about: 'HTTP 429' });

describe('the pace of a provider', () => {
  const limits = { perSecond: 5, concurrency: 3 };
  function paced(given = limits) {
    let now = 0;
    const pace = createPace(() => now, () => 1);
    const burst = (): number => {
      let started = 0;
      for (; pace.allowance('sync', given) > 0; started += 1) pace.started('sync', given);
      return started;
    };
    return { pace, burst, pass: (ms: number) => void (now += ms) };
  }

  test('a second has its calls and no more, also after a long pause', () => {
    const { burst, pass } = paced();
    expect(burst()).toBe(5);
    expect(burst()).toBe(0);
    pass(200);
    expect(burst()).toBe(1);
    pass(3_600_000);
    expect(burst()).toBe(5);
  });
  test('providers do not take from each other', () => {
    const { pace, burst } = paced();
    expect(burst()).toBe(5);
    expect(pace.allowance('privacy', limits)).toBe(5);
  });
  test('held, nobody is called until that time has passed, and it is said how long that is', () => {
    const { pace, pass } = paced();
    pace.hold(2_000);
    expect([pace.places('sync', limits), pace.places('sms', limits), pace.nextIn('sync', limits), pace.standsStill('sync')]).toEqual([0, 0, 2_000, 'retry']);
    pass(1_999);
    expect(pace.places('sms', limits)).toBe(0);
    pass(1);
    expect([pace.places('sync', limits), pace.places('sms', limits), pace.nextIn('sync', limits), pace.standsStill('sync')]).toEqual([3, 3, 0, null]);
  });
  test('a limit below one a second is a call every few seconds, not none ever', () => {
    const { burst, pass } = paced({ perSecond: 0.5, concurrency: 1 });
    expect(burst()).toBe(1);
    pass(1_999);
    expect(burst()).toBe(0);
    pass(1);
    expect(burst()).toBe(1);
  });
  test('a limit that is lowered while the station works counts at once', () => {
    const { pace } = paced();
    expect(pace.allowance('sync', limits)).toBe(5);
    expect(pace.allowance('sync', { perSecond: 2, concurrency: 3 })).toBe(2);
  });
  test('says when the next call may start', () => {
    const { pace, burst, pass } = paced();
    expect(pace.nextIn('sync', limits)).toBe(0);
    burst();
    expect(pace.nextIn('sync', limits)).toBe(200);
    pass(150);
    expect(pace.nextIn('sync', limits)).toBe(50);
  });
  test('each further request of what is under way waits for a place of its own, before whatever has not begun', () => {
    const { pace, burst, pass } = paced();
    expect([pace.further('sync', limits), burst()]).toEqual([0, 4]);
    expect([pace.further('sync', limits), pace.further('sync', limits)]).toEqual([200, 400]);
    pass(400);
    expect([burst(), pace.nextIn('sync', limits)]).toEqual([0, 200]);
    pass(200);
    expect(burst()).toBe(1);
    expect(pace.further('trace', limits)).toBe(0);
  });
  test('a Retry-After counts for all work of the provider, and for no other', () => {
    const { pace, pass } = paced();
    pace.heard('sync', CALL, limited(30_000));
    expect(pace.places('sync', limits)).toBe(0);
    expect(pace.standsStill('sync')).toBe('limited');
    expect(pace.nextIn('sync', limits)).toBe(30_000);
    expect(pace.places('trace', limits)).toBe(3);
    pass(29_999);
    expect(pace.places('sync', limits)).toBe(0);
    pass(1);
    expect(pace.places('sync', limits)).toBe(3);
    expect(pace.standsStill('sync')).toBeNull();
  });
  test('a call that was refused for its time holds up all work of the provider, and says so; a Retry-After before it goes on', () => {
    const { pace, pass } = paced();
    pace.heard('sync', CALL, { kind: 'later', why: 'clock', after: 60_000, about: 'STALE' });
    expect([pace.places('sync', limits), pace.places('trace', limits), pace.nextIn('sync', limits), pace.standsStill('sync')]).toEqual([0, 3, 60_000, 'clock']);
    pace.heard('sync', CALL, limited(90_000));
    expect(pace.standsStill('sync')).toBe('limited');
    pass(60_000);
    expect([pace.places('sync', limits), pace.nextIn('sync', limits)]).toEqual([0, 30_000]);
  });
  test('a shorter Retry-After does not end a longer one', () => {
    const { pace } = paced();
    pace.heard('sync', CALL, limited(30_000));
    pace.heard('sync', CALL, limited(1_000));
    expect(pace.nextIn('sync', limits)).toBe(30_000);
  });

  describe('and its circuit breaker', () => {
    const broken = () => {
      const given = paced();
      for (let n = 0; n < 5; n += 1) given.pace.heard('sync', CALL, OUTCOMES.offline);
      return given;
    };
    test('opens after five failures in a row and not after four', () => {
      const { pace } = paced();
      for (let n = 0; n < 4; n += 1) pace.heard('sync', CALL, OUTCOMES.offline);
      expect(pace.places('sync', limits)).toBe(3);
      pace.heard('sync', CALL, OUTCOMES.reference());
      for (let n = 0; n < 4; n += 1) pace.heard('sync', CALL, OUTCOMES.unknown);
      expect(pace.places('sync', limits)).toBe(3);
      pace.heard('sync', CALL, OUTCOMES.unknown);
      expect(pace.places('sync', limits)).toBe(0);
      expect(pace.standsStill('sync')).toBe('offline');
      expect(pace.places('trace', limits)).toBe(3);
    });
    test('says that it stands still for safety where that is why', () => {
      const { pace } = paced();
      for (let n = 0; n < 5; n += 1) pace.heard('sync', CALL, { kind: 'later', why: 'unsafe', code: 'server-untrusted', after: 60_000, about: 'CERT_HAS_EXPIRED' });
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([0, 'unsafe']);
      const other = broken();
      expect(other.pace.standsStill('sync')).toBe('offline');
    });
    test('is half open after its rest: one call tries, and success closes it', () => {
      const { pace, pass } = broken();
      pass(999);
      expect(pace.places('sync', limits)).toBe(0);
      pass(1);
      expect(pace.places('sync', limits)).toBe(1);
      // All but the one that tries.
      expect(pace.standsStill('sync')).toBe('offline');
      pace.heard('sync', CALL, OUTCOMES.reference());
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([3, null]);
    });
    test('rests twice as long after each trial that failed, and no longer than a minute', () => {
      const { pace, pass } = broken();
      for (const rest of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
        expect(pace.nextIn('sync', limits)).toBe(rest);
        pass(rest);
        pace.heard('sync', CALL, OUTCOMES.offline);
      }
    });
    test('is opened by failures between which nothing is found of them, and rests longer each time', () => {
      const { pace, pass } = paced();
      const failsAndIsNotFound = (): void => {
        pace.heard('sync', CALL, OUTCOMES.unknown);
        for (let n = 0; n < 2; n += 1) pace.heard('sync', { purpose: 'look-up' }, OUTCOMES.absent);
      };
      for (let n = 0; n < 5; n += 1) failsAndIsNotFound();
      for (const rest of [1_000, 2_000, 4_000]) {
        expect(pace.nextIn('sync', limits)).toBe(rest);
        pass(rest);
        expect(pace.places('sync', limits)).toBe(1);
        failsAndIsNotFound();
      }
    });
    test('and half open stays so while nothing but look-ups find nothing, one at a time, until a call tells', () => {
      const { pace, pass } = broken();
      pass(1_000);
      for (let n = 0; n < 20; n += 1) {
        pace.heard('sync', { purpose: 'look-up' }, OUTCOMES.absent);
        expect([pace.places('sync', limits), pace.nextIn('sync', limits)]).toEqual([1, 0]);
      }
      pace.heard('sync', CALL, OUTCOMES.reference());
      expect(pace.places('sync', limits)).toBe(3);
    });
    test('is not opened by refusals, limits, nor by a look-up that found nothing or nothing out', () => {
      const { pace } = paced();
      for (let n = 0; n < 20; n += 1) {
        pace.heard('sync', CALL, { kind: 'refused', act: 'nobody', about: 'x' });
        pace.heard('sync', CALL, limited(null));
        pace.heard('sync', { purpose: 'look-up' }, OUTCOMES.unknown);
        pace.heard('sync', { purpose: 'look-up' }, OUTCOMES.absent);
      }
      expect(pace.places('sync', limits)).toBe(3);
    });
    const refusedForSetUp: Outcome = { kind: 'refused', act: 'platform', about: 'BAD_SIGNATURE', ofAll: true };
    test('is opened by five refusals that each call would meet, and says so; a look-up that is refused for it says nothing', () => {
      const { pace, pass } = paced();
      for (let n = 0; n < 4; n += 1) pace.heard('sync', CALL, refusedForSetUp);
      for (let n = 0; n < 20; n += 1) pace.heard('sync', { purpose: 'look-up' }, refusedForSetUp);
      expect(pace.places('sync', limits)).toBe(3);
      pace.heard('sync', CALL, refusedForSetUp);
      expect([pace.places('sync', limits), pace.standsStill('sync'), pace.standsStill('trace')]).toEqual([0, 'refused', null]);
      pass(1_000);
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([1, 'refused']);
      pace.heard('sync', CALL, OUTCOMES.offline);
      expect(pace.standsStill('sync')).toBe('offline');
      // The provider is called otherwise by now.
      pace.tryNow('trace');
      expect(pace.places('sync', limits)).toBe(0);
      pace.tryNow('sync');
      pace.heard('sync', CALL, OUTCOMES.reference());
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([3, null]);
    });
    test.each(['stopped', 'refused'] as const)('is opened by five calls that are put off because none may be made (%s), says so, and is not closed by one', (why) => {
      const stopped: Outcome = { kind: 'later', why, after: 60_000, about: 'code x' };
      const { pace, pass } = paced();
      for (let n = 0; n < 4; n += 1) pace.heard('sync', CALL, stopped);
      expect(pace.places('sync', limits)).toBe(3);
      pace.heard('sync', CALL, stopped);
      expect([pace.places('sync', limits), pace.standsStill('sync'), pace.standsStill('trace')]).toEqual([0, why, null]);
      pass(1_000);
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([1, why]);
      // A question is asked with the same token.
      pace.heard('sync', { purpose: 'look-up' }, stopped);
      expect([pace.places('sync', limits), pace.nextIn('sync', limits)]).toEqual([0, 2_000]);
      pass(2_000);
      pace.heard('sync', CALL, OUTCOMES.reference());
      expect([pace.places('sync', limits), pace.standsStill('sync')]).toEqual([3, null]);
    });
    test('is not opened by what the platform has to mend for one parcel, or one template, alone', () => {
      const { pace } = paced();
      for (let n = 0; n < 20; n += 1) pace.heard('sync', CALL, { kind: 'refused', act: 'platform', about: 'HTTP 400' });
      expect(pace.places('sync', limits)).toBe(3);
    });
    test('is not opened by calls that a provider takes on and does later, and closed by one; asked about, such work says nothing', () => {
      const takenOn: Outcome = { kind: 'unknown', about: TAKEN_ON };
      const { pace } = paced();
      for (let n = 0; n < 20; n += 1) pace.heard('sync', CALL, takenOn);
      expect(pace.places('sync', limits)).toBe(3);
      const other = broken();
      other.pass(1_000);
      other.pace.heard('sync', { purpose: 'look-up' }, takenOn);
      expect(other.pace.places('sync', limits)).toBe(1);
      other.pace.heard('sync', CALL, takenOn);
      expect([other.pace.places('sync', limits), other.pace.standsStill('sync')]).toEqual([3, null]);
    });
    test('a failure of a call that began before it opened does not lengthen the rest', () => {
      const { pace } = broken();
      for (let n = 0; n < 20; n += 1) pace.heard('sync', CALL, OUTCOMES.unknown);
      expect(pace.nextIn('sync', limits)).toBe(1_000);
    });
    test('tries at once when the network is back', () => {
      const { pace } = broken();
      pace.tryNow();
      expect(pace.places('sync', limits)).toBe(1);
      expect(pace.places('trace', limits)).toBe(3);
    });
  });
  test('over any minute no more calls start than the rate and one second in advance', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 50, noNaN: true }), fc.array(fc.nat({ max: 3_000 }), { maxLength: 40 }), (perSecond, pauses) => {
        const { burst, pass } = paced({ perSecond, concurrency: 100 });
        let calls = burst();
        let passed = 0;
        for (const pause of pauses) {
          pass(pause);
          passed += pause;
          calls += burst();
        }
        expect(calls).toBeLessThanOrEqual(Math.max(1, perSecond) + (passed / 1_000) * perSecond + 1e-6);
      }),
    );
  });
});
