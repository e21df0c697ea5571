import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallFailed } from '../../src-main/account/call-failed.ts';
import type { CallName } from '../../src-shared/contract/calls.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { aParcel, entitlementsWith } from '../support/samples.ts';
import { NOON, works } from '../support/station.ts';
import { failed, talking } from '../support/talking.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('the first round', () => {
  test('registers, opens, hears prices and balance, borrows money, and then is ready for scans', async () => {
    const t = talking();
    t.b.setEntitlements(null);
    t.keeping.start();
    await t.pass(0);
    expect(t.account.names()).toEqual(['registerStation', 'openStation', 'entitlements', 'balance', 'grantLease', 'interceptions', 'orders', 'stores', 'messageRules', 'optOuts', 'arrivals', 'journal', 'balance']);
    expect(t.told).toEqual(['opened', 'freed service-off', 'freed funds', 'reports', 'freed funds', 'caught up', 'orders', 'opt-outs', 'reports', 'well']);
    expect(t.b.scan(aParcel().number).decision.verdict).toBe('pass');
    await t.pass(2_000);
    expect(t.counts('registerStation')).toBe(1);
    expect(t.counts('openStation')).toBe(1);
  });
});

test('a belt that asks for a round with every scan puts none off', async () => {
  const t = talking();
  t.keeping.start();
  await t.pass(0);
  for (let scans = 0; scans < 200; scans += 1) {
    t.keeping.soon();
    await t.pass(50);
  }
  // 10 s: a round a second at most, and more than the one in two seconds of a desk at rest.
  expect(t.counts('interceptions')).toBeGreaterThan(6);
  expect(t.counts('interceptions')).toBeLessThanOrEqual(11);
});

test('a desk whose work goes on while its journal is reported borrows money and hears of interceptions all the same', async () => {
  const t = talking();
  t.b.lend(100);
  const { journal } = t.b.flow().ledger;
  t.meanwhile.journal = () => t.b.store().transaction(() => journal.append(1, { kind: 'grant-request', at: NOON, grantId: `busy-${t.counts('journal')}`, amount: 1 }));
  t.keeping.start();
  await t.pass(0);
  await t.pass(2_000);
  expect(t.counts('grantLease')).toBeGreaterThan(0);
  expect(t.counts('interceptions')).toBeGreaterThan(1);
});

test('a feed that is too much for the server keeps no journal and no money from a station that has just begun', async () => {
  const t = talking({ epoch: 1 });
  t.b.store().transaction(() => t.b.flow().ledger.journal.append(1, { kind: 'grant-request', at: NOON, grantId: 'earlier', amount: 1 }));
  t.refusals.set('interceptions', failed('api-busy', null, 60_000));
  t.keeping.start();
  await t.pass(0);
  expect([t.api.lastSequence > 0, t.counts('grantLease'), t.told.at(-1)]).toEqual([true, 1, 'api-busy']);
  expect(t.told).toContain('caught up');
});

test('work waits until a long feed has been read to its end', async () => {
  const t = talking();
  t.b.lend(10_000);
  t.api.pages = 60;
  t.keeping.start();
  await t.pass(0);
  expect(t.told).not.toContain('caught up');
  await t.pass(2_000);
  expect(t.told).toContain('caught up');
});

test('a feed of very many pages keeps nothing else waiting, and goes on a second later', async () => {
  const t = talking();
  t.api.pages = 100;
  t.keeping.start();
  await t.pass(0);
  expect(t.counts('journal')).toBe(1);
  expect(t.told).not.toContain('orders');
  await t.pass(1_000);
  expect(t.counts('orders')).toBe(80);
  await t.pass(1_000);
  expect(t.counts('orders')).toBe(100);
  expect(t.told).toContain('orders');
  expect(t.b.flow().parcels.find(aParcel().number)).not.toBeNull();
});

