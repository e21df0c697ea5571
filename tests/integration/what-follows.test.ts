import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { TEMPLATES } from '../../src-main/practice/account/messages.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, entitlementsWith, messageRulesWith, numberOf } from '../support/samples.ts';
import { NOT_SENT, answered } from '../support/fake-send.ts';
import { fullAt } from '../support/full-disk.ts';
import { aPrinter } from '../support/printing.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';


type Whole = ReturnType<typeof wholeStation>;

/** A disk that takes everything but changes of these jobs (SQL over `old`). */
const takesNone = (s: Whole, jobs: string): void => fullAt(s, `UPDATE ON jobs WHEN ${jobs}`);
const takesAll = (s: Whole): void => void s.store.db.exec('DROP TRIGGER full');
const fails = (s: Whole) => expect.poll(() => s.lines.filter((line) => /^fault (full|disk-full)/.test(line)).length).toBeGreaterThan(0);
/** The account API is asked anew for what it is asked for every few seconds. */
function later(s: Whole): void {
  s.clock.heard(s.clock.now() + 30_000, 0);
  s.station.soon();
}
const pickup = { template: 'pickup-code', code: '8-8', place: '西门', phone: PHONE, number: '', corrects: '' };
describe('what follows something heard is not lost with a disk that fails right behind it:', () => {
  test('templates and limits', async () => {
    const w = world();
    w.state.messageRules = messageRulesWith({ hours: { notification: { from: 0, to: 0 } } }, TEMPLATES.slice(1));
    w.state.orders = [aForwardedParcel()];
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.messages.view().templates.length).toBeGreaterThan(0);
    await expect.poll(() => s.station.status().ordersReady).toBe(true);
    s.station.messages.send(pickup);
    await s.station.scan(aForwardedParcel().number);
    const rules = () => s.station.messages.view().messages.map(({ rule }) => rule).toSorted();
    await expect.poll(rules).toEqual(['message-hours', 'message-template-missing']);
    takesNone(s, "old.waits = 'hours'");
    w.state.messageRules = messageRulesWith();
    later(s);
    await fails(s);
    takesAll(s);
    await expect.poll(() => s.station.messages.view().messages.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(s.station.exceptions()).toEqual([]);
    expectSoundBooks(s.store);
  });

  test('opt-outs', async () => {
    const w = world();
    w.state.refusals.set('optOuts', new CallFailed('api-refused', 'optOuts', { effect: 'none' }));
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.messages.view().templates.length).toBeGreaterThan(0);
    s.station.messages.send(pickup);
    await expect.poll(() => s.station.messages.view().messages[0]?.rule).toBe('message-opt-outs-unknown');
    takesNone(s, "old.waits = 'platform'");
    w.state.refusals.clear();
    s.station.soon();
    await fails(s);
    takesAll(s);
    await expect.poll(() => s.station.messages.view().messages[0]?.state).toBe('done');
  });

  test('another provider', async () => {
    const w = world();
    const first = { endpoint: 'https://first.example', credential: { appId: 'first', secret: 'first-secret' } };
    w.state.orders.push(aParcel({ privacy: false }));
    w.state.entitlements = entitlementsWith({ provider: first });
    w.play.provider = (outgoing) => (outgoing.url.startsWith(first.endpoint) ? answered(429, '', { retryAfter: 3_600_000 }) : w.provider(outgoing));
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await s.until(scanId, ({ jobs }) => jobs[0]?.waits === 'limited');
    takesNone(s, "old.waits = 'limited'");
    w.state.entitlements = entitlementsWith({ version: 2 });
    later(s);
    await fails(s);
    takesAll(s);
    await s.until(scanId, isSettled);
    expect(s.station.status().standsStill).toEqual({});
  });

  test('a network', async () => {
    const w = world();
    w.state.orders.push(aParcel({ privacy: false }));
    w.play.provider = () => NOT_SENT;
    const s = wholeStation({ world: w });
    s.station.start();
    const { scanId } = await s.station.scan(aParcel().number);
    await s.until(scanId, ({ jobs }) => jobs[0]?.waits === 'offline');
    s.station.pause(true);
    s.store.sql("UPDATE jobs SET ready_at = ready_at + 3600000 WHERE waits = 'offline'").run();
    takesNone(s, "old.waits = 'offline'");
    s.station.reached(false);
    s.station.reached(true);
    await fails(s);
    takesAll(s);
    w.play.provider = w.provider;
    s.station.pause(false);
    await s.until(scanId, isSettled);
  });

  test("a store's authorisation, also where the program ends before its work was told", async () => {
    const w = world();
    w.state.stores = w.state.stores.map((store) => ({ ...store, authorised: null }));
    w.state.orders.push(aParcel({ privacy: false }));
    const before = wholeStation({ world: w });
    before.station.start();
    await expect.poll(() => before.station.status().ordersReady).toBe(true);
    const { scanId } = await before.station.scan(aParcel().number);
    await before.until(scanId, ({ jobs }) => jobs[0]?.state === 'parked');
    takesNone(before, "old.error = 'store-not-authorised'");
    w.state.stores = world().state.stores;
    await fails(before);
    expect(before.station.flow.stores.isAuthorised('store-1')).toBe(true);
    await before.stop();
    const s = wholeStation({ world: w, dir: before.dir });
    s.station.start();
    await s.until(scanId, isSettled);
  });
});

