import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AccountClient } from '../../src-main/account/client.ts';
import { unknownNumbers } from '../../src-main/station/unknown-numbers.ts';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { MOST_UNKNOWN } from '../../src-shared/bridge/views.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { aParcel, anInterception, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world, type World } from '../support/whole-station.ts';

const NUMBER = aParcel().number;
/** Of a courier that nobody here knows. */
const ODD = '1Z999AA10123456784';
const asked = (w: World): number => w.asked.filter(({ name }) => name === 'order').length;

async function opened(given: { readonly dir?: string; readonly w?: World } = {}) {
  const w = given.w ?? world();
  const whole = wholeStation({ world: w, ...(given.dir ? { dir: given.dir } : {}) });
  whole.station.start();
  await expect.poll(() => whole.station.status()).toMatchObject({ ordersReady: true });
  await expect.poll(() => whole.station.status().leaseLeft).toBeGreaterThan(0);
  const arrives = (...parcels: Parcel[]): void => {
    w.state.orders.push(...parcels);
    whole.station.soon();
  };
  return { w, ...whole, arrives, list: () => whole.station.unknowns.list() };
}

describe('a number without an order', () => {
  test('is asked for once, and passes where the account API knows it', async () => {
    const s = await opened();
    s.w.state.untold.push(aParcel());
    const card = await s.station.scan(NUMBER);
    expect(card).toMatchObject({ verdict: 'pass', parcel: { orderNumber: 'order-1' } });
    expect(asked(s.w)).toBe(1);
    expect(s.list()).toEqual([]);
    await s.until(card.scanId, isSettled);
    await s.station.scan(NUMBER);
    expect(asked(s.w)).toBe(1);
  });

  test('is filed where nobody knows it, and resolves itself when its order arrives', async () => {
    const s = await opened();
    const card = await s.station.scan(NUMBER);
    expect(card).toMatchObject({ verdict: 'unknown', reason: { kind: 'no-order' }, jobs: [] });
    expect(asked(s.w)).toBe(1);
    expect(s.list()).toMatchObject([{ number: NUMBER, scanId: card.scanId, times: 1, operator: '李四', station: '03', stopped: false, state: 'open', candidates: ['sf'] }]);
    expect(s.station.status()).toMatchObject({ unknownNumbers: 1, today: 0 });
    s.arrives(aParcel());
    await s.until(card.scanId, isSettled);
    expect(s.station.card(card.scanId)).toMatchObject({ verdict: 'pass', reason: { kind: 'work' }, charged: 300, parcel: { orderNumber: 'order-1' } });
    expect(s.cards.get(card.scanId)).toMatchObject({ verdict: 'pass' });
    expect(s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: NUMBER, verdict: 'pass' }]);
    expect(s.list()).toMatchObject([{ state: 'done' }]);
    expect(s.station.status()).toMatchObject({ unknownNumbers: 0, today: 1, shift: 1 });
    expect((await s.station.today()).scans).toMatchObject({ pass: 1, unknown: 0 });
    expect((await s.station.scan(NUMBER)).verdict).toBe('duplicate');
    expectSoundBooks(s.store);
  });

  test('in no courier\'s format is asked for as well, and passes where the account API knows it', async () => {
    const s = await opened();
    s.w.state.untold.push(aParcel({ number: ODD }));
    expect(await s.station.scan(ODD)).toMatchObject({ verdict: 'pass', parcel: { orderNumber: 'order-1' } });
    expect([asked(s.w), s.list()]).toEqual([1, []]);
  });

  test('in no courier\'s format is filed where nobody knows it, stays here under either rule, and passes when its order has come', async () => {
    const s = await opened();
    const card = await s.station.scan(ODD);
    expect(card).toMatchObject({ verdict: 'invalid', reason: { why: 'no-format' }, jobs: [] });
    expect([asked(s.w), s.station.status().unknownNumbers]).toEqual([1, 1]);
    expect(s.list()).toMatchObject([{ number: ODD, stopped: true, state: 'open', candidates: [] }]);
    s.arrives(aParcel({ number: ODD }));
    await expect.poll(() => s.list()).toMatchObject([{ state: 'arrived' }]);
    expect(s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: ODD, verdict: null }]);
    expect((await s.station.scan(ODD)).verdict).toBe('pass');
    expect(s.list()).toMatchObject([{ state: 'done' }]);
  });

  test.each(['HELLO-WORLD', 'A-12-03', '1234567', 'https://example.invalid/p/12345678', '13800138000', '134567890123456789', '{"id":"12345678"}'])('%s is none: nobody is asked, and nothing filed', async (text) => {
    const s = await opened();
    expect((await s.station.scan(text)).verdict).toBe('invalid');
    expect([asked(s.w), s.list()]).toEqual([0, []]);
  });

  test('in no courier\'s format that is taken back is put away', async () => {
    const s = await opened();
    await s.station.scan(ODD);
    expect(s.station.undo().kind).toBe('undone');
    expect(s.list()).toMatchObject([{ state: 'dropped' }]);
  });

  test('is counted each time it is scanned, and its work is done once', async () => {
    const s = await opened();
    const first = await s.station.scan(NUMBER);
    const second = await s.station.scan(NUMBER);
    expect(s.list()).toMatchObject([{ times: 2, scanId: first.scanId }]);
    s.arrives(aParcel());
    await s.until(first.scanId, isSettled);
    expect(s.station.card(second.scanId)).toMatchObject({ verdict: 'duplicate', reason: { kind: 'seen' }, jobs: [] });
    expect(s.station.status().today).toBe(1);
  });

  test('is not asked for without a network, and resolves when there is one again', async () => {
    const s = await opened();
    s.station.reached(false);
    const card = await s.station.scan(NUMBER);
    expect(card.verdict).toBe('unknown');
    expect(asked(s.w)).toBe(0);
    s.station.reached(true);
    s.arrives(aParcel());
    await s.until(card.scanId, isSettled);
  });

  test('an answer that takes long does not keep the packer, and resolves it when it comes', async () => {
    const s = await opened();
    let answer: (parcel: Parcel) => void = () => undefined;
    s.w.play.order = () => new Promise((resolve) => (answer = resolve));
    const card = await s.station.scan(NUMBER);
    expect(card.verdict).toBe('unknown');
    answer(aParcel());
    await s.until(card.scanId, isSettled);
    expect(s.list()).toMatchObject([{ state: 'done' }]);
  });

  test('is not waited for where others wait behind it: it is decided and kept, and decided again when the answer comes', async () => {
    const s = await opened();
    let answer: (parcel: Parcel) => void = () => undefined;
    s.w.play.order = () => new Promise((resolve) => (answer = resolve));
    const card = await s.station.scan(NUMBER, { device: null, ago: 0, queued: true });
    expect(card.verdict).toBe('unknown');
    expect(s.store.sql('SELECT verdict FROM scans').all()).toEqual([{ verdict: 'unknown' }]);
    answer(aParcel());
    await s.until(card.scanId, isSettled);
    expect(s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: NUMBER, verdict: 'pass' }]);
  });

  test('waits behind others for its question, which is not asked any more where the station has stopped or the order has come', async () => {
    const s = await opened();
    const answers: ((parcel: Parcel) => void)[] = [];
    s.w.play.order = () => new Promise((resolve) => void answers.push(resolve));
    const queued = { device: null, ago: 0, queued: true };
    for (const number of [NUMBER, numberOf(1), numberOf(2), numberOf(3)]) await s.station.scan(number, queued);
    await expect.poll(() => answers.length).toBe(1);
    s.arrives(aParcel({ number: numberOf(1) }));
    await expect.poll(() => s.list().find(({ number }) => number === numberOf(1))?.state).toBe('done');
    answers[0]?.(aParcel());
    await expect.poll(() => s.w.asked.filter(({ name }) => name === 'order').map(({ options }) => options.params?.['number'])).toEqual([NUMBER, numberOf(2)]);
    await s.stop();
    answers[1]?.(aParcel({ number: numberOf(2) }));
    await new Promise((go) => setTimeout(go, 20));
    expect(asked(s.w)).toBe(2);
  });

  test('nor as soon as somebody scans on', async () => {
    // The time for which it would be waited never passes.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const client = { call: () => new Promise(() => undefined) } as unknown as AccountClient;
    const fail = (): never => expect.fail('nothing has been heard');
    const unknowns = unknownNumbers({ flow: bench().flow(), client, desk: fail, mayAsk: () => true, decided: fail, moved: fail, changed: fail, toldAnew: fail, wake: fail, announce: fail, failed: fail, rows: { met: fail, passed: fail } });
    const looking = unknowns.lookUp(NUMBER);
    unknowns.hurry();
    await looking;
    await unknowns.lookUp(numberOf(1), true);
  });

  test('an answer that was asked for before the feed told of its number takes back nothing of what the feed says', async () => {
    const s = await opened();
    let answer: (parcel: Parcel) => void = () => undefined;
    s.w.play.order = () => new Promise((resolve) => (answer = resolve));
    const { scanId } = await s.station.scan(NUMBER, { device: null, ago: 0, queued: true });
    await expect.poll(() => asked(s.w)).toBe(1);
    s.arrives(aParcel({ refund: true, hold: true }), aParcel({ number: numberOf(1) }));
    await expect.poll(() => s.station.flow.parcels.wordsOf(NUMBER)).not.toBeNull();
    answer(aParcel());
    await new Promise((go) => setTimeout(go, 50));
    expect(s.station.flow.parcels.wordsOf(NUMBER)).toEqual({ number: NUMBER, refund: true, hold: true });
    expect(s.station.card(scanId).verdict).not.toBe('pass');
    // One that was asked for afterwards is newer.
    s.w.play.order = async () => aParcel({ number: numberOf(2) });
    expect((await s.station.scan(numberOf(2))).verdict).toBe('pass');
  });

  test('an answer about another number changes nothing', async () => {
    const s = await opened();
    s.w.play.order = () => Promise.resolve(aParcel({ number: 'SF9999999999999' }));
    expect((await s.station.scan(NUMBER)).verdict).toBe('unknown');
    expect(s.store.sql('SELECT 1 FROM parcels').get()).toBeUndefined();
  });

  test('that the API fails to answer is an unknown number and no fault of the desk', async () => {
    const s = await opened();
    s.w.state.refusals.set('order', new CallFailed('api-busy', '500', { effect: 'none' }));
    expect((await s.station.scan(NUMBER)).verdict).toBe('unknown');
    expect(s.problems.list()).toEqual([]);
  });

  test('waits over a restart', async () => {
    const first = await opened();
    const card = await first.station.scan(NUMBER);
    await first.stop();
    const s = await opened({ dir: first.dir, w: first.w });
    expect(s.list()).toMatchObject([{ state: 'open' }]);
    s.arrives(aParcel());
    await s.until(card.scanId, isSettled);
  });

  test('several pieces: the work is the first one\'s, the others are pieces', async () => {
    const s = await opened();
    const scans = [];
    for (const piece of [1, 2]) scans.push(await s.station.scan(`JDVA12345678901-${piece}-2-`));
    s.arrives(aParcel({ number: 'JDVA12345678901', courier: 'jd' }));
    await s.until(scans[0]?.scanId ?? 0, isSettled);
    expect(scans.map(({ scanId }) => s.station.card(scanId)).map(({ verdict, reason, piece }) => [verdict, reason.kind, piece])).toEqual([['pass', 'work', { number: 1, of: 2, sent: 2 }], ['pass', 'piece', { number: 2, of: 2, sent: 2 }]]);
  });

  test('of an order of several pieces by a label that does not say which: nothing is done, it is called back, and passes when it is scanned again', async () => {
    const s = await opened();
    const jd = 'JDVA12345678901';
    const card = await s.station.scan(jd);
    expect(card.verdict).toBe('unknown');
    s.arrives(aParcel({ number: jd, courier: 'jd', pieces: { count: 2, numbers: [] } }));
    await expect.poll(() => s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: jd, verdict: 'invalid' }]);
    expect(s.station.card(card.scanId)).toMatchObject({ verdict: 'invalid', reason: { why: 'piece-missing' }, parcel: { courier: 'jd' }, jobs: [] });
    expect(s.list()).toMatchObject([{ state: 'arrived' }]);
    expect(s.station.recalls()).toMatchObject([{ scanId: card.scanId, number: jd, reason: { kind: 'unreadable', why: 'piece-missing' } }]);
    expect(s.station.held()).toEqual([]);
    expect((await s.station.scan(jd)).verdict).toBe('invalid');
    expect(s.list()).toMatchObject([{ state: 'arrived' }]);
    const again = await s.station.scan(`${jd}-1-2-`);
    expect(again).toMatchObject({ verdict: 'pass', piece: { number: 1, of: 2 } });
    expect(s.list()).toMatchObject([{ state: 'done' }]);
    expect(s.station.endRecall(card.scanId)).toEqual([]);
  });

  test('put away by a person is not waited for; undone neither', async () => {
    const s = await opened();
    const card = await s.station.scan(NUMBER);
    s.station.dropUnknown(NUMBER);
    expect(() => s.station.dropUnknown(NUMBER)).toThrow('unknown-gone');
    const other = await s.station.scan(numberOf(1));
    expect(s.station.undo()).toMatchObject({ kind: 'undone', card: { scanId: other.scanId } });
    expect(s.list().map(({ state }) => state)).toEqual(['dropped', 'dropped']);
    s.arrives(aParcel(), aParcel({ number: numberOf(1), orderNumber: 'order-2' }));
    await expect.poll(() => s.store.sql<{ n: number }>('SELECT count(*) AS n FROM parcels').get()?.n).toBe(2);
    expect([card, other].map(({ scanId }) => s.station.card(scanId).verdict)).toEqual(['unknown', 'unknown']);
    expect((await s.station.scan(NUMBER)).verdict).toBe('pass');
  });
});

