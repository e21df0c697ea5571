import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../../src-main/account/clock.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A machine: real time passes for both of its clocks, a person can set one of them, sleep stops the other. */
function machine(lastKnown = 0, wrongBy = 0) {
  let real = NOON;
  let set = wrongBy;
  let slept = 0;
  const clock = createClock(() => real + set, lastKnown, () => real - NOON - slept);
  return {
    clock,
    real: () => real,
    pass: (ms: number) => void (real += ms),
    sleep: (ms: number) => void ((real += ms), (slept += ms)),
    set: (by: number) => void (set += by),
    hear: (took = 0) => clock.heard(Math.floor((real - took) / 1000) * 1000, took),
    /** An answer of a server whose own clock is wrong. */
    hearWrong: (by: number) => clock.heard(real + by),
    error: () => clock.now() - real,
  };
}

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

describe('an answer whose Date is far from every other clock', () => {
  test.each([60 * DAY, -60 * DAY])('by %i ms counts for nothing where it is one server of many, or soon over', (by) => {
    const m = machine();
    m.hear();
    for (let n = 0; n < 3; n += 1) {
      for (const wrong of [by, by, by + 5 * DAY]) {
        m.pass(2_000);
        expect(m.hearWrong(wrong)).toBe(0);
      }
      expect(m.error()).toBe(0);
      expect(m.clock.told()).toBeNull();
      m.pass(9 * 60_000);
      expect(m.hear()).toBe(0);
      expect(Math.abs((m.clock.told() ?? 0) - m.real())).toBeLessThanOrEqual(1_000);
    }
    expect(m.clock.offset()).toBe(0);
  });
  test('is believed when the API has said the same for a while', () => {
    const m = machine();
    m.hear();
    for (let n = 0; n < 300; n += 1) {
      m.pass(2_000);
      m.hearWrong(60 * DAY);
    }
    expect(m.error()).toBe(0);
    m.pass(2_000);
    m.hearWrong(60 * DAY);
    expect(m.error()).toBe(60 * DAY);
    expect(m.clock.told()).toBe(m.clock.now());
  });
  test('is believed when a machine slept for days while its clock was set back: until then time stands where it stood', () => {
    const m = machine();
    m.hear();
    m.set(-3 * DAY);
    m.sleep(2 * DAY);
    m.hear();
    expect(m.error()).toBe(-2 * DAY);
    m.pass(600_000);
    m.hear();
    expect(m.error()).toBe(0);
  });
  test('is heard at once after days of sleep, for the machine\'s clock says the same', () => {
    const m = machine(0, -40 * DAY);
    m.hear();
    m.sleep(3 * DAY);
    m.hear();
    expect(m.error()).toBe(0);
    const right = machine();
    right.hear();
    right.sleep(3 * DAY);
    right.hear();
    expect(right.error()).toBe(0);
  });
  test('may be the first of a run, but not where a database knows better', () => {
    const m = machine(0, 60 * DAY);
    expect(m.hear()).toBeGreaterThan(59 * DAY);
    const knows = machine(NOON - HOUR, 2 * HOUR);
    expect(knows.hearWrong(-30 * DAY)).toBe(0);
    expect(knows.error()).toBe(2 * HOUR);
    knows.hear();
    expect(knows.error()).toBeLessThanOrEqual(1_000);
  });
  test.each([1_000, Date.UTC(2023, 11, 31), Date.UTC(2100, 1), 253_402_300_799_000])('and in no possible year is not heard: %i', (date) => {
    const m = machine();
    for (let n = 0; n < 500; n += 1) {
      m.pass(2_000);
      expect(m.clock.heard(date)).toBe(0);
    }
    expect(m.error()).toBe(0);
    expect(m.clock.told()).toBeNull();
  });
});

describe('the first answers of a run on a machine whose clock is days ahead', () => {
  /** What its database knows was written by that clock; an hour ago the API told the truth. */
  function ahead() {
    const m = machine(0, 3 * DAY);
    m.clock.notBefore(NOON + 3 * DAY, NOON - HOUR);
    return m;
  }
  test('are followed when they have said the same for ten seconds', () => {
    const m = ahead();
    expect(m.clock.followed()).toBeNull();
    for (let n = 0; n < 5; n += 1) {
      expect(m.hear()).toBe(0);
      expect(m.clock.followed()).toBe(false);
      expect(m.clock.isDoubted()).toBe(true);
      expect(m.error()).toBe(3 * DAY);
      m.pass(2_000);
    }
    expect(m.hear()).toBeGreaterThan(3 * DAY - 2_000);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
    expect(m.clock.followed()).toBe(true);
    expect(m.clock.isDoubted()).toBe(false);
    expect(m.clock.told()).toBeNull();
    m.pass(600_000);
    m.hear();
    expect(Math.abs((m.clock.told() ?? 0) - m.real())).toBeLessThanOrEqual(1_000);
  });
  test('count from the first one that nobody has contradicted since', () => {
    const m = ahead();
    for (let n = 0; n < 20; n += 1) {
      expect(m.hear()).toBe(0);
      m.pass(5_000);
      expect(m.hearWrong(n % 2 === 0 ? -5 * DAY : 40 * DAY)).toBe(0);
      m.pass(1);
      expect(m.clock.followed()).toBe(false);
    }
  });
  test('are not followed for ten minutes where the API had told an earlier run that it is later', () => {
    const m = ahead();
    for (let n = 0; n < 300; n += 1) {
      expect(m.hearWrong(-2 * DAY)).toBe(0);
      m.pass(2_000);
    }
    expect(m.error()).toBe(3 * DAY);
    expect(m.hearWrong(-2 * DAY)).toBeGreaterThan(0);
    expect(Math.abs(m.error() + 2 * DAY)).toBeLessThanOrEqual(1_000);
  });
  test('are followed at once before a database is opened, and no more when it knows better', () => {
    const m = machine(0, 3 * DAY);
    m.hear();
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
    expect(m.clock.followed()).toBe(false);
    m.clock.notBefore(NOON + 2 * DAY, NOON);
    expect(m.error()).toBe(2 * DAY);
    m.pass(10_000);
    m.hear();
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
  });
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
