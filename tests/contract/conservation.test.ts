import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalBody, JournalEntry } from '../../src-shared/contract/money.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';
import { capture, close, hold, refund, release, station, type TestStation } from './station.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 3 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

const RESTORED = { lastSequence: 0, lastHash: null, epoch: 0 } as const;
const small = fc.nat(3);
/** What stations, a merchant, a phone and a thief of databases can do, sensible or not. */
const at = fc.nat(1);
const about = { at, job: small, lease: small, amount: fc.integer({ min: -5, max: 300 }) };
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('lend' as const), at, amount: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'void' as const, 'refund' as const), ...about }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('capture' as const), ...about }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), at, lease: small }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('restore' as const, 'repeat' as const), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('drain' as const, 'top-up' as const, 'top-up' as const), at }) },
);
const TELLS = { hold, capture, void: release, refund };
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function follow(steps: readonly Step[]): Promise<void> {
  const stations = [await station(caller), await station(caller)] as const;
  const leases: readonly [string[], string[]] = [[], []];
  let last: JournalEntry[] = [];
  const run = String(Math.random());
  for (const taken of steps) {
    const desk = stations[taken.at] as TestStation;
    const mine = leases[taken.at] as string[];
    const report = async (body: JournalBody): Promise<void> => {
      last = desk.write(body);
      // A station whose chain was refused opens again, as one that was restored.
      await desk.send(last).catch(() => desk.open(RESTORED));
    };
    // Jobs, leases and keys are drawn from so few that they collide: over stations, after closing, twice.
    const leaseId = 'lease' in taken ? (mine[taken.lease] ?? leases[0][0] ?? 'no-lease') : '';
    switch (taken.do) {
      case 'lend':
        await desk.lease(taken.amount).then((id) => mine.push(id), () => undefined);
        break;
      case 'close':
        await report(close(leaseId));
        break;
      case 'restore':
        await desk.open(RESTORED);
        break;
      case 'repeat':
        await desk.send(last).catch(() => undefined);
        break;
      case 'drain':
        await world.control('drain');
        break;
      case 'top-up': {
        const { topUpId } = await caller.call('createTopUp', { requestId: `${run}-${Math.random()}`, amount: 5000, channel: 'wechat' });
        await world.control('pay', { topUpId });
        break;
      }
      default:
        await report(TELLS[taken.do]({ job: `${run}-${taken.job}`, leaseId, amount: taken.amount }));
    }
  }
}

it('neither makes nor loses a single li, whatever is reported', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 40, size: 'max' }), async (steps) => {
      await follow(steps);
      const { accounts } = await world.state();
      const leases = (await caller.call('balance', {})).leases;
      for (const account of accounts) {
        expect(account.conservation).toEqual({ holds: true, off: 0, ledgerAgrees: true });
        expect(account.balance).toBeGreaterThanOrEqual(0);
      }
      for (const lease of leases) expect(lease.captured).toBeLessThanOrEqual(lease.amount);
    }),
    { numRuns: 20 },
  );
  // The run was about something: money was spent, refunded and kept for review.
  const { accounts, reviews } = await world.state();
  expect(accounts[0]?.captured).toBeGreaterThan(0);
  expect(accounts[0]?.refunded).toBeGreaterThan(0);
  expect(reviews.length).toBeGreaterThan(3);
});
