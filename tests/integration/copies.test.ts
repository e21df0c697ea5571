import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NOON } from '../support/station.ts';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const TEN_MINUTES = 600_000;

/** A station, and another machine that runs on a copy of its database: whenever that one opens, this one's epoch is over. */
function besideACopy() {
  const t = talking();
  let epoch = 1;
  t.meanwhile.journal = () => {
    if (t.b.flow().ledger.epoch() !== epoch) throw failed('api-refused', 'stale-epoch');
  };
  const here = { reason: 'behind' as 'behind' | 'cloned' | 'diverged' };
  t.api.opens = ({ epoch: asked }) => {
    if (asked === epoch) return { epoch, reason: 'same', lastSequence: t.api.lastSequence };
    t.api.lastSequence = 0;
    return { epoch: (epoch += 1), reason: here.reason, lastSequence: 0, earlier: [] };
  };
  let entries = 0;
  return {
    ...t,
    /** The copy opens, and this station has something to tell: it hears of that, and opens again. */
    async flip(): Promise<void> {
      epoch += 1;
      t.b.store().transaction(() => t.b.flow().ledger.journal.append(t.b.flow().ledger.epoch(), { kind: 'grant-request', at: NOON, grantId: `entry-${(entries += 1)}`, amount: 1 }));
      await t.pass(4_000);
    },
    here,
    isTold: (): boolean => t.problems.list().some(({ code }) => code === 'station-copied'),
    epoch: (): number => t.b.flow().ledger.epoch(),
  };
}

describe('two machines on copies of one database, which end each other\'s epoch again and again', () => {
  test('borrow what two epochs need, say why they stand still, and go on when one of them has stopped for ten minutes', async () => {
    const t = besideACopy();
    t.keeping.start();
    await t.pass(0);
    expect(t.counts('grantLease')).toBe(1);
    await t.flip();
    await t.pass(4_000);
    expect([t.counts('grantLease'), t.epoch(), t.isTold()]).toEqual([2, 3, false]);
    for (let flips = 0; flips < 200; flips += 1) {
      await t.flip();
      expect(t.isTold()).toBe(true);
    }
    expect([t.counts('grantLease'), t.epoch()]).toEqual([2, 403]);
    await t.pass(TEN_MINUTES - 10_000);
    expect([t.counts('grantLease'), t.isTold()]).toEqual([2, true]);
    await t.pass(10_000);
    expect([t.counts('grantLease'), t.isTold()]).toEqual([3, false]);
    expect(t.told.at(-1)).toBe('well');
  });
  test('also where the other one works only now and then', async () => {
    const t = besideACopy();
    t.keeping.start();
    await t.pass(0);
    for (let flips = 0; flips < 6; flips += 1) {
      await t.flip();
      await t.pass(TEN_MINUTES / 2);
    }
    expect([t.counts('grantLease'), t.isTold()]).toEqual([2, true]);
  });
  test('the API itself may say so', async () => {
    const t = besideACopy();
    t.keeping.start();
    await t.pass(0);
    t.refusals.set('journal', failed('api-refused', 'journal-diverged'));
    for (let epoch = 2; epoch < 4; epoch += 1) {
      t.api.opens = () => ({ epoch, reason: 'cloned', lastSequence: 0, earlier: [] });
      await t.flip();
    }
    expect(t.isTold()).toBe(true);
    await t.keeping.stop();
    // Who works next on this machine has another database.
    expect(t.isTold()).toBe(false);
  });
  test('another epoch for another reason is no copy: an API that was put back', async () => {
    const t = besideACopy();
    t.keeping.start();
    await t.pass(0);
    t.refusals.set('journal', failed('api-refused', 'journal-diverged'));
    for (let epoch = 2; epoch < 5; epoch += 1) {
      t.api.opens = () => ({ epoch, reason: 'diverged', lastSequence: 0, earlier: [] });
      await t.flip();
    }
    expect([t.epoch(), t.isTold()]).toEqual([4, false]);
  });
  test('nor where it says first that another epoch is the one of now', async () => {
    const t = besideACopy();
    t.here.reason = 'diverged';
    t.keeping.start();
    await t.pass(0);
    for (let flips = 0; flips < 3; flips += 1) await t.flip();
    expect([t.epoch(), t.isTold()]).toEqual([7, false]);
  });
});