test('待查 lists what has to be scanned again first, however long ago that was scanned and however much waits', () => {
  const b = bench();
  const { scanId } = b.scan(ODD);
  const { unknowns } = b.flow();
  const note = (n: number): void => unknowns.note({ number: numberOf(n), scanId, at: b.time.now + n, operator: { id: 'op-1', name: '李四' }, station: '03', stopped: true });
  b.store().transaction(() => Array.from({ length: MOST_UNKNOWN + 3 }, (_, n) => note(n)));
  unknowns.end(numberOf(0), 'arrived', b.time.now);
  unknowns.end(numberOf(MOST_UNKNOWN + 2), 'done', b.time.now);
  const listed = unknowns.list(MOST_UNKNOWN);
  expect([listed.length, ...listed.slice(0, 2).map(({ number }) => number)]).toEqual([MOST_UNKNOWN, numberOf(0), numberOf(MOST_UNKNOWN + 1)]);
});

describe('where the rule is to stop an unknown number', () => {
  test('it says so, nothing is done before the parcel is scanned again, and then it passes', async () => {
    const s = await opened();
    s.station.rules.set({ unknown: 'stop', platforms: [] });
    const card = await s.station.scan(NUMBER);
    expect(card).toMatchObject({ verdict: 'unknown', reason: { kind: 'no-order', stop: true } });
    s.arrives(aParcel());
    await expect.poll(() => s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: NUMBER, verdict: null }]);
    expect(s.list()).toMatchObject([{ state: 'arrived', stopped: true }]);
    expect(s.station.card(card.scanId)).toMatchObject({ verdict: 'unknown', jobs: [] });
    const again = await s.station.scan(NUMBER);
    expect(again.verdict).toBe('pass');
    expect(s.list()).toMatchObject([{ state: 'done' }]);
    await s.until(again.scanId, isSettled);
  });
  test('and the rules hold over a restart', async () => {
    const first = await opened();
    first.station.rules.set({ unknown: 'stop', platforms: ['pdd'] });
    await first.stop();
    const s = await opened({ dir: first.dir, w: first.w });
    expect(s.station.rules.now()).toEqual({ unknown: 'stop', platforms: ['pdd'] });
    s.w.state.orders.push(aParcel({ target: null, platform: 'jd' }));
    s.station.soon();
    await expect.poll(() => s.store.sql('SELECT 1 FROM parcels').get()).toBeDefined();
    expect(await s.station.scan(NUMBER)).toMatchObject({ verdict: 'intercepted', reason: { kind: 'wrong-platform', platform: 'jd', expected: ['pdd'] } });
  });
});

