import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { doneBy } from '../../../src-main/flow/queue/called.ts';
import { AT_ONCE, type Claim } from '../../../src-main/flow/queue/claim.ts';
import type { JobRow } from '../../../src-main/flow/queue/job-rows.ts';
import { createPortions } from '../../../src-main/flow/queue/portions.ts';
import { createRunner } from '../../../src-main/flow/queue/runner.ts';
import type { Outcome } from '../../../src-main/flow/queue/task.ts';
import { StationError } from '../../../src-shared/errors/codes.ts';
import type { JobKind } from '../../../src-shared/domain/work.ts';
import { OUTCOMES } from '../../support/station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Enough turns of the event loop for whatever is due: a commit, what comes before its calls, and the calls. */
const TURNS = 8;
async function pass(ms: number): Promise<void> {
  for (const time of [0, ms]) {
    await vi.advanceTimersByTimeAsync(time);
    for (let n = 0; n < TURNS; n += 1) await new Promise((go) => setImmediate(go));
  }
}

const full = () => new StationError('disk-full', 'SQLITE_FULL', { cause: new Error('full') });
const refused = () => new StationError('store-failed', 'SQLITE_CONSTRAINT_TRIGGER', { cause: new Error('refused') });

/** A queue in memory: `ready` jobs of a kind, calls that end when the test says so. */
function queue(places = 2) {
  const ready: JobKind[] = [];
  const calls: { claim: Claim; end: (outcome: Outcome) => void }[] = [];
  const settled: string[][] = [];
  const failures: unknown[] = [];
  /** `settle`: the disk takes no outcome. `bad`: those of these tokens are never taken, of `unparked` not even that they are set aside. */
  const broken = { claim: false, settle: false, bad: [] as string[], unparked: [] as string[] };
  const aside: string[] = [];
  /** ms that a turn takes. */
  const disk = { takes: 0 };
  const desk = { isBusy: false };
  let tokens = 0;
  let turns = 0;
  let nextReadyIn: number | null = null;
  const runner = createRunner({
    portions: createPortions(),
    ready: async () => undefined,
    goesTo: ({ job }) => doneBy(job.kind),
    places: (kind, underWay) => places - underWay(doneBy(kind)),
    turn(batch, free) {
      turns += 1;
      for (const from = performance.now(); performance.now() - from < disk.takes; );
      if (broken.settle && batch.length > 0) throw full();
      if (batch.some(({ claim }) => broken.bad.includes(claim.token))) throw refused();
      const taken: Claim[] = [];
      for (const kind of ['sync', 'privacy'] as const) {
        if (broken.claim && free(kind) > 0) throw new Error('claim');
        for (let left = free(kind); left > 0 && ready.includes(kind); left -= 1) {
          ready.splice(ready.indexOf(kind), 1);
          taken.push({ job: { id: (tokens += 1), kind } as JobRow, token: `t${tokens}`, attempt: 1, purpose: 'call', provider: null });
        }
      }
      if (batch.length > 0) settled.push(batch.map(({ claim }) => claim.token));
      return taken;
    },
    setAside({ claim }) {
      if (broken.settle) throw full();
      if (broken.unparked.includes(claim.token)) throw refused();
      aside.push(claim.token);
    },
    perform: (claim) => new Promise((end) => calls.push({ claim, end })),
    nextReadyIn: () => nextReadyIn,
    deskBusy: () => desk.isBusy,
    failed: (error) => failures.push(error),
  });
  const end = (n: number): void => calls[n]?.end(OUTCOMES.reference());
  return { runner, turns: () => turns, ready, calls, settled, aside, failures, broken, disk, desk, end, setNext: (ms: number | null) => void (nextReadyIn = ms) };
}

describe('on a slow disk', () => {
  test('what comes after a turn waits three times as long as that took, and shares the next one', async () => {
    const q = queue(4);
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
    const q = queue(4);
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
    const q = queue(AT_ONCE);
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
    const q = queue(2);
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
    const q = queue();
    q.ready.push('sync');
    q.runner.wake();
    await pass(60_000);
    expect(q.calls).toEqual([]);
    q.runner.start();
    await pass(0);
    expect(q.calls).toHaveLength(1);
  });
  test('is looked for again when something becomes ready, and woken at once when told', async () => {
    const q = queue();
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
    const q = queue(5);
    q.ready.push('sync', 'sync', 'sync');
    q.runner.start();
    await pass(0);
    for (const n of [2, 0, 1]) q.end(n);
    await pass(10);
    expect(q.settled).toEqual([['t3', 't1', 't2']]);
  });
  test('are written once where the last one comes as the time to gather them ends', async () => {
    vi.useRealTimers();
    const q = queue(2);
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
    const q = queue(1);
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

describe('an outcome that can never be written', () => {
  test('is set aside and told once; those that came with it are written, each once, and all other work goes on', async () => {
    const q = queue(5);
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
    const q = queue(1);
    q.ready.push('sync', 'sync');
    q.runner.start();
    await pass(0);
    q.broken.bad = ['t1'];
    q.end(0);
    await pass(10);
    expect([q.aside, q.calls.length]).toEqual([['t1'], 2]);
  });
  test('and of which not even that can be written keeps nothing else either', async () => {
    const q = queue(2);
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
    const q = queue(2);
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
    const q = queue(2);
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

test('a claim that fails is tried again', async () => {
  const q = queue();
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
  const q = queue(1);
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
  const q = queue(1);
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
    const q = queue();
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
    const q = queue();
    q.runner.start();
    await pass(0);
    await q.runner.stop(3_000);
    expect(q.runner.underWay()).toBe(0);
  });
  test('has patience, and then writes nothing any more: the database is closed', async () => {
    const q = queue();
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
