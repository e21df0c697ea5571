import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { machine } from '../../support/played-clock.ts';
import { NOON } from '../../support/station.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a clock that is right', () => {
  test('counts on, and a Date of whole seconds moves nothing', () => {
    const m = machine();
    for (const ms of [1, 250, 999, 1_000, 60_001]) {
      m.pass(ms);
      expect(m.hear()).toBe(0);
      expect(m.error()).toBe(0);
    }
    expect(m.clock.offset()).toBe(0);
  });
});

describe('a clock that is hours off', () => {
  test.each([-7 * HOUR, 5 * HOUR, 30 * 24 * HOUR])('by %i ms counts in server time from the first answer on', (wrongBy) => {
    const m = machine(0, wrongBy);
    m.hear();
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
    expect(Math.abs(m.clock.offset() + wrongBy)).toBeLessThanOrEqual(1_000);
    m.pass(HOUR);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
  });

  test('and ahead: time does not stand still until the truth has caught up', () => {
    const m = machine(0, 5 * HOUR);
    const before = m.clock.now();
    expect(m.hear()).toBe(before - m.clock.now());
    const heard = m.clock.now();
    m.pass(1_000);
    expect(m.clock.now()).toBe(heard + 1_000);
  });
});

describe('somebody sets the clock while the station works', () => {
  test('back: time goes on as if nobody had, also offline', () => {
    const m = machine();
    m.hear();
    m.set(-5 * HOUR);
    m.pass(10 * 60_000);
    expect(m.error()).toBe(0);
  });
  test('forward: new spending is blocked at most, until the API is heard', () => {
    const m = machine();
    m.hear();
    m.set(3 * HOUR);
    expect(m.error()).toBe(3 * HOUR);
    expect(m.hear()).toBeGreaterThan(2 * HOUR);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
  });
  test('forward and back again: the offset follows', () => {
    const m = machine();
    m.set(3 * HOUR);
    m.hear();
    m.set(-3 * HOUR);
    m.hear();
    expect(Math.abs(m.clock.offset())).toBeLessThanOrEqual(1_000);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
  });
});

test('a machine that slept knows by its clock how long', () => {
  const m = machine();
  m.hear();
  m.sleep(9 * HOUR);
  expect(m.error()).toBe(0);
});

describe('the last time that a database knows', () => {
  test('is where time starts on a machine whose clock was set back', () => {
    const m = machine(NOON + 1, -24 * HOUR);
    expect(m.clock.now()).toBe(NOON + 1);
    m.pass(60_000);
    expect(m.clock.now()).toBe(NOON + 60_001);
  });
  test('is learnt when a database is opened later', () => {
    const m = machine(0, -24 * HOUR);
    m.clock.notBefore(NOON + 5_000);
    expect(m.clock.now()).toBe(NOON + 5_000);
    m.clock.notBefore(NOON);
    expect(m.clock.now()).toBe(NOON + 5_000);
  });
  test('counts less than what the API says: it may have been written by a wrong clock', () => {
    const m = machine();
    m.hear();
    m.clock.notBefore(NOON + 8 * HOUR);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
    const late = machine(NOON + 8 * HOUR);
    expect(late.hear()).toBeGreaterThan(7 * HOUR);
    expect(Math.abs(late.error())).toBeLessThanOrEqual(1_000);
  });
});

test('a slow answer never makes time earlier than it is', () => {
  const m = machine(0, 2 * HOUR);
  m.pass(14_000);
  m.hear(14_000);
  expect(m.error()).toBeGreaterThanOrEqual(0);
  expect(m.error()).toBeLessThanOrEqual(15_000);
});

test('another account API has the word at once, whatever the one before it had told', () => {
  const m = machine(0, 3 * DAY);
  m.hearWrong(3 * DAY);
  m.clock.notBefore(NOON + 3 * DAY, NOON + 3 * DAY);
  expect(m.clock.told()).toBe(NOON + 3 * DAY);
  m.clock.forget();
  expect(m.clock.told()).toBeNull();
  expect(m.clock.followed()).toBeNull();
  m.hear();
  expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
});

