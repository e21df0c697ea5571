import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('answers without a time that can be read', () => {
  const told = (t: ReturnType<typeof talking>): string[] => t.problems.list().map(({ code }) => code);
  test('are told after some rounds, until one has it: nothing is borrowed when what is lent has ended', async () => {
    const t = talking();
    t.api.followed = null;
    t.keeping.start();
    await t.pass(4_000);
    expect(told(t)).toEqual([]);
    await t.pass(8_000);
    expect(told(t)).toEqual(['api-without-time']);
    t.api.followed = false;
    await t.pass(2_000);
    expect(told(t)).toEqual([]);
  });
  test('of one account are none of the next', async () => {
    const t = talking();
    t.api.followed = null;
    t.keeping.start();
    await t.pass(12_000);
    expect(told(t)).toEqual(['api-without-time']);
    await t.keeping.stop();
    expect(told(t)).toEqual([]);
  });
  test('are none of an API that can not be reached', async () => {
    const t = talking();
    t.api.followed = null;
    t.refusals.set('openStation', failed('api-unreachable'));
    t.keeping.start();
    await t.pass(60_000);
    expect(told(t)).toEqual([]);
  });
});
