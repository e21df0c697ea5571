import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aParcel } from '../support/samples.ts';
import { NOON, works } from '../support/station.ts';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a station', () => {
  test('opens with what the journal knows and with the nonce of this start', async () => {
    const t = talking();
    t.b.lend(100);
    const { hash } = t.b.flow().ledger.journal.head(1);
    t.keeping.start();
    await t.pass(0);
    expect(t.account.asked.find(({ name }) => name === 'openStation')).toEqual({ name: 'openStation', request: { epoch: 1, lastSequence: 1, lastHash: hash, nonce: 'nonce-1' }, options: { params: { stationId: 'st-1' } } });
  });
  test('what the API says that it has is no acknowledgement: it can be what a copy of this database told', async () => {
    const t = talking({ epoch: 1 });
    t.b.lend(1_000);
    t.b.flow().parcels.put(aParcel());
    t.b.scan(aParcel().number);
    t.b.run(works);
    const { journal } = t.b.flow().ledger;
    const head = journal.head(1).sequence;
    t.api.lastSequence = head;
    t.refusals.set('journal', failed('api-refused', 'journal-diverged'));
    t.keeping.start();
    await t.pass(0);
    expect(journal.acked(1)).toBe(0);
    // The next opening gets another epoch, and there the charge is told again.
    t.api.epoch = 2;
    t.refusals.clear();
    await t.pass(2_000);
    expect(t.b.journal(2).map(({ kind }) => kind)).toContain('capture');
  });
  test('registers once, also when the answer was lost', async () => {
    const t = talking();
    t.refusals.set('registerStation', failed('api-unreachable'));
    t.keeping.start();
    await t.pass(4_000);
    t.refusals.clear();
    await t.pass(2_000);
    const keys = t.account.asked.filter(({ name }) => name === 'registerStation').map(({ options }) => options.key);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBeGreaterThan(1);
    expect(t.b.store().meta.get('stationId')).toBe('st-1');
  });
  test('that the API knows no more registers anew, under a key that fits no old answer', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    const epoch = t.b.flow().ledger.epoch();
    t.refusals.set('journal', failed('api-refused', 'station-unknown'));
    t.b.store().transaction(() => t.b.flow().ledger.journal.append(epoch, { kind: 'grant-request', at: NOON, grantId: 'later', amount: 1 }));
    await t.pass(2_000);
    t.refusals.clear();
    let isKnown = false;
    t.api.opens = () => {
      if (!isKnown) throw ((isKnown = true), failed('api-refused', 'station-unknown'));
      return { epoch: epoch + 1, reason: 'diverged', lastSequence: 0, earlier: [] };
    };
    await t.pass(2_000);
    const [first, second, ...more] = t.account.asked.filter(({ name }) => name === 'registerStation').map(({ options }) => options.key);
    expect(second).not.toBe(first);
    expect(more).toEqual([]);
    expect(t.b.store().meta.get('stationId')).toBe('st-2');
    expect(t.b.flow().ledger.epoch()).toBe(epoch + 1);
    expect(t.told.at(-1)).toBe('well');
  });
});

test('of an API that was put back all stores are heard again, also under the version that it had told; until then what was heard holds', async () => {
  const t = talking();
  const { stores } = t.b.flow();
  const known = () => t.account.asked.findLast(({ name }) => name === 'stores')?.request;
  t.keeping.start();
  await t.pass(0);
  expect(known()).toEqual({ known: '1' });
  t.refusals.set('journal', failed('api-refused', 'journal-gap'));
  t.b.lend(100);
  await t.pass(2_000);
  t.refusals.clear();
  t.b.flow().ledger.journal.acknowledge(1, 1);
  t.api.lastSequence = 0;
  await t.pass(2_000);
  expect([known(), stores.version(), stores.isAuthorised('store-1')]).toEqual([{}, '1', true]);
  stores.replace('1', stores.all());
  await t.pass(2_000);
  expect(known()).toEqual({ known: '1' });
});

