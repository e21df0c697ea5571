import { expect, test } from 'vitest';
import { turn } from '../../src-main/station/turn.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { allSent, batchIn, listOf, parcels, ready, started, until, viewOf } from '../support/lists.ts';
import { AUTHORISED, aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { tempDir, expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

test('a list is converted row by row, and each row ends with its new number or with its reason', async () => {
  const w = world();
  w.state.orders = [...parcels(5), aParcel({ number: numberOf(5), courier: 'yto', target: null }), aParcel({ number: numberOf(6), courier: 'yto', refund: true })];
  const whole = started(w);
  await ready(whole);
  const list = readList(readCsvText(`运单号,快递公司\n${numberOf(0)},圆通\n${numberOf(1)},中通\n${[2, 3, 4, 5, 6, 7].map((n) => numberOf(n)).join('\n')}\n12\n`));
  const preview = await whole.station.batches.put('名单.csv', list);
  expect(preview).toMatchObject({ state: 'preview', total: 8, bad: 1, rows: { waiting: 8 } });
  expect(w.out).toEqual([]);
  whole.station.batches.start(preview.batchId);
  await until(whole, preview.batchId, ({ state }) => state === 'ended');
  expect(viewOf(whole, preview.batchId).rows).toEqual({ done: 4, skipped: 4 });
  const rows = whole.station.batches.results(preview.batchId, null, 0, 100);
  expect(rows.map(({ state, why }) => why ?? state)).toEqual(['done', 'courier-differs', 'done', 'done', 'done', 'no-target', 'intercepted', 'no-order']);
  expect(rows.every(({ state, replacement }) => (state === 'done') === (replacement !== null))).toBe(true);
  await expect.poll(() => w.state.writeBacks.map(({ original }) => original).sort()).toEqual([0, 2, 3, 4].map(numberOf));
  expectSoundBooks(whole.store);
  // No parcel has left: the desk has seen none of them.
  expect(whole.station.status().today).toBe(0);
  expect(whole.station.recent()).toEqual([]);
});

test('a parcel that a list has converted passes the desk, once, and its card has the new number', async () => {
  const w = world();
  w.state.orders = [aForwardedParcel({ number: numberOf(0), courier: 'zto' }), aParcel({ number: numberOf(1), courier: 'yto' })];
  const whole = started(w);
  await ready(whole);
  const id = await batchIn(whole, [numberOf(0), numberOf(1)]);
  await until(whole, id, ({ state }) => state === 'ended');
  const conversions = w.out.filter(({ url }) => url.endsWith('/convert')).length;
  expect(conversions).toBe(2);
  const first = await whole.station.scan(numberOf(0));
  const second = await whole.station.scan(numberOf(1));
  expect([first.verdict, second.verdict]).toEqual(['pass', 'pass']);
  await whole.until(first.scanId, isSettled);
  await whole.until(second.scanId, isSettled);
  expect(whole.station.card(first.scanId).jobs.map(({ kind }) => kind)).toEqual(['trace', 'write-back', 'forwarding-sms']);
  expect(whole.station.card(second.scanId).jobs.map(({ kind }) => kind)).toEqual(['sync', 'write-back', 'privacy']);
  expect(whole.station.card(first.scanId).replacement).not.toBeNull();
  expect((await whole.station.scan(numberOf(0))).verdict).toBe('duplicate');
  expect(w.out.filter(({ url }) => url.endsWith('/convert'))).toHaveLength(2);
  expectSoundBooks(whole.store);
});

test('a packer goes first: a scan is served while a list waits', async () => {
  const w = world();
  w.state.orders = [...parcels(40), aParcel({ number: 'SF1234567890123', privacy: false })];
  const whole = started(w);
  await ready(whole);
  whole.station.pause(true);
  const id = await batchIn(whole, Array.from({ length: 40 }, (_, n) => numberOf(n)));
  await until(whole, id, ({ rows }) => rows.sent === 40);
  const card = await whole.station.scan('SF1234567890123');
  whole.station.pause(false);
  await until(whole, id, ({ state }) => state === 'ended');
  await whole.until(card.scanId, isSettled);
  const order = w.out.filter(({ url }) => url.endsWith('/convert')).map(({ body }) => (JSON.parse(body ?? '{}') as { number: string }).number);
  expect(order[0]).toBe('SF1234567890123');
  expect(new Set(order).size).toBe(41);
});

test('pause stops what has not been sent, a restart changes nothing of it, and it goes on to the end without doing anything twice', async () => {
  const w = world();
  w.state.orders = parcels(150);
  const dir = tempDir();
  const first = started(w, dir);
  await ready(first);
  const id = await batchIn(first, Array.from({ length: 150 }, (_, n) => numberOf(n)));
  await until(first, id, ({ rows }) => (rows.done ?? 0) > 5);
  first.station.batches.pause(id, true);
  await until(first, id, () => first.station.flow.jobs.counts().every(({ state, waits }) => state === 'waiting' && (waits === 'paused' || waits === 'depends')));
  const done = viewOf(first, id).rows.done ?? 0;
  const sent = w.out.length;
  expect(done).toBeLessThan(150);
  await first.stop();

  const second = started(w, dir);
  await ready(second);
  await new Promise((go) => setTimeout(go, 300));
  expect(viewOf(second, id)).toMatchObject({ state: 'paused', rows: { done } });
  expect(w.out.length).toBe(sent);
  second.station.batches.pause(id, false);
  await until(second, id, ({ rows }) => (rows.done ?? 0) > done + 5);
  // In the middle of it, and not paused.
  await second.stop();

  const third = started(w, dir);
  await until(third, id, ({ state }) => state === 'ended');
  expect(viewOf(third, id).rows).toEqual({ done: 150 });
  const asked = w.out.filter(({ url }) => url.endsWith('/convert')).map(({ body }) => (JSON.parse(body ?? '{}') as { requestId: string }).requestId);
  expect(new Set(asked).size).toBe(150);
  expectSoundBooks(third.store);
});

test('cancelling gives up what has not been sent and frees its money; its parcels can be converted after that', async () => {
  const w = world();
  w.state.orders = parcels(100);
  const whole = started(w);
  await ready(whole);
  whole.station.pause(true);
  const id = await batchIn(whole, Array.from({ length: 100 }, (_, n) => numberOf(n)));
  await until(whole, id, ({ rows }) => rows.sent === 64);
  whole.station.batches.cancel(id);
  await until(whole, id, ({ state }) => state === 'stopped');
  expect(viewOf(whole, id).rows).toEqual({ failed: 64, waiting: 36 });
  expect(whole.station.flow.ledger.totals().held).toBe(0);
  expect(() => whole.station.batches.cancel(id)).toThrow('batch-gone');
  whole.station.pause(false);
  const card = await whole.station.scan(numberOf(3));
  expect(card.verdict).toBe('pass');
  await whole.until(card.scanId, isSettled);
  const again = await batchIn(whole, [numberOf(3), numberOf(4)]);
  await until(whole, again, ({ state }) => state === 'ended');
  expect(whole.station.batches.results(again, null, 0, 9).map(({ state, why }) => why ?? state)).toEqual(['done', 'done']);
  expect(w.out.filter(({ url }) => url.endsWith('/convert'))).toHaveLength(2);
  expectSoundBooks(whole.store);
});

test('cancelling gives up what waits for a person too: an authorisation that comes later sets nothing of it to work', async () => {
  const told = world();
  told.state.stores = [{ ...AUTHORISED, authorised: null }, { ...AUTHORISED, storeId: 'store-2' }];
  told.state.orders = [...parcels(1), aParcel({ number: numberOf(1), courier: 'yto', privacy: false, orderNumber: 'order-1', store: { id: 'store-2', name: '另一家' } })];
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const whole = started({ ...told, send: async (outgoing) => {
    const sent = await told.send(outgoing);
    await patience;
    return sent;
  } });
  await ready(whole);
  const id = await batchIn(whole, [numberOf(0), numberOf(1)]);
  await until(whole, id, ({ rows }) => rows.parked === 1 && rows.sent === 1);
  whole.station.batches.cancel(id);
  answer();
  await until(whole, id, ({ state }) => state === 'stopped');
  await whole.station.stores.authorise('store-1');
  expect(viewOf(whole, id).rows).toEqual({ failed: 1, done: 1 });
  expect(whole.station.exceptions()).toEqual([]);
  // What was being called when it was cancelled is written back to the platform.
  await expect.poll(() => whole.station.flow.jobs.counts()).toEqual([]);
  expectSoundBooks(whole.store);
});

test('rows that an authorisation sets to work all at once leave no room: the rest of the list waits for its turn', async () => {
  const w = world();
  w.state.stores = [{ ...AUTHORISED, authorised: null }];
  w.state.orders = parcels(300);
  const whole = started(w);
  await ready(whole);
  const id = await batchIn(whole, Array.from({ length: 300 }, (_, n) => numberOf(n)));
  await until(whole, id, ({ rows }) => (rows.parked ?? 0) >= 100);
  whole.station.batches.pause(id, true);
  whole.station.pause(true);
  await whole.station.stores.authorise('store-1');
  await until(whole, id, ({ rows }) => (rows.sent ?? 0) >= 100 && rows.parked === undefined);
  const waiting = viewOf(whole, id).rows.waiting ?? 0;
  expect(waiting).toBeGreaterThan(0);
  whole.station.batches.pause(id, false);
  await turn();
  expect(viewOf(whole, id).rows.waiting).toBe(waiting);
  whole.station.pause(false);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ done: 300 });
  expectSoundBooks(whole.store);
});

