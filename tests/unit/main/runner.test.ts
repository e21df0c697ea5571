import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AT_ONCE } from '../../../src-main/flow/queue/claim.ts';
import { pass, playedQueue } from '../../support/played-queue.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('on a slow disk', () => {
  test('what comes after a turn waits three times as long as that took, and shares the next one', async () => {
    const q = playedQueue(4);
    q.disk.takes = 10;
    q.ready.push('sync', 'sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    expect(q.calls).toHaveLength(4);
    const before = q.turns();
    for (const n of [0, 1, 2, 3]) q.end(n);
    q.runner.wake();
    await pass(20);
    expect(q.turns()).toBe(before);
    await pass(100);
    expect(q.settled).toEqual([['t1', 't2', 't3', 't4']]);
  });
  test('while somebody scans it takes a few turns a second, whatever comes between', async () => {
    const q = playedQueue(4);
    q.disk.takes = 2;
    q.desk.isBusy = true;
    q.ready.push('sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    const before = q.turns();
    for (const n of [0, 1, 2]) {
      q.end(n);
      q.runner.wake();
      await pass(25);
    }
    expect(q.turns()).toBe(before);
    await pass(100);
    expect(q.settled).toEqual([['t1', 't2', 't3']]);
  });
  test('a whole portion does not wait', async () => {
    const q = playedQueue(AT_ONCE);
    q.disk.takes = 10;
    q.ready.push(...Array.from({ length: 2 * AT_ONCE }, () => 'sync' as const));
    q.runner.start();
    await pass(0);
    expect(q.calls).toHaveLength(AT_ONCE);
    for (const n of q.calls.keys()) q.end(n);
    await pass(0);
    expect(q.settled.flat()).toHaveLength(AT_ONCE);
    expect(q.calls).toHaveLength(2 * AT_ONCE);
  });
});

describe('what is under way', () => {
  test('never exceeds the places of its kind, and the next begins when one ends', async () => {
    const q = playedQueue(2);
    q.ready.push('sync', 'sync', 'sync', 'privacy');
    q.runner.start();
    await pass(0);
    expect(q.calls.map(({ claim }) => claim.job.kind)).toEqual(['sync', 'sync', 'privacy']);
    q.end(2);
    await pass(10);
    expect(q.calls).toHaveLength(3);
    q.end(0);
    await pass(10);
    expect(q.calls).toHaveLength(4);
    expect(q.runner.underWay()).toBe(2);
  });
  test('begins only after start', async () => {
    const q = playedQueue();
    q.ready.push('sync');
    q.runner.wake();
    await pass(60_000);
    expect(q.calls).toEqual([]);
    q.runner.start();
    await pass(0);
    expect(q.calls).toHaveLength(1);
  });
  test('is looked for again when something becomes ready, and woken at once when told', async () => {
    const q = playedQueue();
    q.setNext(5_000);
    q.runner.start();
    await pass(1_000);
    q.ready.push('sync');
    await pass(3_900);
    expect(q.calls).toEqual([]);
    await pass(200);
    expect(q.calls).toHaveLength(1);
    q.ready.push('privacy');
    q.runner.wake();
    await pass(0);
    expect(q.calls).toHaveLength(2);
  });
});

describe('outcomes', () => {
  test('that come together are written together', async () => {
    const q = playedQueue(5);
    q.ready.push('sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    for (const n of [2, 0, 1]) q.end(n);
    await pass(10);
    expect(q.settled).toEqual([['t3', 't1', 't2']]);
  });
  test('are written once where the last one comes as the time to gather them ends', async () => {
    vi.useRealTimers();
    const q = playedQueue(2);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await vi.waitFor(() => expect(q.calls).toHaveLength(2));
    q.end(0);
    await new Promise<void>((go) => setImmediate(() => {
      // Busy until the time is over: the loop then comes to the timer before it comes to what the last one sets in motion.
      for (const from = performance.now(); performance.now() - from < 10;);
      q.end(1);
      go();
    }));
    await new Promise((go) => setTimeout(go, 30));
    expect(q.settled).toEqual([['t1', 't2']]);
    await q.runner.stop(0);
  });

  test('that cannot be written are kept and written when they can, once, and their places stay taken so long', async () => {
    const q = playedQueue(1);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.settle = true;
    q.end(0);
    await pass(2_500);
    expect(q.settled).toEqual([]);
    expect(q.failures.length).toBeGreaterThan(1);
    expect(q.calls).toHaveLength(1);
    q.broken.settle = false;
    await pass(1_100);
    expect(q.settled).toEqual([['t1']]);
    expect(q.calls).toHaveLength(2);
  });
});

test('a claim that fails is tried again', async () => {
  const q = playedQueue();
  q.broken.claim = true;
  q.ready.push('sync');
  q.runner.start();
  await pass(500);
  expect(q.failures).toHaveLength(1);
  q.broken.claim = false;
  await pass(1_000);
  expect(q.calls).toHaveLength(1);
});

test('a claim that fails does not keep what has ended from being written', async () => {
  const q = playedQueue(1);
  q.ready.push('sync', 'sync');
  q.runner.start();
  await pass(0);
  q.broken.claim = true;
  q.end(0);
  await pass(2_500);
  expect(q.settled).toEqual([['t1']]);
  q.broken.claim = false;
  await pass(1_100);
  expect(q.calls).toHaveLength(2);
});

test('what ends and what begins share a commit', async () => {
  const q = playedQueue(1);
  q.ready.push('sync', 'sync');
  q.runner.start();
  await pass(0);
  const before = q.turns();
  q.end(0);
  await pass(1);
  expect(q.calls).toHaveLength(2);
  expect(q.turns()).toBe(before + 1);
});

describe('stopping', () => {
  test('begins nothing new and waits until what is under way is written', async () => {
    const q = playedQueue();
    q.ready.push('sync');
    q.runner.start();
    await pass(0);
    q.ready.push('sync');
    let stopped = false;
    const stop = q.runner.stop(3_000).then(() => (stopped = true));
    await pass(1_000);
    expect(stopped).toBe(false);
    q.end(0);
    await pass(10);
    expect(stopped).toBe(true);
    await stop;
    expect(q.settled).toEqual([['t1']]);
    await pass(60_000);
    expect(q.calls).toHaveLength(1);
  });
  test('without anything under way is at once', async () => {
    const q = playedQueue();
    q.runner.start();
    await pass(0);
    await q.runner.stop(3_000);
    expect(q.runner.underWay()).toBe(0);
  });
  test('has patience, and then writes nothing any more: the database is closed', async () => {
    const q = playedQueue();
    q.ready.push('sync', 'privacy');
    q.runner.start();
    await pass(0);
    const stop = q.runner.stop(3_000);
    await pass(3_000);
    await stop;
    q.broken.settle = true;
    q.end(0);
    q.end(1);
    await pass(120_000);
    expect(q.settled).toEqual([]);
    expect(q.failures).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