describe('another epoch', () => {
  test.each(['stale-epoch', 'journal-gap', 'journal-diverged', 'station-not-open', 'station-unknown'])('%s: the station is opened again, and its new epoch asks about everything', async (problem) => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    t.refusals.set('journal', failed('api-refused', problem));
    t.keeping.soon();
    await t.pass(1_000);
    expect(t.told).toContain('api-refused');
    t.refusals.clear();
    t.api.epoch = 2;
    t.api.lastSequence = 0;
    await t.pass(2_000);
    expect(t.counts('openStation')).toBe(2);
    expect(t.b.flow().ledger.epoch()).toBe(2);
    expect(t.b.job('sync').state).toBe('unknown');
    // Money of the new epoch is asked for under a new id.
    expect(t.b.store().sql('SELECT epoch, state FROM leases ORDER BY epoch').all()).toEqual([{ epoch: 1, state: 'frozen' }, { epoch: 2, state: 'open' }]);
  });
  const lentThere = (leaseId: string, state: 'open' | 'frozen') => ({ leaseId, stationId: 'st-1', stationName: '工位', amount: 1_000, captured: 0, state, spendUntil: NOON });
  test.each([['knows', 'frozen'], ['has forgotten', 'closed']])('freezes what was lent before it where the API %s that: %s', async (how, state) => {
    const t = talking();
    const leaseId = t.b.lend(1_000);
    t.api.leases = how === 'knows' ? [lentThere(leaseId, 'frozen')] : [];
    t.api.opens = () => ({ epoch: 2, reason: 'diverged', lastSequence: 0, earlier: [] });
    t.keeping.start();
    await t.pass(0);
    expect(t.b.store().sql('SELECT state FROM leases WHERE lease_id = ?').get(leaseId)).toEqual({ state });
    // What is found of that time is charged to a lease that somebody pays.
    expect(t.b.flow().ledger.lease(leaseId)?.written_off).toBe(state === 'closed' ? 1 : 0);
  });
  test.each([
    ['knows itself to be old', true, [], true],
    ['has less of its epoch than the API', false, [{ epoch: 1, lastSequence: 9 }], true],
    ['has all that the API has of it', false, [{ epoch: 1, lastSequence: 1 }], false],
  ])('for a database that %s: it is said that its newest scans are gone: %#', async (_, behind, earlier, isTold) => {
    const t = talking();
    t.b.lend(1_000);
    t.api.behind = behind;
    t.api.opens = () => ({ epoch: 2, reason: 'behind', lastSequence: 0, earlier });
    t.keeping.start();
    await t.pass(0);
    expect(t.b.flow().ledger.epoch()).toBe(2);
    expect(t.problems.list().some(({ code }) => code === 'database-older')).toBe(isTold);
  });
  test('is asked for until it is a new one, by a database that knows itself to be old', async () => {
    const t = talking();
    t.b.lend(1_000);
    t.b.flow().parcels.put(aParcel());
    t.b.scan(aParcel().number);
    t.api.behind = true;
    // Put back itself: it takes the epoch that this database has for its next one.
    t.api.opens = ({ epoch }) => ({ epoch: epoch === 0 ? 1 : epoch + 1, reason: epoch === 0 ? 'behind' : 'diverged', lastSequence: 0, earlier: [] });
    t.keeping.start();
    await t.pass(0);
    expect(t.account.asked.filter(({ name }) => name === 'openStation').map(({ request }) => (request as { epoch: number }).epoch)).toEqual([0, 2]);
    expect(t.b.flow().ledger.epoch()).toBe(3);
    expect(t.b.job('sync').state).toBe('unknown');
    expect(t.b.store().sql("SELECT state FROM leases WHERE epoch = 1").get()).toEqual({ state: 'frozen' });
  });
  test.each([{ behind: true, epoch: 2 }, { behind: false, epoch: 1 }])('that is over is none: $epoch, behind: $behind', async ({ behind, epoch }) => {
    const t = talking({ epoch: 2 });
    t.api.behind = behind;
    t.api.opens = () => ({ epoch, reason: 'behind', lastSequence: 0 });
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toEqual(['api-schema']);
    expect(t.b.flow().ledger.epoch()).toBe(2);
  });
});

