import { copyFileSync, rmSync } from 'node:fs';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { booksState } from '../../src-renderer/screens/wallet/books-state.ts';
import { reconcile } from '../../src-main/station/reconcile/reconcile.ts';
import type { TwoBooks } from '../../src-shared/bridge/books-views.ts';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { headless, type Headless } from '../support/headless.ts';
import { secretsIn } from '../support/played-secrets.ts';
import { bench } from '../support/station.ts';
import { practiceStation } from '../support/practice-station.ts';
import type { WorldState } from '../support/practice.ts';

let station: Headless;

beforeEach(async () => {
  const at = await practiceStation();
  ({ station } = at);
  return at.end;
});

const paid = async (count: number): Promise<SheetRow[]> =>
  ((await station.control('sheet')) as SheetRow[]).filter(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.includes('privacy')).slice(0, count);
const idle = (): Promise<void> => station.until('the queue is empty', () => station.status().queue.waiting + station.status().queue.calling === 0);
const practice = async () => ((await station.control('state')) as WorldState).accounts.find(({ accountId }) => accountId === 'practice-1');

test('both sides have the same entries; what was not reported yet is named entry by entry', async () => {
  const [first, second] = (await paid(2)) as [SheetRow, SheetRow];
  await station.ask('desk.scan', { text: first.number });
  await idle();
  await station.until('all of it is reported', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
  const agreed = await station.ask('wallet.reconcile', {});
  expect(agreed.entriesHere).toBe(agreed.entriesThere);
  expect(agreed.entriesHere).toBeGreaterThan(2);

  // Every upload is lost on its way from here on.
  await station.control('fault', { on: 'journal', kind: 'lose-request', count: 1000 });
  await station.ask('desk.scan', { text: second.number });
  await station.until('it is done here', () => station.status().queue.waiting + station.status().queue.calling === 0);
  const { differences } = await station.ask('wallet.reconcile', {});
  expect(differences.map(({ why, kind }) => [why, kind])).toEqual(expect.arrayContaining([['unreported', 'hold'], ['unreported', 'call'], ['unreported', 'capture']]));
  expect(differences.every(({ number }) => number === null || number === second.number)).toBe(true);
  await station.control('clear-faults', {});
  await station.until('it is reported', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
});

test('an entry that the platform keeps for review is shown with its reason', async () => {
  const flow = station.doors.station().flow;
  flow.store.transaction(() =>
    flow.ledger.journal.append(flow.ledger.epoch(), { kind: 'refund', at: flow.now(), jobId: '1', key: 'practice-1:SF0:privacy', holdId: 'never-was', amount: 80 }),
  );
  station.doors.station().soon();
  await station.until('it is reviewed', async () => (await station.ask('wallet.reconcile', {})).differences[0]?.why === 'review');
  expect((await station.ask('wallet.reconcile', {})).differences).toMatchObject([{ why: 'review', review: 'capture-unknown', kind: 'refund', here: 80, there: null }]);
});

test('a database that was put back: what only the platform has of its lost day is named with number and amount, and so are the sums of the wallet', async () => {
  const dir = newDataDir('put-back');
  const kept = new Map<string, string>();
  const secrets = secretsIn(kept);
  const start = async (): Promise<void> => {
    station = headless({ dir, deviceId: 'device-1', secrets });
    await station.ask('session.startPractice', {});
    await station.until('the orders are here', () => station.status().ordersReady);
  };
  onTestFinished(async () => {
    await station.stop();
    removeDataDir(dir);
  });
  await station.stop();
  await start();
  const [first, second] = (await paid(2)) as [SheetRow, SheetRow];
  const agree = (): Promise<void> => station.until('both sides agree', async () => (await station.ask('wallet.reconcile', {})).differences.length === 0);
  await station.ask('desk.scan', { text: first.number });
  await idle();
  await agree();
  const { db } = station.doors.station().flow.store;
  const copy = `${dir}-copy.db`;
  onTestFinished(() => rmSync(copy));
  await db.backup(copy);
  await station.ask('desk.scan', { text: second.number });
  await idle();
  await agree();
  await station.stop();
  for (const end of ['-wal', '-shm']) rmSync(db.name + end, { force: true });
  copyFileSync(copy, db.name);
  await start();
  await station.until('it has another epoch', () => station.doors.station().flow.ledger.epoch() === 2);
  await idle();
  const wallet = await station.ask('wallet.view', {});
  expect(booksState(wallet)).toBe('differ');
  const view = await station.ask('wallet.reconcile', {});
  const charged = ({ station: here, stationThere: there }: TwoBooks): readonly number[] => [here.captured, there.captured];
  expect(charged(view)).toEqual(charged(wallet));
  const lost = view.differences.filter(({ why }) => why === 'not-here');
  expect(lost.filter(({ kind }) => kind === 'capture').map(({ number, there, here }) => [number, there, here])).toEqual(Array.from({ length: second.work.length }, () => [second.number, expect.any(Number), null]));
  expect(lost.every(({ epoch, at }) => epoch === 1 && at !== null)).toBe(true);
});

test('a journal there that says "more" and goes back is not asked for ever', async () => {
  let asked = 0;
  const { client } = fakeAccount({ balance: () => station.doors.client.call('balance', {}), stationJournal: ({ after }) => ((asked += 1), { items: [{ sequence: after === 2 ? 1 : 2, hash: '0'.repeat(64), review: null }], more: asked < 100 }) });
  await reconcile(station.doors.station().flow, client, () => undefined);
  expect(asked).toBeLessThan(5);
});

test('every epoch is asked for, also one that this database has nothing of; but not every number that a server which numbers them by the time has passed over', async () => {
  const b = bench();
  b.store().meta.set('stationId', 'st-1');
  const epochs: number[] = [];
  const { client } = fakeAccount({
    balance: () => ({ balance: 0, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: [] }),
    stationJournal: ({ epoch }) => (epochs.push(Number(epoch)), { items: [], more: false }),
  });
  const askedIn = async (epoch: number): Promise<number[]> => {
    b.newEpoch(epoch);
    b.lend(1);
    await reconcile(b.flow(), client, () => undefined);
    return epochs.splice(0);
  };
  expect(await askedIn(4)).toEqual([1, 2, 3, 4]);
  expect(await askedIn(1_760_000_000_000)).toEqual([1, 2, 3, 4, 1_760_000_000_000]);
});

test('an epoch that neither side ever had is empty where the platform says that there is none; anything else that it says is a failure', async () => {
  const b = bench();
  b.store().meta.set('stationId', 'st-1');
  b.newEpoch(3);
  b.lend(1);
  const entries = b.store().sql<{ sequence: number; hash: string }>('SELECT sequence, hash FROM journal WHERE epoch = 3').all();
  b.flow().ledger.journal.acknowledge(3, entries.length);
  const none = (problem: string | null) => new CallFailed('api-refused', 'stationJournal HTTP 404', { effect: 'none', status: 404, problem });
  const answered = (failure: CallFailed, unknown = 2) =>
    reconcile(b.flow(), fakeAccount({
      balance: () => ({ balance: 0, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: [] }),
      stationJournal: ({ epoch }) => {
        if (Number(epoch) <= unknown) throw failure;
        return { items: entries.map((entry) => ({ ...entry, review: null })), more: false };
      },
    }).client, () => undefined);
  expect(await answered(none('no-such-epoch'))).toMatchObject({ entriesHere: entries.length, entriesThere: entries.length });
  // The station itself, a page of somebody in between, and an epoch that this database has something of.
  await expect(answered(none('station-unknown'))).rejects.toThrow('404');
  await expect(answered(none(null))).rejects.toThrow('404');
  await expect(answered(none('no-such-epoch'), 3)).rejects.toThrow('404');
});

test('a lease that a merchant takes back: its rest is in the balance at once, waiting work is paid from new money, and nothing is charged twice', async () => {
  await station.control('service', { service: 'privacy', on: true });
  const [lease] = (await station.ask('wallet.view', {})).leases;
  const before = await practice();
  // Work that holds money of that lease and cannot be done yet.
  await station.control('fault', { on: 'privacy', kind: 'status-429', count: 4 });
  for (const { number } of await paid(3)) await station.ask('desk.scan', { text: number });
  const { returned } = await station.ask('wallet.writeOff', { leaseId: lease?.leaseId ?? '' });
  const after = await practice();
  expect(after?.conservation.holds).toBe(true);
  expect(returned).toBeGreaterThan(0);
  expect((after?.balance ?? 0) - (before?.balance ?? 0)).toBe(returned);
  await idle();
  await station.until('everything is charged once', async () => (await practice())?.captured === 240);
  const wallet = await station.ask('wallet.view', {});
  expect(wallet.leases.find(({ leaseId }) => leaseId === lease?.leaseId)?.state).toBe('closed');
  expect((await practice())?.conservation.holds).toBe(true);
});
