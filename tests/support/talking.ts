import { vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { keepUp } from '../../src-main/station/keeping-up.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import type { CallName } from '../../src-shared/contract/calls.ts';
import { balance as balanceAnswer, type Balance, type OpenedStation, type OpenStation } from '../../src-shared/contract/money.ts';
import { problemOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { fakeAccount } from './fake-account.ts';
import { aParcel, entitlementsWith, messageRulesWith } from './samples.ts';
import { NOON, bench } from './station.ts';

const DAY = 86_400_000;
export const failed = (code: ErrorCode, problem: string | null = null, retryAfter: number | null = null): CallFailed => new CallFailed(code, 'x', { effect: 'none', problem, retryAfter });

/** A station in conversation with an API that refuses what the test says; timers are the test's. */
export function talking(given: { epoch?: number } = {}) {
  const own = bench(given.epoch === undefined ? {} : { epoch: given.epoch });
  const refusals = new Map<CallName, unknown>();
  const api = { entitlements: entitlementsWith(), balance: 1_000_000, epoch: 1, lastSequence: 0, orders: [aParcel()], pages: 1, leases: [] as Balance['leases'], lentUntil: NOON + DAY, lendsAtMost: Infinity, acknowledges: true, followed: true as boolean | null, behind: false, /** ms after which a balance names what was lent: it may be read behind the lending. */ namedAfter: 0, opens: null as ((asked: OpenStation) => OpenedStation) | null };
  const lentAt = new Map<string, number>();
  const isNamed = ({ leaseId }: Balance['leases'][number]): boolean => own.time.now - (lentAt.get(leaseId) ?? 0) >= api.namedAfter;
  const lent = (leaseId: string, amount: number): void => {
    lentAt.set(leaseId, own.time.now);
    api.leases.push({ leaseId, stationId: 'st-1', stationName: '工位', amount, captured: 0, state: 'open', spendUntil: api.lentUntil });
  };
  const b = {
    ...own,
    /** The API has lent it, and tells so. */
    lend(...asked: Parameters<typeof own.lend>): string {
      const leaseId = own.lend(...asked);
      lent(leaseId, asked[0]);
      return leaseId;
    },
  };
  let registered = 0;
  /** That the people were asked for in. */
  let rounds = 0;
  const told: string[] = [];
  const problems = createProblems(() => undefined);
  /** What happens at the desk while a call is under way. */
  const meanwhile: Partial<Record<CallName, () => void>> = {};
  const asked = (name: CallName): void => {
    if (refusals.has(name)) throw refusals.get(name);
    meanwhile[name]?.();
  };
  const account = fakeAccount({
    registerStation: ({ name }) => (asked('registerStation'), { stationId: `st-${(registered += 1)}`, name }),
    openStation: (request) => (asked('openStation'), api.opens?.(request) ?? { epoch: api.epoch, reason: 'same', lastSequence: api.lastSequence }),
    entitlements: () => (asked('entitlements'), api.entitlements),
    balance: () => (asked('balance'), balanceAnswer.parse({ balance: api.balance, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: api.leases.filter(isNamed) })),
    grantLease: ({ grantId, amount: wished }) => {
      asked('grantLease');
      const amount = Math.min(wished, api.lendsAtMost);
      lent(`lease-${grantId}`, amount);
      return { leaseId: `lease-${grantId}`, grantId, amount, spendUntil: api.lentUntil, priceVersion: 1 };
    },
    journal: ({ epoch, entries }) => {
      asked('journal');
      if (!api.acknowledges) return { epoch, lastSequence: api.lastSequence };
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
  const { meta } = b.store();
  const keeping = keepUp({
    flow: b.flow(), client: account.client, signedIn: () => true, device: { id: 'device-1', name: '工位' }, nonce: 'nonce-1',
    feeds: {
      cursor: (feed) => meta.get(`feed.${feed}`),
      beginAnew: (feed) => meta.set(`feed.${feed}`, null),
      isRead: () => undefined,
      keepInterceptions: (next) => meta.set('feed.interceptions', next),
      keepOrders: (next, parcels) => {
        for (const parcel of parcels) b.flow().parcels.put(parcel);
        meta.set('feed.orders', next);
      },
      keepReports: () => undefined,
      keepOptOuts: (next) => meta.set('feed.optOuts', next),
      keepArrivals: (next) => meta.set('feed.arrivals', next),
    },
    setMessageRules: () => undefined,
    optOutsRead: () => void told.push('opt-outs'),
    setEntitlements: b.setEntitlements,
    suspended: b.setEntitlements,
    balance: () => balance,
    setBalance: (heard) => void (balance = heard),
    caughtUp: () => void told.push('caught up'),
    needed: () => b.store().sql<{ sum: number | null }>("SELECT sum(price) AS sum FROM jobs WHERE waits = 'funds'").get()?.sum ?? 0,
    anyFor: (amount) => b.flow().jobs.anyFor(amount),
    cheapest: () => 45,
    freed: (why) => {
      told.push(`freed ${why}`);
      b.goOn(why);
    },
    behind: () => api.behind,
    opened: () => void told.push('opened'),
    ordersReady: () => void told.push('orders'),
    settleReports: () => void told.push('reports'),
    givenBack: () => undefined,
    hearPeople: () => void (rounds += 1),
    storesHeard: () => void told.push('stores'),
    followed: () => api.followed,
    problems,
    failed: (error) => void told.push(problemOf(error).code),
    well: () => void told.push('well'),
  });
  const counts = (name: CallName): number => account.names().filter((one) => one === name).length;
  const pass = (ms: number): Promise<unknown> => {
    b.time.now += ms;
    return vi.advanceTimersByTimeAsync(ms);
  };
  return { b, api, problems, told, meanwhile, refusals, account, keeping, counts, pass, rounds: () => rounds };
}