describe('an API that was put back to an older copy of itself', () => {
  /** It has nothing of the journal any more, and is told something. */
  async function putBack(t: ReturnType<typeof talking>): Promise<void> {
    t.api.lastSequence = 0;
    t.refusals.set('journal', failed('api-refused', 'journal-gap'));
    t.b.store().transaction(() => t.b.flow().ledger.journal.append(1, { kind: 'grant-request', at: NOON, grantId: 'later', amount: 1 }));
    await t.pass(2_000);
    t.refusals.clear();
    await t.pass(2_000);
  }
  test('is told again from there, in the same epoch', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    t.b.run(works);
    await t.pass(2_000);
    const { journal } = t.b.flow().ledger;
    const head = journal.acked(1);
    t.api.lastSequence = head - 3;
    t.b.store().transaction(() => journal.append(1, { kind: 'grant-request', at: NOON, grantId: 'later', amount: 1 }));
    await t.pass(4_000);
    expect([t.b.flow().ledger.epoch(), t.api.lastSequence, journal.acked(1)]).toEqual([1, head + 1, head + 1]);
    expect(t.told.at(-1)).toBe('well');
  });
  test('and has forgotten a lease gets no charge on it any more, and lends again', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    const [lost] = t.b.flow().ledger.unclosed();
    t.b.scan(aParcel().number);
    t.api.leases = [];
    await putBack(t);
    expect(t.b.store().sql('SELECT state FROM leases WHERE lease_id = ?').get(lost)).toEqual({ state: 'closed' });
    const [lent, ...more] = t.b.flow().ledger.unclosed();
    expect([lent !== lost, more]).toEqual([true, []]);
    expect(t.b.run(works)).not.toEqual([]);
    expect(t.b.store().sql<{ lease_id: string }>("SELECT DISTINCT lease_id FROM holds WHERE state = 'captured'").all()).toEqual([{ lease_id: lent }]);
  });
  test('keeps the leases that it still knows', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    const before = t.b.flow().ledger.unclosed();
    await putBack(t);
    expect(t.told.at(-1)).toBe('well');
    expect(t.b.flow().ledger.unclosed()).toEqual(before);
  });
  test('over several epochs is told again what each of them charged, in order, without a pause of the desk', async () => {
    const t = talking();
    t.b.lend(1_000_000);
    const { ledger } = t.b.flow();
    const { journal } = ledger;
    const charge = (epoch: number, from: number, to: number): void =>
      t.b.store().transaction(() => {
        for (let n = from; n < to; n += 1) journal.append(epoch, { kind: 'capture', at: NOON, jobId: String(n), key: `k-${n}`, holdId: `h-${n}`, leaseId: 'l', amount: 1, number: 'N', work: 'sync' });
      });
    charge(1, 0, 700);
    journal.acknowledge(1, journal.head(1).sequence - 30);
    t.b.newEpoch(2);
    charge(2, 700, 1_500);
    journal.acknowledge(2, journal.head(2).sequence - 5);
    const told = t.b.journal(2).filter(({ kind }) => kind === 'capture').length;
    expect(told).toBe(830);
    // It has half of the first epoch and nothing of the second.
    t.api.opens = () => ({ epoch: 3, reason: 'diverged', lastSequence: 0, earlier: [{ epoch: 1, lastSequence: 401 }] });
    t.keeping.start();
    await vi.waitFor(() => expect(t.told).toContain('well'));
    const holds = t.b.journal(3).flatMap((entry) => (entry.kind === 'capture' ? [entry.holdId] : []));
    // What the second epoch had told again of the first is not told a third time from there.
    expect(holds).toEqual(Array.from({ length: 1_100 }, (_, n) => `h-${n + 400}`));
    expect(new Set(holds).size).toBe(holds.length);
    expect(journal.owing()).toBeNull();
  });
});

