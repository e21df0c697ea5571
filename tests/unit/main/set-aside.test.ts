import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pass, playedQueue } from '../../support/played-queue.ts';

// A turn that takes a while on a busy machine has the queue rest, and these tests are not about that.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('an outcome that can never be written', () => {
  test('is set aside and told once; those that came with it are written, each once, and all other work goes on', async () => {
    const q = playedQueue(5);
    q.ready.push('sync', 'sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.bad = ['t2'];
    for (const n of [0, 1, 2, 3]) q.end(n);
    await pass(10);
    expect(q.settled.flat().toSorted()).toEqual(['t1', 't3', 't4']);
    expect([q.aside, q.failures.length]).toEqual([['t2'], 1]);
    q.ready.push('sync');
    q.runner.wake();
    await pass(10);
    q.end(4);
    await pass(10);
    expect(q.settled.flat().toSorted()).toEqual(['t1', 't3', 't4', 't5']);
    await pass(60_000);
    expect([q.aside, q.failures.length, q.runner.underWay()]).toEqual([['t2'], 1, 0]);
  });
  test('alone and while nothing else is ready, gives its place back', async () => {
    const q = playedQueue(1);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.bad = ['t1'];
    q.end(0);
    await pass(10);
    expect([q.aside, q.calls.length]).toEqual([['t1'], 2]);
  });
  test('and of which not even that can be written keeps nothing else either', async () => {
    const q = playedQueue(2);
    q.ready.push('sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.bad = q.broken.unparked = ['t1'];
    q.end(0);
    q.end(1);
    await pass(10);
    expect([q.settled, q.aside, q.calls.length, q.failures.length]).toEqual([[['t2']], [], 3, 1]);
  });
  test('is not set aside because the disk is full', async () => {
    const q = playedQueue(2);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.settle = true;
    q.broken.bad = ['t1'];
    q.end(0);
    q.end(1);
    await pass(3_000);
    expect([q.settled, q.aside]).toEqual([[], []]);
    q.broken.settle = false;
    await pass(1_100);
    expect([q.settled, q.aside]).toEqual([[['t2']], ['t1']]);
  });
  test('is set aside while the queue is stopping too, which ends then', async () => {
    const q = playedQueue(2);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.bad = ['t1'];
    let stopped = false;
    void q.runner.stop(3_000).then(() => (stopped = true));
    q.end(0);
    q.end(1);
    await pass(100);
    expect([q.settled, q.aside, stopped]).toEqual([[['t2']], ['t1'], true]);
  });
});