test('an order that the platform holds does not keep its list from its end, and is converted when it is let go', async () => {
  const w = world();
  w.state.orders = parcels(2);
  const { whole, id } = await allSent(w, [numberOf(0), numberOf(1)]);
  const [parcel] = parcels(1);
  if (!parcel) throw new Error('no parcel');
  w.state.orders = [...w.state.orders, { ...parcel, hold: true }];
  whole.station.soon();
  await expect.poll(() => whole.station.flow.parcels.find(numberOf(0))?.hold).toBe(true);
  whole.station.pause(false);
  await until(whole, id, ({ state }) => state === 'ended');
  expect(viewOf(whole, id).rows).toEqual({ done: 1, parked: 1 });
  w.state.orders = [...w.state.orders, parcel];
  whole.station.soon();
  await until(whole, id, ({ rows }) => rows.done === 2);
  expectSoundBooks(whole.store);
});

test('one list at a time, and one that nobody started is gone after a restart', async () => {
  const w = world();
  w.state.orders = parcels(3);
  const dir = tempDir();
  const first = started(w, dir);
  await ready(first);
  first.station.pause(true);
  await batchIn(first, [numberOf(0)]);
  const waiting = await first.station.batches.put('b.csv', listOf([numberOf(1)]));
  expect(() => first.station.batches.start(waiting.batchId)).toThrow('batch-running');
  await first.stop();
  const second = started(w, dir);
  await expect.poll(() => second.store.sql<{ n: number }>('SELECT count(*) AS n FROM batch_rows').get()?.n).toBe(1);
  expect(second.station.batches.room().preview).toBeNull();
  expect(second.station.batches.room().batches).toHaveLength(1);
});