describe('the feeds', () => {
  /** The cursors that each round since then asked with. */
  const cursorsFrom = (t: ReturnType<typeof talking>, from: number) =>
    ['interceptions', 'orders', 'optOuts', 'arrivals'].map((feed) => t.account.asked.slice(from).flatMap(({ name, request }) => (name === feed ? [(request as { cursor?: string }).cursor ?? null] : [])));
  const ENDS = ['i0', 'o1', 'x0', 'a0'];
  /** A station with a journal that the API has, and that has read all feeds. */
  async function read(given: { epoch?: number } = {}) {
    const t = talking(given);
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    t.b.run(works);
    await t.pass(2_000);
    return t;
  }
  const tellSomething = (t: ReturnType<typeof talking>): void => {
    const { ledger } = t.b.flow();
    t.b.store().transaction(() => ledger.journal.append(ledger.epoch(), { kind: 'grant-request', at: NOON, grantId: 'later', amount: 1 }));
  };
  /** Its journal is refused until it is opened again: what the rounds after that ask with. */
  async function cursorsAfter(t: ReturnType<typeof talking>, problem: string) {
    t.refusals.set('journal', failed('api-refused', problem));
    await t.pass(2_000);
    t.refusals.clear();
    t.api.lastSequence = 0;
    const from = t.account.asked.length;
    await t.pass(4_000);
    return cursorsFrom(t, from);
  }
  test('of an API that was put back begin anew, once', async () => {
    const t = await read();
    t.api.lastSequence -= 2;
    tellSomething(t);
    const from = t.account.asked.length;
    await t.pass(8_000);
    // The round that noticed it, the one that opens, and two after that.
    expect(cursorsFrom(t, from)).toEqual(ENDS.map((end) => [end, null, end, end]));
  });
  test('begin anew where it has less of an epoch before', async () => {
    const t = await read();
    t.api.opens = () => ({ epoch: 2, reason: 'diverged', lastSequence: 0, earlier: [{ epoch: 1, lastSequence: 1 }] });
    tellSomething(t);
    const asked = await cursorsAfter(t, 'stale-epoch');
    expect(asked).toEqual(ENDS.map((end) => [null, end]));
  });
  test('begin anew where it knows the station no more', async () => {
    const t = await read();
    let isKnown = false;
    t.api.opens = () => {
      if (!isKnown) throw ((isKnown = true), failed('api-refused', 'station-unknown'));
      return { epoch: 2, reason: 'diverged', lastSequence: 0 };
    };
    tellSomething(t);
    const asked = await cursorsAfter(t, 'station-unknown');
    expect(asked).toEqual(ENDS.map((end) => [null, end]));
  });
  test('begin anew where it takes the epoch of a database that was put back as well for its next one', async () => {
    const t = await read();
    t.api.behind = true;
    t.api.opens = ({ epoch }) => ({ epoch: epoch === 0 ? 1 : epoch + 1, reason: epoch === 0 ? 'behind' : 'diverged', lastSequence: 0, earlier: [] });
    t.b.flow().ledger.journal.turnBack(1, 0);
    const asked = await cursorsAfter(t, 'stale-epoch');
    expect(asked).toEqual(ENDS.map((end) => [null, end]));
  });
  test('go on where they were in a new epoch of an API that has all it acknowledged', async () => {
    const t = await read();
    const { lastSequence } = t.api;
    t.api.opens = () => ({ epoch: 2, reason: 'cloned', lastSequence: 0, earlier: [{ epoch: 1, lastSequence }] });
    tellSomething(t);
    const asked = await cursorsAfter(t, 'stale-epoch');
    expect(t.b.flow().ledger.epoch()).toBe(2);
    expect(asked).toEqual(ENDS.map((end) => [end, end]));
  });
});

describe('an API that numbers epochs by the time', () => {
  const [FIRST, SECOND] = [1_760_000_000_000, 1_760_000_000_777];
  test.each([['tells nothing of those before', undefined], ['has nothing of those before', []]])('and %s opens the station, which tells again what it owes', async (_, earlier) => {
    const t = talking();
    t.b.lend(1_000);
    t.b.flow().parcels.put(aParcel());
    t.b.scan(aParcel().number);
    t.b.run(works);
    const { journal } = t.b.flow().ledger;
    const charges = (epoch: number) => t.b.journal(epoch).flatMap((entry) => (entry.kind === 'capture' ? [entry.holdId] : []));
    const before = charges(1);
    expect(before.length).toBeGreaterThan(0);
    journal.acknowledge(1, journal.head(1).sequence);
    for (const epoch of [FIRST, SECOND]) {
      t.api.lastSequence = 0;
      t.api.opens = () => ({ epoch, reason: 'diverged', lastSequence: 0, ...(earlier && { earlier }) });
      t.refusals.set('journal', failed('api-refused', 'stale-epoch'));
      t.keeping.start();
      await t.pass(2_000);
      expect(t.told).not.toContain('internal');
      expect(t.b.flow().ledger.epoch()).toBe(epoch);
    }
    t.refusals.clear();
    await t.pass(4_000);
    expect(t.told.at(-1)).toBe('well');
    // What was acknowledged once is told again where the API says that it has nothing of it.
    expect(charges(SECOND)).toEqual(earlier ? before : []);
    expect(journal.owing()).toBeNull();
  });
});