describe('one call that is refused', () => {
  test.each<readonly [CallName, CallFailed]>([
    ['entitlements', failed('api-schema')],
    ['entitlements', failed('api-refused', 'x')],
    ['balance', failed('api-schema')],
    ['orders', failed('api-schema')],
    ['interceptions', failed('api-refused', 'x')],
    ['grantLease', failed('api-refused', 'x')],
  ])('%s (%s): it is told, and the journal is reported all the same', async (name, refusal) => {
    const t = talking();
    t.b.lend(1_000);
    t.b.flow().parcels.put(aParcel());
    t.b.scan(aParcel().number);
    t.b.run(works);
    t.refusals.set(name, refusal);
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toContain(refusal.code);
    expect(t.told).not.toContain('well');
    const { journal } = t.b.flow().ledger;
    expect(journal.acked(1)).toBe(journal.head(1).sequence);
    t.refusals.clear();
    await t.pass(2_000);
    expect(t.told.at(-1)).toBe('well');
  });
  test('prices of a provider that this program does not know keep no parcel away', async () => {
    const t = talking();
    t.refusals.set('entitlements', failed('api-schema'));
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toContain('orders');
    expect(t.b.flow().parcels.find(aParcel().number)).not.toBeNull();
  });
  test.each([
    ['by this program', new RangeError('Invalid array length'), 'internal'],
    ['by what the database takes of nobody', new StationError('store-failed', 'SQLITE_CONSTRAINT_CHECK'), 'store-failed'],
  ])('an answer that can not be dealt with %s is told, and keeps nobody from hearing of orders and interceptions', async (_, fault, code) => {
    const t = talking();
    t.refusals.set('entitlements', failed('api-schema'));
    t.refusals.set('grantLease', fault);
    t.keeping.start();
    await t.pass(0);
    expect([t.told.includes(code), t.told.includes('orders'), t.counts('interceptions')]).toEqual([true, true, 1]);
    expect(t.told).not.toContain('well');
    // Each is told once a round, the API's refusal too.
    expect(t.told.filter((one) => one === code || one === 'api-schema')).toEqual(['api-schema', code]);
    t.refusals.clear();
    await t.pass(2_000);
    expect(t.told.at(-1)).toBe('well');
  });
  test('a disk that takes nothing ends the round: nothing else could be kept either', async () => {
    const t = talking();
    t.refusals.set('grantLease', new StationError('disk-full', 'SQLITE_FULL', { cause: new Error('database or disk is full') }));
    t.keeping.start();
    await t.pass(0);
    expect(t.told.at(-1)).toBe('disk-full');
    expect(t.counts('orders')).toBe(0);
  });
  test('an empty account is no fault', async () => {
    const t = talking();
    t.refusals.set('grantLease', failed('insufficient-balance', 'insufficient-balance'));
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toEqual(['opened', 'freed service-off', 'freed funds', 'caught up', 'orders', 'opt-outs', 'reports', 'well']);
  });
});

test('money that is refused, or lent until a time that is over, is asked for less and less often', async () => {
  for (const [how, wrong] of [['refused', failed('api-refused', 'not-lent')], ['ended', null]] as const) {
    const t = talking();
    if (how === 'ended') t.api.lentUntil = NOON - 1;
    if (wrong) t.refusals.set('grantLease', wrong);
    t.keeping.start();
    await t.pass(600_000);
    // At 0, 4, 12, 28, 60 and 120 s and each minute after that.
    expect(t.counts('grantLease'), how).toBeLessThan(16);
    expect(t.counts('grantLease'), how).toBeGreaterThan(8);
  }
});

test('a top-up that is paid while the balance is being asked for is seen a second later', async () => {
  const t = talking();
  t.b.lend(30_000);
  t.keeping.start();
  await t.pass(0);
  await t.pass(4_000);
  t.meanwhile.balance = () => {
    delete t.meanwhile.balance;
    t.keeping.refreshBalance();
  };
  await t.pass(2_000);
  expect(t.meanwhile.balance).toBeUndefined();
  const before = t.counts('balance');
  await t.pass(1_000);
  expect(t.counts('balance')).toBe(before + 1);
  await t.pass(4_000);
  expect(t.counts('balance')).toBe(before + 1);
});

describe('a balance that the API shows and does not lend', () => {
  const refuse = (t: ReturnType<typeof talking>): void => void t.refusals.set('grantLease', failed('insufficient-balance', 'insufficient-balance'));
  test('is asked for less and less often, for as much as there is', async () => {
    const t = talking();
    t.api.balance = 3_000;
    refuse(t);
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    await t.pass(600_000);
    expect(t.counts('grantLease')).toBeLessThan(16);
    expect(t.counts('grantLease')).toBeGreaterThan(8);
    const amounts = t.account.asked.filter(({ name }) => name === 'grantLease').map(({ request }) => (request as { amount: number }).amount);
    expect(new Set(amounts)).toEqual(new Set([3_000]));
  });
  test('is asked for at once when it has risen', async () => {
    const t = talking();
    refuse(t);
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    // As if it had been asked for just now, after many times in vain.
    await t.pass(500_000);
    const before = t.counts('grantLease');
    while (t.counts('grantLease') === before) await t.pass(2_000);
    t.refusals.clear();
    await t.pass(4_000);
    expect(t.counts('grantLease')).toBe(before + 1);
    t.api.balance += 50_000;
    await t.pass(2_000);
    expect(t.counts('grantLease')).toBe(before + 2);
    expect(t.b.job('sync').state).toBe('waiting');
    expect(t.b.job('sync').waits).toBeNull();
  });
});