describe('what must not leave, told after it has passed', () => {
  test('an unknown number whose order is intercepted', async () => {
    const s = await opened();
    const card = await s.station.scan(NUMBER);
    s.arrives(aParcel({ refund: true }));
    await expect.poll(() => s.announcements).toEqual([{ kind: 'order-arrived', scanId: card.scanId, number: NUMBER, verdict: 'intercepted' }]);
    expect(s.station.card(card.scanId)).toMatchObject({ verdict: 'intercepted', reason: { why: 'refund' }, jobs: [] });
    // It has left the desk: it is called back, and holds nothing.
    expect(s.station.recalls()).toMatchObject([{ scanId: card.scanId, number: NUMBER, reason: { why: 'refund' } }]);
    expect(s.station.held()).toEqual([]);
  });
  test('a parcel that passed is called back, once', async () => {
    const s = await opened();
    s.arrives(aParcel(), aParcel({ number: numberOf(1), orderNumber: 'order-2' }));
    await expect.poll(() => s.store.sql<{ n: number }>('SELECT count(*) AS n FROM parcels').get()?.n).toBe(2);
    const card = await s.station.scan(NUMBER);
    const second = await s.station.scan(numberOf(1));
    s.w.state.interceptions.push(anInterception({ number: numberOf(5) }), anInterception({ reason: 'refund', at: 77 }));
    s.arrives(aParcel({ number: numberOf(1), orderNumber: 'order-2', refund: true }), aParcel({ refund: true }));
    await expect.poll(() => s.announcements.length).toBe(2);
    expect((await s.station.scan(NUMBER)).verdict).toBe('intercepted');
    expect(s.announcements).toMatchObject([
      { kind: 'recalled', scanId: card.scanId, number: NUMBER, reason: { kind: 'intercepted', why: 'refund', at: 77 } },
      { kind: 'recalled', scanId: second.scanId, number: numberOf(1), reason: { why: 'refund' } },
    ]);
    await s.stop();
    const { station } = await opened({ dir: s.dir, w: s.w });
    expect(station.recalls().map(({ scanId, number }) => [scanId, number])).toEqual([[card.scanId, NUMBER], [second.scanId, numberOf(1)]]);
    expect(station.history(NUMBER).scans.map(({ recalled }) => recalled?.ended)).toEqual([undefined, null]);
    // Scanned again and taken off, it is in somebody's hands; the other one is said to be.
    const held = station.held()[0];
    expect(station.takeOff(held?.scanId ?? 0)).toMatchObject([{ scanId: second.scanId }]);
    expect(station.endRecall(second.scanId)).toEqual([]);
    expect(station.history(NUMBER).scans.at(-1)?.recalled).toMatchObject({ ended: { by: '李四' } });
  });
  test('a parcel that was fetched for its refunded order is not called back once more when the platform intercepts it for the refund, by whichever number', async () => {
    const s = await opened();
    s.arrives(aParcel());
    await expect.poll(() => s.store.sql('SELECT 1 FROM parcels').get()).toBeDefined();
    const card = await s.station.scan(NUMBER);
    await s.until(card.scanId, isSettled);
    const { number: converted } = s.store.sql<{ number: string }>("SELECT result ->> '$.number' AS number FROM jobs WHERE kind = 'sync'").get() ?? { number: '' };
    s.arrives(aParcel({ refund: true }));
    await expect.poll(() => s.station.recalls()).toHaveLength(1);
    expect(s.station.endRecall(card.scanId)).toEqual([]);
    for (const number of [NUMBER, converted]) {
      s.w.state.interceptions.push(anInterception({ number, reason: 'refund', at: 77 }));
      s.station.soon();
      await expect.poll(() => s.store.sql('SELECT 1 FROM interceptions WHERE number = ?').get(number)).toBeDefined();
      expect(s.station.recalls()).toEqual([]);
    }
    expect(s.station.history(NUMBER).scans.at(-1)?.recalled).toMatchObject({ ended: { by: '李四' } });
    expect(s.announcements.filter(({ kind }) => kind === 'recalled')).toHaveLength(1);
  });
});
