import { expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import { giveUp } from '../../src-main/flow/settle.ts';
import { allSent, batchIn, parcels, ready, started, until, viewOf } from '../support/lists.ts';
import { aForwardedParcel, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, world } from '../support/whole-station.ts';

test('undoing the scan of a parcel whose list still waits gives the work back to the list, and it is done once', async () => {
  const w = world();
  w.state.orders = parcels(1);
  const whole = started(w);
  await ready(whole);
  w.state.online = false;
  const id = await batchIn(whole, [numberOf(0)]);
  await until(whole, id, ({ rows }) => rows.sent === 1);
  const card = await whole.station.scan(numberOf(0));
  expect(card.jobs.map(({ kind }) => kind)).toContain('sync');
  expect(whole.station.undo()).toMatchObject({ kind: 'undone', card: { jobs: expect.not.arrayContaining([expect.objectContaining({ kind: 'sync' })]) } });
  expect(whole.station.flow.jobs.counts().some(({ state }) => state === 'waiting')).toBe(true);
  w.state.online = true;
  whole.station.reached(false);
  whole.station.reached(true);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ done: 1 });
  expect((await whole.station.scan(numberOf(0))).verdict).toBe('pass');
  expectSoundBooks(whole.store);
});

test('undoing the scan of a parcel whose list is paused gives the work back to wait with the list', async () => {
  const w = world();
  w.state.orders = parcels(1);
  const { whole, id } = await allSent(w, [numberOf(0)]);
  whole.station.batches.pause(id, true);
  await whole.station.scan(numberOf(0));
  expect(whole.station.undo()).toMatchObject({ kind: 'undone' });
  const job = () => whole.store.sql("SELECT state, waits, ready_at FROM jobs WHERE kind = 'sync'").get();
  expect(job()).toEqual({ state: 'waiting', waits: 'paused', ready_at: null });
  whole.station.pause(false);
  expect(job()).toEqual({ state: 'waiting', waits: 'paused', ready_at: null });
  whole.station.batches.pause(id, false);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ done: 1 });
  expectSoundBooks(whole.store);
});

test.each([['goes on', 'enough'], ['is paused', 'enough'], ['goes on', 'no'], ['is paused', 'no']])('undoing the scan that asked anew for what a person had given up in a list that %s, with %s money: it is given up again, and the list goes on without it', async (how, money) => {
  const w = world();
  w.state.orders = parcels(2);
  const { whole, id } = await allSent(w, [numberOf(0), numberOf(1)]);
  const isPaused = how === 'is paused';
  const { flow, batches } = whole.station;
  if (isPaused) batches.pause(id, true);
  const [job] = flow.jobs.conversionsOf(numberOf(0)) as [JobRow];
  whole.store.transaction(() => giveUp(flow, job, flow.now()));
  batches.follow(new Set([job.scan_id]));
  expect(viewOf(whole, id).rows).toEqual({ failed: 1, sent: 1 });
  const { held } = flow.ledger.totals();
  if (money === 'no') whole.store.sql('UPDATE leases SET held = amount - captured').run();
  expect((await whole.station.scan(numberOf(0))).verdict).toBe(money === 'no' ? 'no-funds' : 'pass');
  expect(flow.jobs.find(job.id)?.state).toBe('waiting');
  expect(whole.station.undo()).toMatchObject({ kind: 'undone' });
  expect(flow.jobs.find(job.id)?.state).toBe('void');
  if (money === 'no') whole.store.sql('UPDATE leases SET held = ?').run(held);
  await expect.poll(() => viewOf(whole, id).rows).toEqual({ failed: 1, sent: 1 });
  whole.station.pause(false);
  if (isPaused) batches.pause(id, false);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ failed: 1, done: 1 });
  expect(flow.jobs.find(job.id)).toMatchObject({ state: 'void', charged: 0 });
  expect(flow.ledger.totals().held).toBe(0);
  expectSoundBooks(whole.store);
});