test('entitlements are taken where anything of them is another, whatever their version: a token that ends is renewed under the same', async () => {
  const t = talking();
  const withToken = (token: string) => entitlementsWith({ provider: { kind: 'gateway', credential: { token } } });
  const token = () => t.b.flow().entitlements()?.services.sync.provider.credential['token'];
  t.api.entitlements = withToken('1');
  t.keeping.start();
  await t.pass(0);
  expect(token()).toBe('1');
  t.api.entitlements = withToken('2');
  await t.pass(12_000);
  expect(token()).toBe('2');
  // What is the same frees nothing.
  t.api.entitlements = withToken('2');
  t.told.splice(0);
  await t.pass(12_000);
  expect(t.told).not.toContain('freed service-off');
});

describe('an account that is suspended', () => {
  test.each([1, -1])('stops its services, keeps its work, still reports and hears orders, and goes on when it is restored: entitlements of version %i', async (version) => {
    const t = talking();
    t.api.entitlements.version = version;
    t.keeping.start();
    await t.pass(0);
    t.b.scan(aParcel().number);
    const suspended = failed('account-suspended', 'account-suspended');
    for (const name of ['entitlements', 'grantLease'] as const) t.refusals.set(name, suspended);
    const before = t.counts('orders');
    await t.pass(20_000);
    expect(t.told).toContain('account-suspended');
    expect(t.b.turn(works)).toEqual([]);
    expect(t.b.job('sync')).toMatchObject({ state: 'waiting', waits: 'service-off' });
    expect(t.counts('orders')).toBeGreaterThan(before);
    const { journal } = t.b.flow().ledger;
    expect(journal.acked(1)).toBe(journal.head(1).sequence);
    // Not a round says that all is well while it lasts.
    t.told.splice(0);
    await t.pass(10_000);
    expect(t.told).not.toContain('well');

    t.refusals.clear();
    await t.pass(2_000);
    expect(t.told.at(-1)).toBe('well');
    t.b.run(works);
    expect(t.b.job('sync').state).toBe('done');
  });
});

describe('an API that is busy', () => {
  test('is left in peace as long as it asks for, whatever is to be done here', async () => {
    const t = talking();
    t.refusals.set('openStation', failed('api-busy', null, 45_000));
    t.keeping.start();
    await t.pass(0);
    const before = t.account.asked.length;
    for (let second = 0; second < 44; second += 1) {
      t.keeping.soon();
      await t.pass(1_000);
    }
    expect(t.account.asked).toHaveLength(before);
    t.refusals.clear();
    await t.pass(1_000);
    expect(t.told.at(-1)).toBe('well');
  });
  test('is asked less and less often where it says nothing, and at the usual pace again afterwards', async () => {
    const t = talking();
    t.refusals.set('openStation', failed('api-busy'));
    t.keeping.start();
    await t.pass(600_000);
    const often = t.counts('openStation');
    expect(often).toBeGreaterThan(8);
    expect(often).toBeLessThan(30);
    t.refusals.clear();
    await t.pass(60_000);
    const orders = t.counts('orders');
    await t.pass(20_000);
    expect(t.counts('orders') - orders).toBe(10);
  });
});

describe('a network that is away', () => {
  test('ends the round at once and is tried again every two seconds', async () => {
    const t = talking();
    t.keeping.start();
    await t.pass(0);
    t.refusals.set('orders', failed('api-unreachable'));
    for (const name of ['interceptions', 'entitlements', 'balance'] as const) t.refusals.set(name, failed('api-unreachable'));
    const before = t.account.asked.length;
    await t.pass(20_000);
    expect(t.account.asked.length - before).toBe(10);
    t.refusals.clear();
    await t.pass(2_000);
    expect(t.told.at(-1)).toBe('well');
  });
});

test('when it stops, the round under way ends and no other begins', async () => {
  const t = talking();
  t.keeping.start();
  await t.pass(0);
  await t.keeping.stop();
  const before = t.account.asked.length;
  t.keeping.soon();
  await t.pass(60_000);
  expect(t.account.asked).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});
