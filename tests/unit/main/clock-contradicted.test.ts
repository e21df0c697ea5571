import { describe, expect, test } from 'vitest';
import { machine } from '../../support/played-clock.ts';
import { NOON } from '../../support/station.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('an answer whose Date is far from every other clock', () => {
  test('in the past counts for nothing where it is one server of many, or soon over', () => {
    const by = -60 * DAY;
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
  test('in the future is followed at once, for it only blocks spending, until the API contradicts it; nothing that can not be made good goes by it', () => {
    const m = machine();
    m.hear();
    m.pass(2_000);
    m.hearWrong(60 * DAY);
    expect([m.error(), m.clock.followed(), m.clock.told()]).toEqual([60 * DAY, false, null]);
    m.pass(2_000);
    expect(m.hear()).toBeGreaterThan(59 * DAY);
    expect(Math.abs(m.error())).toBeLessThanOrEqual(1_000);
    expect(m.clock.followed()).toBe(true);
    expect(Math.abs((m.clock.told() ?? 0) - m.real())).toBeLessThanOrEqual(1_000);
  });
  test.each([60 * DAY, -60 * DAY])('by %i ms is believed when the API has said the same for a while', (by) => {
    const m = machine();
    m.hear();
    for (let n = 0; n < 300; n += 1) {
      m.pass(2_000);
      m.hearWrong(by);
    }
    expect(m.error()).toBe(Math.max(0, by));
    expect(m.clock.told()).toBeNull();
    m.pass(2_000);
    m.hearWrong(by);
    expect(Math.abs(m.error() - by)).toBeLessThanOrEqual(1_000);
    expect(Math.abs((m.clock.told() ?? 0) - m.clock.now())).toBeLessThanOrEqual(1_000);
  });
  test('is followed at once when a machine slept for days while its clock was set back: what was lent has ended meanwhile', () => {
    const m = machine();
    m.hear();
    m.set(-3 * DAY);
    m.sleep(2 * DAY);
    m.hear();
    expect([m.error(), m.clock.followed(), m.clock.told()]).toEqual([0, false, null]);
    m.pass(10_000);
    m.hear();
    expect([m.clock.followed(), m.clock.told()]).toEqual([true, null]);
    m.pass(590_000);
    m.hear();
    expect([m.error(), m.clock.told()]).toEqual([0, m.real()]);
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
