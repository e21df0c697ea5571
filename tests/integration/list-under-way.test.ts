import { expect, onTestFinished, test } from 'vitest';
import type { Sent } from '../../src-main/egress/egress.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { batches } from '../../src-main/station/batches.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { NOT_SENT, answered } from '../support/fake-send.ts';
import { NUMBER } from '../support/forwarded-parcel.ts';
import { aParcel } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

/** A list of one row whose conversion is being called, and is answered `first` when `answer` is called; later ones as ever. */
async function underWay(first: Sent) {
  const told = world();
  told.state.orders = [aParcel({ privacy: false })];
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  let isFirst = true;
  const send: typeof told.send = async (outgoing) => {
    if (!outgoing.url.endsWith('/convert') || !isFirst) return told.send(outgoing);
    isFirst = false;
    await patience;
    return first;
  };
  const whole = wholeStation({ world: { ...told, send } });
  const lists = whole.station.batches;
  whole.station.start();
  await expect.poll(() => whole.station.status().ordersReady && whole.station.flow.stores.version() !== null).toBe(true);
  const { batchId } = await lists.put('名单.csv', readList(readCsvText(`运单号\n${NUMBER}`)));
  lists.start(batchId);
  const job = () => whole.store.sql<{ state: string; waits: string | null; ready_at: number | null }>("SELECT state, waits, ready_at FROM jobs WHERE kind = 'sync'").get();
  await expect.poll(() => job()?.state).toBe('calling');
  return { whole, lists, batchId, job, answer: () => answer() };
}

const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const BUSY = answered(429, 'busy', { retryAfter: 300 });

test.each([
  ['could not be sent', NOT_SENT],
  ['was put off', BUSY],
])('what was under way when its list was paused, and %s, waits with the others', async (_, came) => {
  const { whole, lists, batchId, job, answer } = await underWay(came);
  lists.pause(batchId, true);
  answer();
  await expect.poll(job).toEqual({ state: 'waiting', waits: 'paused', ready_at: null });
  whole.station.reached(false);
  whole.station.reached(true);
  expect(job()).toEqual({ state: 'waiting', waits: 'paused', ready_at: null });
  lists.pause(batchId, false);
  await expect.poll(() => lists.view(batchId)).toMatchObject({ state: 'ended', rows: { done: 1 } });
  expectSoundBooks(whole.store);
});

test.each([
  ['could not be sent', NOT_SENT],
  ['was put off', BUSY],
])('what was under way when its list was given up, and %s, is given up with the others', async (_, came) => {
  const { whole, lists, batchId, job, answer } = await underWay(came);
  lists.cancel(batchId);
  answer();
  await expect.poll(job).toMatchObject({ state: 'void' });
  await expect.poll(() => lists.view(batchId)).toMatchObject({ state: 'stopped', rows: { failed: 1 } });
  expect(whole.station.flow.ledger.totals()).toMatchObject({ held: 0, captured: 0 });
  expectSoundBooks(whole.store);
});

/** A list of one row without the station around it, whose conversion is claimed. */
async function claimed() {
  const b = bench();
  const flow = b.flow();
  b.lend(1_000);
  flow.parcels.put(aParcel({ privacy: false }));
  const listsNow = () => batches({ flow: b.flow(), desk: () => DESK, scan: (desk, text, listed) => oneScan(b.flow(), desk, text, listed), wake: () => undefined, changed: () => undefined, failed: (error) => expect.unreachable(String(error)) });
  const lists = listsNow();
  onTestFinished(() => lists.stop());
  const put = async () => (await lists.put('名单.csv', readList(readCsvText(`运单号\n${NUMBER}`)))).batchId;
  const batchId = await put();
  lists.start(batchId);
  await expect.poll(() => lists.view(batchId).rows).toEqual({ sent: 1 });
  const [claim] = b.claims();
  if (!claim) throw new Error('nothing was claimed');
  return { b, lists, listsNow, put, batchId, claim };
}

test('a provider of a paused list that has a pause of its own says nothing about when the list goes on', async () => {
  const { b, lists, batchId, claim } = await claimed();
  lists.pause(batchId, true);
  lists.follow(b.settle(claim, { kind: 'later', why: 'stopped', after: 60_000, about: 'HTTP 403' }));
  expect(b.job('sync')).toMatchObject({ state: 'waiting', waits: 'paused', ready_at: null });
});

/** Its call had no answer and was not found, so that it waits to be called again under its key; then its list is paused. */
async function inDoubtAndPaused() {
  const all = await claimed();
  const { b, lists, batchId, claim } = all;
  lists.follow(b.settle(claim, OUTCOMES.unknown));
  for (const _ of [1, 2]) {
    b.time.now = b.job('sync').ready_at ?? 0;
    b.turn(() => OUTCOMES.absent);
  }
  lists.follow(new Set([1]));
  lists.pause(batchId, true);
  expect(b.job('sync')).toMatchObject({ state: 'waiting', waits: 'paused', ready_at: null });
  return all;
}

test('what may have happened of a paused list that is then given up goes on to its end, and the list with it', async () => {
  const { b, lists, put, batchId } = await inDoubtAndPaused();
  lists.cancel(batchId);
  expect(b.job('sync')).toMatchObject({ state: 'waiting', ready_at: b.time.now });
  expect(b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`)).toEqual(['call sync', 'call write-back']);
  lists.follow(new Set([1]));
  await expect.poll(() => lists.view(batchId)).toMatchObject({ state: 'stopped', rows: { done: 1 } });
  expect(b.flow().ledger.totals()).toMatchObject({ held: 0, captured: 100 });
  const next = await put();
  expect(() => lists.start(next)).not.toThrow();
  expectSoundBooks(b.store());
});

test('what waits for a list that was given up meanwhile goes on at the next start', async () => {
  const { b, lists, listsNow, batchId } = await inDoubtAndPaused();
  lists.cancel(batchId);
  b.flow().jobs.wait(b.job('sync').id, 'paused', null);
  lists.stop();
  const again = listsNow();
  onTestFinished(() => again.stop());
  again.recover();
  expect(b.job('sync').ready_at).toBe(b.time.now);
  b.run(works);
  again.follow(new Set([1]));
  await expect.poll(() => again.view(batchId).state).toBe('stopped');
});