describe('what is on the disk is done, whatever the disk takes of what follows it:', () => {
  const [FIRST, SECOND] = [numberOf(1), numberOf(2)];

  /** One parcel whose work has happened and waits for money to be charged with, and one with money set aside. Nothing is called. */
  async function owing() {
    const w = world();
    w.state.orders = [FIRST, SECOND].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
    const s = wholeStation({ world: w });
    const { flow } = s.station;
    s.station.start();
    await expect.poll(() => s.station.status().ordersReady && s.station.status().balance !== null).toBe(true);
    s.station.pause(true);
    const [{ scanId: owes }, { scanId: has }] = [await s.station.scan(FIRST), await s.station.scan(SECOND)];
    s.store.sql("UPDATE jobs SET state = 'unknown', waits = 'funds', ready_at = NULL WHERE scan_id = ? AND kind = 'sync'").run(owes);
    takesNone(s, "old.state = 'unknown' AND old.waits = 'funds'");
    const sync = (scanId: number) => flow.jobs.ofScan(scanId).find(({ kind }) => kind === 'sync');
    return { w, s, has, flow, job: sync(has)?.id ?? 0, waits: () => sync(owes)?.waits };
  }

  test('撤销 has undone, and what it frees charges what waits for it as soon as it can', async () => {
    const { s, waits } = await owing();
    expect(s.station.undo()).toMatchObject({ kind: 'undone' });
    expect(waits()).toBe('funds');
    takesAll(s);
    await expect.poll(waits).toBeNull();
  });

  test('a decision in 异常', async () => {
    const { s, flow, job, waits } = await owing();
    s.store.sql("UPDATE jobs SET state = 'parked', waits = NULL, ready_at = NULL, error = 'provider-refused-merchant', ended_at = 1 WHERE id = ?").run(job);
    expect(s.station.act({ jobId: String(job), action: 'void', problem: 'provider-refused-merchant' })).toEqual([]);
    expect(flow.jobs.find(job)?.state).toBe('void');
    takesAll(s);
    await expect.poll(waits).toBeNull();
  });

  test('a parcel that is called back is told to the desk', async () => {
    const { w, s, has } = await owing();
    w.state.interceptions.push(anInterception({ number: SECOND }));
    s.station.soon();
    await expect.poll(() => s.announcements).toMatchObject([{ kind: 'recalled', scanId: has, number: SECOND }]);
    takesAll(s);
  });

  test('the row of a list follows its job', async () => {
    const w = world();
    w.state.orders = [FIRST, SECOND].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.status().ordersReady).toBe(true);
    const { batchId } = await s.station.batches.put('名单.csv', readList(readCsvText(`运单号\n${FIRST}\n${SECOND}\n`)));
    fullAt(s, "UPDATE ON batch_rows WHEN old.state = 'sent'");
    s.station.batches.start(batchId);
    await fails(s);
    await expect.poll(() => s.store.sql('SELECT kind FROM jobs WHERE state <> ?').all('done')).toEqual([]);
    expect(s.station.batches.view(batchId).state).toBe('running');
    takesAll(s);
    await expect.poll(() => s.station.batches.view(batchId).state).toBe('ended');
  });

  test('a list that was started goes on, and one that was put away goes', async () => {
    const w = world();
    w.state.orders = [aParcel({ number: FIRST, courier: 'yto', privacy: false })];
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.status().ordersReady).toBe(true);
    const list = () => s.station.batches.put('名单.csv', readList(readCsvText(`运单号\n${FIRST}\n`)));
    const rows = () => s.store.sql<{ state: string }>('SELECT state FROM batch_rows').all().map(({ state }) => state);
    const away = await list();
    fullAt(s, 'DELETE ON batch_rows');
    s.station.batches.discard(away.batchId);
    await fails(s);
    takesAll(s);
    await expect.poll(rows).toEqual([]);
    const { batchId } = await list();
    s.lines.length = 0;
    fullAt(s, 'INSERT ON scans');
    s.station.batches.start(batchId);
    await fails(s);
    takesAll(s);
    await expect.poll(() => s.station.batches.view(batchId).state).toBe('ended');
    expect(rows()).toEqual(['done']);
  });

  test('a number whose order came late has its slip', async () => {
    const w = world();
    const printer = await aPrinter();
    const s = wholeStation({ world: w, printing: printer.parts() });
    s.station.start();
    await expect.poll(() => s.station.status().ordersReady).toBe(true);
    const { scanId } = await s.station.scan(FIRST);
    fullAt(s, 'INSERT ON prints');
    w.state.orders = [aParcel({ number: FIRST, courier: 'yto', privacy: false })];
    s.station.soon();
    await fails(s);
    takesAll(s);
    await expect.poll(() => s.announcements).toMatchObject([{ kind: 'order-arrived', scanId, verdict: 'pass' }]);
    await expect.poll(printer.slips).toHaveLength(1);
  });
});
