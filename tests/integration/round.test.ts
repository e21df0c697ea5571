import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { CallName } from '../../src-shared/contract/calls.ts';
import { aParcel } from '../support/samples.ts';
import { works } from '../support/station.ts';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('one call that the API can not answer', () => {
  const broken = new CallFailed('api-busy', 'HTTP 500', { effect: 'unknown' });
  const slow = new CallFailed('api-unreachable', 'ETIMEDOUT', { effect: 'unknown' });
  test.each<readonly [CallName, CallFailed]>([
    ['entitlements', broken], ['balance', broken], ['journal', broken], ['grantLease', broken], ['stores', slow], ['messageRules', broken],
  ])('%s (%s): everything else goes on; it is told, and asked less and less often', async (name, trouble) => {
    const t = talking();
    t.b.lend(1_000);
    t.refusals.set(name, trouble);
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toContain('orders');
    for (const heard of ['interceptions', 'orders', 'stores', 'arrivals'] as const) expect(t.counts(heard), heard).toBe(1);
    expect(t.counts(name)).toBe(1);
    // The others were answered: the network is there.
    expect([t.told.at(-1), t.told.includes('well')]).toEqual(['api-busy', false]);
    await t.pass(600_000);
    expect(t.counts('interceptions')).toBeGreaterThan(8);
    expect(t.counts('interceptions')).toBeLessThan(30);
    t.refusals.clear();
    await t.pass(60_000);
    expect(t.told.at(-1)).toBe('well');
  });
  test.each([
    ['403', failed('not-allowed')], ['404', failed('api-refused', 'not-found')], ['a broken page', failed('api-schema')], ['500', broken], ['no answer', slow],
  ])('interceptions (%s): the orders are heard all the same', async (_, trouble) => {
    const t = talking();
    t.refusals.set('interceptions', trouble);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('orders'), t.told.includes('orders'), t.told.includes('caught up')]).toEqual([1, true, true]);
  });
  test('interceptions: whoever was away then waits for a round that hears both', async () => {
    const t = talking();
    t.refusals.set('interceptions', failed('not-allowed'));
    t.keeping.start();
    await t.pass(0);
    t.keeping.wasAway();
    expect(t.keeping.isAbreast()).toBe(false);
    t.refusals.clear();
    await t.pass(60_000);
    t.keeping.wasAway();
    expect(t.keeping.isAbreast()).toBe(true);
  });
  test('opt-outs: no new message is begun before they are heard, and everything else goes on', async () => {
    const t = talking();
    t.refusals.set('optOuts', slow);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('orders'), t.counts('optOuts'), t.counts('arrivals')]).toEqual([1, 1, 0]);
    t.refusals.clear();
    await t.pass(60_000);
    expect(t.counts('arrivals')).toBeGreaterThan(0);
  });
  test('the balance: nothing is borrowed, for what was asked for before may have been taken back', async () => {
    const t = talking();
    t.refusals.set('grantLease', new CallFailed('api-unreachable', 'ECONNRESET', { effect: 'unknown' }));
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('grantLease'), t.b.flow().ledger.pendingGrant() === null]).toEqual([1, false]);
    t.refusals.clear();
    t.refusals.set('balance', broken);
    t.b.time.now += 60_000;
    await t.pass(10_000);
    expect([t.counts('grantLease'), t.counts('interceptions') > 1]).toEqual([1, true]);
    t.refusals.clear();
    await t.pass(60_000);
    expect(t.b.flow().ledger.pendingGrant()).toBeNull();
  });
  test('what was asked for and not heard: a lease that was taken back meanwhile is not spent from, however lately the balance was heard', async () => {
    const t = talking();
    t.refusals.set('grantLease', new CallFailed('api-unreachable', 'ECONNRESET', { effect: 'unknown' }));
    t.keeping.start();
    await t.pass(0);
    const leaseId = `lease-${t.b.flow().ledger.pendingGrant()?.grant_id}`;
    t.api.leases.push({ leaseId, stationId: 'st-1', stationName: '工位', amount: 1_000, captured: 0, state: 'closed', spendUntil: t.api.lentUntil });
    t.refusals.clear();
    await t.pass(2_000);
    expect(t.b.flow().ledger.lease(leaseId)?.state).toBe('closed');
  });
  test('a lease that was taken back is not spent from either where it is not told any more, for the API tells the newest closed ones only', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    const [lost] = t.b.flow().ledger.unclosed();
    t.b.flow().parcels.put(aParcel());
    t.b.scan(aParcel().number);
    t.api.leases = [];
    await t.pass(6_000);
    expect(t.b.flow().ledger.lease(lost ?? '')).toMatchObject({ state: 'closed', written_off: 1 });
    t.b.run(works);
    expect(t.b.store().sql("SELECT DISTINCT lease_id = ? AS isLost FROM holds WHERE state = 'captured'").all(lost)).toEqual([{ isLost: 0 }]);
    const lent = t.b.flow().ledger.unclosed();
    await t.pass(60_000);
    expect([lent.length, t.b.flow().ledger.unclosed()]).toEqual([1, lent]);
  });
  test('nothing keeps a station waiting that has to be opened again', async () => {
    const t = talking();
    t.refusals.set('messageRules', broken);
    t.keeping.start();
    await t.pass(600_000);
    t.b.lend(1_000);
    t.meanwhile.journal = () => {
      t.api.epoch = 2;
      t.api.lastSequence = 0;
      delete t.meanwhile.journal;
      throw failed('api-refused', 'stale-epoch');
    };
    const opened = t.counts('openStation');
    for (let waited = 0; 'journal' in t.meanwhile && waited < 90; waited += 1) await t.pass(1_000);
    await t.pass(4_000);
    expect([t.counts('openStation') - opened, t.b.flow().ledger.epoch()]).toEqual([1, 2]);
  });
  test.each<readonly [string, CallName, CallFailed]>([
    ['a network that is away', 'interceptions', failed('api-unreachable')],
    ['too many calls (429)', 'interceptions', failed('api-busy')],
    ['a server that names a time', 'interceptions', new CallFailed('api-busy', 'HTTP 503', { effect: 'unknown', retryAfter: 30_000 })],
  ])('%s ends the round at once', async (_, name, trouble) => {
    const t = talking();
    t.refusals.set(name, trouble);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('stores'), t.counts('messageRules'), t.told.at(-1)]).toEqual([0, 0, trouble.code]);
  });
  test('and the next one neither: the round ends', async () => {
    const t = talking();
    for (const name of ['orders', 'stores'] as const) t.refusals.set(name, broken);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('stores'), t.counts('messageRules'), t.told.at(-1)]).toEqual([1, 0, 'api-busy']);
  });
  test('two in a row of one round say nothing of the next round: it goes on after the first of its own', async () => {
    const t = talking();
    for (const name of ['entitlements', 'balance'] as const) t.refusals.set(name, broken);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('interceptions'), t.told.at(-1)]).toEqual([0, 'api-busy']);
    t.refusals.delete('balance');
    await t.pass(600_000);
    expect(t.counts('interceptions')).toBeGreaterThan(8);
  });
  test('a round that ends early keeps nobody from hearing who is of the account', async () => {
    const t = talking();
    t.refusals.set('entitlements', failed('api-busy'));
    t.keeping.start();
    await t.pass(0);
    expect(t.rounds()).toBe(1);
  });
  test('a second one that nobody answers in time ends the round, whatever was answered in between', async () => {
    const t = talking();
    for (const name of ['stores', 'optOuts'] as const) t.refusals.set(name, slow);
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('messageRules'), t.counts('optOuts'), t.counts('arrivals'), t.told.at(-1)]).toEqual([1, 1, 0, 'api-unreachable']);
  });
  test('a feed that can not be read keeps no authorisation of a store away', async () => {
    const t = talking();
    t.refusals.set('orders', failed('api-schema'));
    t.keeping.start();
    await t.pass(0);
    expect([t.counts('stores'), t.told.includes('orders')]).toEqual([1, false]);
  });
});