test.each([['is paused', 'has been done'], ['is over', 'has been done'], ['is paused', 'is being called'], ['is over', 'is being called']])('undoing the scan that asked anew for what had been given up in a list that %s, when it %s: its new number is written back all the same', async (how, when) => {
  const w = world();
  w.state.orders = parcels(2);
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const send: typeof w.send = async (outgoing) => patience.then(() => w.send(outgoing));
  const { whole, id } = await allSent({ ...w, send }, how === 'is over' ? [numberOf(0)] : [numberOf(0), numberOf(1)]);
  const { flow, batches } = whole.station;
  if (how === 'is paused') batches.pause(id, true);
  const [job] = flow.jobs.conversionsOf(numberOf(0)) as [JobRow];
  whole.store.transaction(() => giveUp(flow, job, flow.now()));
  batches.follow(new Set([job.scan_id]));
  w.state.refusals.set('writeBack', new CallFailed('api-unreachable', 'writeBack', { effect: 'none' }));
  const { scanId } = await whole.station.scan(numberOf(0));
  whole.station.pause(false);
  await expect.poll(() => flow.jobs.find(job.id)?.state).toBe('calling');
  if (when === 'has been done') {
    answer();
    await expect.poll(() => whole.store.sql("SELECT state, waits FROM jobs WHERE kind = 'write-back' AND number = ?").get(numberOf(0))).toEqual({ state: 'waiting', waits: 'offline' });
  }
  expect(whole.station.undo()).toMatchObject({ kind: 'undone' });
  expect(flow.scans.undoOf(scanId)).toMatchObject({ taken: [], kept: [{ kind: 'sync', state: when === 'has been done' ? 'done' : 'calling' }] });
  answer();
  await expect.poll(() => flow.jobs.find(job.id)?.state).toBe('done');
  w.state.refusals.clear();
  whole.station.reached(false);
  whole.station.reached(true);
  await expect.poll(() => w.state.writeBacks.map(({ original }) => original)).toEqual([numberOf(0)]);
  if (how === 'is paused') batches.pause(id, false);
  await until(whole, id, ({ state }) => state === 'ended');
  await expect.poll(() => viewOf(whole, id).rows).toEqual({ done: how === 'is over' ? 1 : 2 });
  expectSoundBooks(whole.store);
});

test('undoing a scan after which a list has asked for the same work leaves it to the list', async () => {
  const w = world();
  w.state.orders = parcels(1);
  const whole = started(w);
  await ready(whole);
  whole.station.pause(true);
  await whole.station.scan(numberOf(0));
  const id = await batchIn(whole, [numberOf(0)]);
  await until(whole, id, ({ rows }) => rows.sent === 1);
  expect(whole.station.undo()).toMatchObject({ kind: 'undone' });
  whole.station.pause(false);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ done: 1 });
  expectSoundBooks(whole.store);
});

test.each(['before', 'after'])('undoing the scan of a forwarded parcel %s its message went out: the list keeps its own work, and the message is the scan\'s', async (when) => {
  const w = world();
  w.state.orders = [aForwardedParcel({ number: numberOf(0), courier: 'zto' })];
  const whole = started(w);
  await ready(whole);
  if (when === 'before') whole.station.pause(true);
  const id = await batchIn(whole, [numberOf(0)]);
  await until(whole, id, ({ rows }) => (rows.sent ?? 0) + (rows.done ?? 0) === 1);
  const { scanId } = await whole.station.scan(numberOf(0));
  if (when === 'after') await whole.until(scanId, isSettled);
  expect(whole.station.undo().kind).toBe('undone');
  expect(whole.station.flow.scans.undoOf(scanId)).toMatchObject(when === 'before' ? { taken: ['forwarding-sms'], kept: [] } : { taken: [], kept: [{ kind: 'forwarding-sms', state: 'done' }] });
  whole.station.pause(false);
  await until(whole, id, ({ state }) => state === 'ended');
  await expect.poll(() => w.state.writeBacks).toHaveLength(1);
  expect(whole.store.sql<{ state: string }>("SELECT state FROM jobs WHERE kind = 'forwarding-sms'").all()).toEqual([{ state: when === 'before' ? 'void' : 'done' }]);
  expect(whole.station.flow.ledger.totals().held).toBe(0);
  expect(w.out.filter(({ url }) => !/convert|find/.test(url))).toHaveLength(when === 'before' ? 0 : 1);
  expectSoundBooks(whole.store);
});

test.each(['enough', 'no'])('undoing the scan that asked anew for what had been given up in a list that is over, with %s money: it is given up again, and nothing is charged', async (money) => {
  const w = world();
  w.state.orders = parcels(1);
  const { whole, id } = await allSent(w, [numberOf(0)]);
  const { flow, batches } = whole.station;
  const [job] = flow.jobs.conversionsOf(numberOf(0)) as [JobRow];
  whole.store.transaction(() => giveUp(flow, job, flow.now()));
  batches.follow(new Set([job.scan_id]));
  await until(whole, id, ({ state }) => state === 'ended');
  if (money === 'no') whole.store.sql('UPDATE leases SET held = amount - captured').run();
  expect((await whole.station.scan(numberOf(0))).verdict).toBe(money === 'no' ? 'no-funds' : 'pass');
  expect(whole.station.undo()).toMatchObject({ kind: 'undone' });
  if (money === 'no') whole.store.sql('UPDATE leases SET held = 0').run();
  expect(flow.scans.newest(1).map(({ id: scanId }) => flow.scans.undoOf(scanId))).toMatchObject([{ taken: ['sync', 'write-back'], kept: [] }]);
  whole.station.pause(false);
  await new Promise((resolve) => void setTimeout(resolve, 1_500));
  expect(flow.jobs.find(job.id)).toMatchObject({ state: 'void', charged: 0 });
  expect(viewOf(whole, id)).toMatchObject({ state: 'ended', rows: { failed: 1 } });
  expect(flow.ledger.totals().held).toBe(0);
  expectSoundBooks(whole.store);
});
