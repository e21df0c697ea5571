import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { setImmediate } from 'node:timers/promises';
import { goingOn } from '../../src-main/station/going-on.ts';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import { codeOf } from '../support/code-of.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks, works } from '../support/station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const turns = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await setImmediate();
};

/** More than two portions wait for money, which has come; from the second on the disk takes nothing. */
async function fullDisk() {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  for (let n = 0; n < 450; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  const { ledger } = b.flow();
  const grantId = b.store().transaction(() => ledger.ask(1_000_000, b.time.now));
  b.store().transaction(() => ledger.granted({ leaseId: 'lease', grantId, amount: 1_000_000, spendUntil: b.time.now + 86_400_000, priceVersion: 1 }));
  const uncaught = vi.fn<(error: unknown) => void>();
  process.on('uncaughtException', uncaught);
  onTestFinished(() => void process.off('uncaughtException', uncaught));
  const failed = vi.fn<(error: unknown) => void>();
  const going = goingOn({ flow: b.flow(), tell: () => undefined, wake: () => undefined, failed });
  going.after('funds');
  b.store().db.exec("CREATE TEMP TRIGGER full_disk BEFORE INSERT ON holds BEGIN SELECT RAISE(ABORT, 'full'); END");
  await turns();
  const waiting = () => b.flow().jobs.waitingFor('funds', 1_000).length;
  return { b, going, failed, uncaught, waiting };
}

test('what a disk that takes nothing keeps waiting goes on when there is space: nothing else has to happen', async () => {
  const { b, failed, uncaught, waiting } = await fullDisk();
  expect(waiting()).toBe(250);
  expect(failed.mock.calls.map(([error]) => codeOf(() => { throw error; }))).toEqual(['store-failed']);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(failed).toHaveBeenCalledTimes(2);
  b.store().db.exec('DROP TRIGGER full_disk');
  await vi.advanceTimersByTimeAsync(5_000);
  await turns();
  expect(waiting()).toBe(0);
  expect(uncaught).not.toHaveBeenCalled();
  expect(failed).toHaveBeenCalledTimes(2);
  expectSoundBooks(b.store());
});

test('it ends with its station', async () => {
  const { b, going, failed, uncaught } = await fullDisk();
  b.store().db.exec('DROP TRIGGER full_disk');
  going.after('funds');
  going.stop();
  b.store().close();
  await vi.advanceTimersByTimeAsync(60_000);
  await turns();
  expect(failed).toHaveBeenCalledTimes(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test.each(['hears of it', 'starts, and the last one had heard of it'] as const)('work that is held on a lease that a merchant took back is paid from other money, a portion at a time, when a program %s', async (when) => {
  const b = bench();
  b.store().db.pragma('synchronous = OFF');
  const lost = b.lend(1_000_000);
  for (let n = 0; n < 450; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto', privacy: false }));
    b.scan(numberOf(n));
  }
  const live = b.lend(30_000);
  const heldOn = (leaseId: string): number => b.store().sql<{ n: number }>("SELECT count(*) AS n FROM holds WHERE lease_id = ? AND state = 'open'").get(leaseId)?.n ?? -1;
  const called = b.turn(works);
  const left = 450 - called.length;
  expect(loseLeases(b.flow(), [lost])).toBe(1);
  // Lost is lost at once: nothing is called on it any more. What it holds is let go of later.
  expect([b.flow().ledger.lease(lost)?.state, heldOn(lost)]).toEqual(['closed', left]);
  const told = new Set<number>();
  const going = goingOn({ flow: b.flow(), tell: (scans) => scans.forEach((scan) => told.add(scan)), wake: () => undefined, failed: (error) => expect.fail(String(error)) });
  if (when === 'hears of it') going.after('funds');
  else going.atStart();
  expect(heldOn(lost)).toBe(left - 200);
  await turns();
  expect([heldOn(lost), heldOn(live)]).toEqual([0, 300]);
  expect(b.flow().jobs.waitingFor('funds', 1_000)).toHaveLength(left - 300);
  expect(told.size).toBe(left);
  expectSoundBooks(b.store());
});
