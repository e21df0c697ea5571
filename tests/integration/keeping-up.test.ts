import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { keepUp } from '../../src-main/station/keeping-up.ts';
import { problemOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import type { CallName } from '../../src-shared/contract/calls.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { aParcel, entitlementsWith, messageRulesWith } from '../support/samples.ts';
import { NOON, bench, works } from '../support/station.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;
const failed = (code: ErrorCode, problem: string | null = null, retryAfter: number | null = null): CallFailed => new CallFailed(code, 'x', { effect: 'none', problem, retryAfter });

/** A station in conversation with an API that refuses what the test says. */
function talking(given: { epoch?: number } = {}) {
  const b = bench(given.epoch === undefined ? {} : { epoch: given.epoch });
  const refusals = new Map<CallName, unknown>();
  const api = { entitlements: entitlementsWith(), balance: 1_000_000, epoch: 1, lastSequence: 0, orders: [aParcel()], pages: 1 };
  const told: string[] = [];
  /** What happens at the desk while a call is under way. */
  const meanwhile: Partial<Record<CallName, () => void>> = {};
  const asked = (name: CallName): void => {
    if (refusals.has(name)) throw refusals.get(name);
    meanwhile[name]?.();
  };
  const account = fakeAccount({
    registerStation: ({ name }) => (asked('registerStation'), { stationId: 'st-1', name }),
    openStation: () => (asked('openStation'), { epoch: api.epoch, reason: 'same', lastSequence: api.lastSequence }),
    entitlements: () => (asked('entitlements'), api.entitlements),
    balance: () => (asked('balance'), { balance: api.balance, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: [] }),
    grantLease: ({ grantId, amount }) => (asked('grantLease'), { leaseId: `lease-${grantId}`, grantId, amount, spendUntil: NOON + DAY, priceVersion: 1 }),
    journal: ({ epoch, entries }) => {
      asked('journal');
      if ((entries[0]?.sequence ?? 0) > api.lastSequence + 1) throw failed('api-refused', 'journal-gap');
      api.lastSequence = entries.at(-1)?.sequence ?? 0;
      return { epoch, lastSequence: api.lastSequence };
    },
    messageRules: () => (asked('messageRules'), messageRulesWith()),
    optOuts: () => (asked('optOuts'), { items: [], next: 'x0', more: false }),
    arrivals: () => (asked('arrivals'), { items: [], next: 'a0', more: false }),
    interceptions: () => (asked('interceptions'), { items: [], next: 'i0', more: false }),
    stores: () => (asked('stores'), { version: '1', stores: null }),
    orders: ({ cursor }) => (asked('orders'), api.pages > 1 ? { items: [], next: `p${(api.pages -= 1)}`, more: true } : { items: cursor === 'o1' ? [] : api.orders, next: 'o1', more: false }),
  });
  let balance: number | null = null;
  const cursors = new Map<string, string>();
  const keeping = keepUp({
    flow: b.flow(), client: account.client, signedIn: () => true, device: { id: 'device-1', name: '工位' }, nonce: 'nonce-1',
    feeds: {
      cursor: (feed) => cursors.get(feed) ?? null,
      keep: (feed, next, parcels) => {
        for (const parcel of parcels) b.flow().parcels.put(parcel);
        cursors.set(feed, next);
      },
      keepReports: () => undefined,
      keepOptOuts: () => undefined,
      keepArrivals: () => undefined,
    },
    setMessageRules: () => undefined,
    optOutsRead: () => void told.push('opt-outs'),
    setEntitlements: (next) => {
      api.entitlements.version = Math.max(api.entitlements.version, next.version);
      b.setEntitlements(next);
    },
    balance: () => balance,
    setBalance: (heard) => void (balance = heard),
    needed: () => b.store().sql<{ sum: number | null }>("SELECT sum(price) AS sum FROM jobs WHERE waits = 'funds'").get()?.sum ?? 0,
    cheapest: () => 45,
    freed: (why) => {
      told.push(`freed ${why}`);
      b.goOn(why);
    },
    behind: () => false,
    opened: () => void told.push('opened'),
    ordersReady: () => void told.push('orders'),
    settleReports: () => undefined,
    storesHeard: () => void told.push('stores'),
    failed: (error) => void told.push(problemOf(error).code),
    well: () => void told.push('well'),
  });
  const counts = (name: CallName): number => account.names().filter((one) => one === name).length;
  const pass = (ms: number): Promise<unknown> => {
    b.time.now += ms;
    return vi.advanceTimersByTimeAsync(ms);
  };
  return { b, api, told, meanwhile, refusals, account, keeping, counts, pass };
}

describe('the first round', () => {
  test('registers, opens, hears prices and balance, borrows money, and then is ready for scans', async () => {
    const t = talking();
    t.b.setEntitlements(null);
    t.keeping.start();
    await t.pass(0);
    expect(t.account.names()).toEqual(['registerStation', 'openStation', 'entitlements', 'balance', 'grantLease', 'interceptions', 'orders', 'stores', 'messageRules', 'optOuts', 'arrivals', 'journal', 'balance']);
    expect(t.told).toEqual(['opened', 'freed service-off', 'freed funds', 'orders', 'opt-outs', 'well']);
    expect(t.b.scan(aParcel().number).decision.verdict).toBe('pass');
    await t.pass(2_000);
    expect(t.counts('registerStation')).toBe(1);
    expect(t.counts('openStation')).toBe(1);
  });
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
  test('an empty account is no fault', async () => {
    const t = talking();
    t.refusals.set('grantLease', failed('insufficient-balance', 'insufficient-balance'));
    t.keeping.start();
    await t.pass(0);
    expect(t.told).toEqual(['opened', 'freed service-off', 'orders', 'opt-outs', 'well']);
  });
});

describe('an account that is suspended', () => {
  test('stops its services, keeps its work, still reports and hears orders, and goes on when it is restored', async () => {
    const t = talking();
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
});

describe('a journal that is not taken', () => {
  test('by an API that was put back to an older copy of itself is told again from there, in the same epoch', async () => {
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
  test.each(['stale-epoch', 'journal-gap', 'journal-diverged'])('for ever (%s) keeps no order and no interception away; nothing is borrowed so long', async (problem) => {
    const t = talking();
    t.refusals.set('journal', failed('api-refused', problem));
    t.b.lend(100);
    t.keeping.start();
    await t.pass(10_000);
    expect(t.told).toContain('orders');
    expect(t.counts('interceptions')).toBeGreaterThan(3);
    expect(t.counts('openStation')).toBeGreaterThan(3);
    expect([t.counts('grantLease'), t.told.includes('well')]).toEqual([0, false]);
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