test('a conversion of a store without an authorisation is parked and never called, and goes on by itself once a merchant has recorded it', async () => {
  const w = world();
  w.state.stores = [{ ...AUTHORISED, authorised: null }];
  w.state.orders = parcels(2);
  const whole = started(w);
  await ready(whole);
  const card = await whole.station.scan(numberOf(0));
  const id = await batchIn(whole, [numberOf(1)]);
  await until(whole, id, ({ rows }) => rows.parked === 1);
  await whole.until(card.scanId, ({ jobs }) => jobs[0]?.state === 'parked');
  expect(whole.station.exceptions().map(({ error, proposed, held }) => [error, proposed, held])).toEqual([['store-not-authorised', 'retry', 0], ['store-not-authorised', 'retry', 0]]);
  whole.station.act({ jobId: whole.station.exceptions()[0]?.jobId ?? '', action: 'retry', problem: 'store-not-authorised' });
  await expect.poll(() => whole.station.exceptions()).toHaveLength(2);
  expect(w.out).toEqual([]);
  await whole.station.stores.authorise('store-1');
  await whole.until(card.scanId, isSettled);
  await until(whole, id, ({ rows }) => rows.done === 1);
  expect(whole.station.stores.all()).toMatchObject([{ storeId: 'store-1', authorised: { by: '周老板' } }]);
  expectSoundBooks(whole.store);
});