describe('an answer of the past', () => {
  test('that is a single one makes no ended lease spendable, on a machine whose clock is right', () => {
    const m = machine();
    m.clock.notBefore(NOON - 60 * HOUR, NOON - 60 * HOUR);
    expect(m.hearWrong(-40 * HOUR)).toBe(0);
    expect(m.error()).toBe(0);
    expect(m.clock.followed()).toBe(false);
    m.hear();
    expect(m.clock.followed()).toBe(true);
  });
});

describe('an answer of the future', () => {
  test('blocks spending at once on a machine whose clock was set back, and is followed when it has been said for ten seconds', () => {
    const m = machine(0, -400 * DAY);
    m.clock.notBefore(NOON - 14 * HOUR, NOON - 14 * HOUR);
    expect(m.error()).toBe(-14 * HOUR);
    m.hear();
    expect(m.error()).toBe(0);
    expect(m.clock.followed()).toBe(false);
    m.pass(10_000);
    m.hear();
    expect(m.clock.followed()).toBe(true);
  });
});

describe('what the API has told', () => {
  test('is nothing before it has spoken, whatever the machine\'s clock and a database say', () => {
    const m = machine(NOON, 60 * DAY);
    m.pass(HOUR);
    expect(m.clock.told()).toBeNull();
  });
  test('goes on by ticks, and not by a clock that is set', () => {
    const m = machine();
    m.hear();
    m.set(60 * DAY);
    m.pass(HOUR);
    expect(m.error()).toBe(60 * DAY);
    expect(m.clock.told()).toBe(NOON + HOUR);
    m.sleep(HOUR);
    expect(m.clock.told()).toBe(NOON + HOUR);
    expect(m.hear()).toBeGreaterThan(50 * DAY);
    expect(m.clock.told()).toBe(NOON + 2 * HOUR);
  });
  test('is known at once where the machine\'s clock says about the same, otherwise when it has been said for a while', () => {
    const m = machine(0, 5 * HOUR);
    m.hear();
    expect(m.clock.told()).toBe(NOON);
    const far = machine(0, -60 * DAY);
    far.hear();
    expect(far.error()).toBe(0);
    expect(far.clock.told()).toBeNull();
    far.pass(600_000);
    far.hear();
    expect(far.clock.told()).toBe(NOON + 600_000);
  });
  test('does not follow an API whose clock is set together with the machine\'s', () => {
    const m = machine();
    m.hear();
    m.set(60 * DAY);
    m.hearWrong(60 * DAY);
    expect(m.error()).toBe(60 * DAY);
    expect(m.clock.told()).toBeNull();
  });
});

test('whatever happens to the machine, time lags behind the server by no more than an answer took, and goes back only by its word', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.nat({ max: 3 * HOUR }) }),
    fc.record({ kind: fc.constant('sleep' as const), ms: fc.nat({ max: 3 * HOUR }) }),
    fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -9 * HOUR, max: 9 * HOUR }) }),
    fc.record({ kind: fc.constant('hear' as const), ms: fc.nat({ max: 15_000 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -9 * HOUR, max: 9 * HOUR }), fc.array(step, { maxLength: 40 }), (wrongBy, steps) => {
      const m = machine(0, wrongBy);
      m.hear();
      let latest = m.clock.now();
      // A sleep and a clock set back at once can't be told from a clock set back: then only the server knows.
      let lost = 0;
      let setBack = false;
      let slack = 1_000;
      for (const { kind, ms } of steps) {
        if (kind === 'hear') {
          latest -= m.hear(ms);
          // Against every other clock it has to be said for a while.
          if (Math.abs(m.error()) > 20 * HOUR) {
            m.pass(600_000);
            latest -= m.hear(ms);
          }
          expect(Math.abs(m.error())).toBeLessThanOrEqual(17_000);
          lost = 0;
          slack = 1_500 + ms;
          setBack = false;
        } else m[kind](ms);
        if (kind === 'set' && ms < 0) setBack = true;
        if (kind === 'sleep' && setBack) lost += ms;
        expect(m.clock.now()).toBeGreaterThanOrEqual(latest);
        latest = m.clock.now();
        expect(m.error()).toBeGreaterThanOrEqual(-slack - lost);
      }
    }),
    { numRuns: 500 },
  );
});
