import { describe, expect, test } from 'vitest';
import { waitReason, waitReasons } from '../../../src-renderer/state/waits.ts';

describe('why a job waits', () => {
  const still = { sync: 'limited', privacy: 'paused' } as const;
  test.each([
    ['what it was put off for', { kind: 'sync', state: 'waiting', waits: 'funds' }, 'funds'],
    ['what all of its kind wait for, where it is ready', { kind: 'sync', state: 'waiting', waits: null }, 'limited'],
    ['nothing but its turn', { kind: 'trace', state: 'waiting', waits: null }, null],
    ['nothing while it is called', { kind: 'sync', state: 'calling', waits: null }, null],
    ['nothing when it is done', { kind: 'privacy', state: 'done', waits: null }, null],
  ] as const)('%s', (_, job, why) => {
    expect(waitReason(job, still)).toBe(why);
  });
});

describe('why the queue waits', () => {
  const queue = (waiting: number) => ({ waiting, calling: 0, exceptions: 0 });
  test('says for how many jobs, the most first', () => {
    expect(waitReasons({ queue: queue(7), waitReasons: { offline: 2, funds: 5 }, standsStill: {} })).toEqual([{ reason: 'funds', count: 5, more: false }, { reason: 'offline', count: 2, more: false }]);
  });
  test('names before those what all work of a kind stands still for, where more is ready than was put off', () => {
    expect(waitReasons({ queue: queue(500), waitReasons: { funds: 9, limited: 3 }, standsStill: { sync: 'limited', trace: 'offline' } })).toEqual([
      { reason: 'limited', count: 3, more: true }, { reason: 'offline', count: 0, more: true }, { reason: 'funds', count: 9, more: false },
    ]);
  });
  test('and nothing of what stands still where nothing is ready', () => {
    expect(waitReasons({ queue: queue(2), waitReasons: { funds: 2 }, standsStill: { sync: 'offline' } })).toEqual([{ reason: 'funds', count: 2, more: false }]);
    expect(waitReasons({ queue: queue(0), waitReasons: {}, standsStill: { sync: 'offline' } })).toEqual([]);
  });
});