test('the rules of a store decide where the order names no target, and where they override it', async () => {
  const w = world();
  w.state.orders = [
    aParcel({ number: numberOf(0), courier: 'yto', privacy: false, target: null }),
    aParcel({ number: numberOf(1), courier: 'yto', privacy: false }),
    aParcel({ number: 'JT0000000000001', courier: 'jt', privacy: false }),
  ];
  w.state.stores = [{ ...AUTHORISED, rules: [{ from: { courier: 'jt' }, to: null, overrides: true }, { from: { courier: 'yto', prefix: 'YT0' }, to: { kind: 'courier', courier: 'zto' }, overrides: false }] }];
  const whole = started(w);
  await ready(whole);
  const kinds = async (number: string) => (await whole.station.scan(number)).jobs.map(({ kind }) => kind);
  expect(await kinds(numberOf(0))).toEqual(['trace', 'write-back', 'forwarding-sms']);
  expect(await kinds(numberOf(1))).toEqual(['sync', 'write-back']);
  expect(await kinds('JT0000000000001')).toEqual([]);
});

test('one number never serves two live orders: its scan stops, and a new number that is in use is not written back', async () => {
  const w = world();
  w.state.orders = [aParcel({ number: numberOf(0), courier: 'yto', privacy: false, orderNumber: 'first' }), aParcel({ number: numberOf(1), courier: 'yto', privacy: false }), aParcel({ number: numberOf(2), courier: 'yto', privacy: false })];
  const whole = started(w);
  await ready(whole);
  w.state.orders = [...w.state.orders, aParcel({ number: numberOf(0), courier: 'yto', privacy: false, orderNumber: 'second' })];
  await expect.poll(() => whole.station.flow.parcels.find(numberOf(0))?.orderNumber).toBe('second');
  expect(await whole.station.scan(numberOf(0))).toMatchObject({ verdict: 'intercepted', reason: { kind: 'number-in-use', other: 'first' }, jobs: [] });

  w.play.provider = (outgoing) => (/convert|find/.test(outgoing.url) ? { kind: 'answer', status: 200, text: JSON.stringify({ code: '0', number: numberOf(2), courier: 'yto', validFrom: 1, reference: 'r' }), retryAfter: null } as never : w.provider(outgoing));
  const card = await whole.station.scan(numberOf(1));
  await whole.until(card.scanId, ({ jobs }) => jobs[0]?.state === 'parked');
  expect(whole.station.exceptions()).toMatchObject([{ error: 'number-in-use', proposed: 'void' }]);
  expect(w.state.writeBacks).toEqual([]);
});

test('a parcel that a list has converted passes the desk by its new number, as what it is', async () => {
  const w = world();
  w.state.orders = parcels(1);
  const whole = started(w);
  await ready(whole);
  const id = await batchIn(whole, [numberOf(0)]);
  await until(whole, id, ({ state }) => state === 'ended');
  const replacement = whole.station.flow.numbers.originalOf('YT9000000000001');
  expect(replacement).toBe(numberOf(0));
  const card = await whole.station.scan('YT9000000000001');
  expect(card).toMatchObject({ verdict: 'pass', number: numberOf(0), label: 'YT9000000000001', parcel: { orderNumber: expect.any(String) } });
  expect(w.out.filter(({ url }) => url.endsWith('/convert'))).toHaveLength(1);
  expect((await whole.station.scan(numberOf(0))).verdict).toBe('duplicate');
  expectSoundBooks(whole.store);
});

test('every list there was can be opened: twenty of the newest at first, and older ones for whoever looks further back', async () => {
  const whole = wholeStation({ world: world() });
  const { batches } = whole.station.flow;
  for (let n = 1; n <= 43; n += 1) {
    const id = batches.begin({ name: `list-${n}`, at: n, operator: { id: 'op-1', name: '李四' }, station: '03', headings: [] });
    batches.addGood(id, { line: 1, number: numberOf(n), courier: null, target: null });
    batches.complete(id, 1, 0);
    batches.move(id, ['preview'], 'running', n);
    batches.move(id, ['running'], 'ended', n);
  }
  const shown = (lists?: number) => {
    const room = whole.station.batches.room(lists);
    return { count: room.batches.length, last: room.batches.at(-1)?.name, more: room.more };
  };
  expect([shown(), shown(40), shown(43), shown(60)]).toEqual([
    { count: 20, last: 'list-24', more: true }, { count: 40, last: 'list-4', more: true }, { count: 43, last: 'list-1', more: false }, { count: 43, last: 'list-1', more: false },
  ]);
  expect(whole.station.batches.room(43).batches.at(-1)).toMatchObject({ total: 1, rows: { waiting: 1 } });
});
