import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loseLeases } from '../../src-main/flow/lost-leases.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import { aForwardedParcel, aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { FATES, outside } from '../support/outside.ts';

/** A day in a warehouse with everything that can go wrong, as steps that can be repeated and shrunk. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('scan' as const), n: fc.nat({ max: 14 }) }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('turn' as const), fates: fc.array(fc.nat({ max: FATES.length - 1 }), { minLength: 1, maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lend' as const), n: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), n: fc.nat({ max: 600_000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), fates: fc.array(fc.nat({ max: FATES.length - 1 }), { minLength: 1, maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('person' as const), n: fc.nat({ max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('late' as const), n: fc.nat({ max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prices' as const), n: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('off' as const), n: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('epoch' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('written off' as const), n: fc.nat({ max: 3 }) }) },
);
/** More of them with STATION_RUNS, as a nightly run has them. */
const RUNS = Number(process.env['STATION_RUNS'] ?? 120);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const parcelOf = (n: number) => {
  const number = numberOf(n);
  return n % 3 > 0 ? aForwardedParcel({ number, courier: 'sto', privacy: n % 2 === 0 }) : aParcel({ number, privacy: n % 2 === 0 });
};
const SERVICES = ['sync', 'trace', 'sms', 'privacy'] as const;

function day(dir: string, lent: number) {
  const b: Bench = bench({ dir });
  // What is tried here is the order of things, not the disk; tests/fault has the disk.
  b.store().db.pragma('synchronous = OFF');
  b.setRandom(0.5);
  const world = outside();
  const lost: Claim[] = [];
  let repeats = 0;
  let version = 1;
  for (let n = 0; n < 15; n += 1) b.flow().parcels.put(parcelOf(n));

  if (lent > 0) b.lend(lent);

  const meet = (fates: readonly number[]) => {
    let at = 0;
    return (claim: Claim) => world.meets(claim, FATES[fates[at++ % fates.length] ?? 0] ?? 'works');
  };
  const jobs = (): JobRow[] => b.store().sql<JobRow>('SELECT * FROM jobs ORDER BY id').all();
  const parked = (): JobRow[] => jobs().filter(({ state }) => state === 'parked');
  /** A person who knows what happened outside, and now and then decides to repeat. */
  function decide(job: JobRow, repeat: boolean): void {
    if (job.error !== 'provider-outcome-unknown') return void b.decide(job.id, repeat ? 'retry' : 'void');
    if (repeat) repeats += 1;
    b.decide(job.id, repeat ? 'retry' : world.happened(job.key) > 0 ? 'done' : 'void');
  }

  function take(given: Step): void {
    switch (given.do) {
      case 'scan': return void b.scan(numberOf(given.n));
      case 'turn': return void b.turn(meet(given.fates));
      case 'lend': return void b.lend(given.n);
      case 'pass': return void (b.time.now += given.n);
      case 'crash': {
        // Some requests leave, and then the process is gone before any outcome is recorded.
        const claims = b.claims();
        const fate = meet(given.fates);
        for (const claim of claims) fate(claim);
        lost.push(...claims);
        b.crash();
        return void b.store().db.pragma('synchronous = OFF');
      }
      case 'person': {
        const job = parked()[0];
        return job && decide(job, given.n < 3);
      }
      case 'late': {
        // An answer that arrives after its claim was taken away.
        const claim = lost.at(-1 - (given.n % Math.max(1, lost.length)));
        return claim && void expect(b.settle(claim, works(claim)).size).toBe(0);
      }
      case 'prices': return b.setEntitlements(entitlementsWith({ version: (version += 1), prices: { sync: given.n, trace: given.n + 7, sms: 45, privacy: given.n } }));
      case 'off': {
        const off = SERVICES[given.n];
        return b.setEntitlements(entitlementsWith({ version: (version += 1), off: off ? [off] : [] }));
      }
      case 'epoch': return void b.newEpoch(b.flow().ledger.epoch() + 1);
      case 'written off': {
        const leases = b.store().sql<{ lease_id: string }>("SELECT lease_id FROM leases WHERE state = 'open' ORDER BY lease_id").all();
        return void loseLeases(b.flow(), leases.slice(given.n, given.n + 1).map(({ lease_id }) => lease_id));
      }
      case 'close': return void b.store().transaction(() => b.flow().ledger.closeUsedUp(b.time.now, 1));
    }
  }

  /** The faults stop, money comes, and a person settles what is left over. */
  function calm(): void {
    b.setEntitlements(entitlementsWith({ version: version + 1 }));
    b.lend(1_000_000);
    for (let rounds = 0; rounds < 60; rounds += 1) {
      b.goOn('service-off');
      b.goOn('funds');
      b.run((claim) => world.meets(claim, 'works'), 400);
      const left = parked();
      if (left.length === 0) return;
      for (const job of left) if (b.flow().jobs.find(job.id)?.state === 'parked') decide(job, false);
    }
    throw new Error('the day does not end');
  }
  return { b, world, take, calm, jobs, repeats: () => repeats };
}

/** For every sequence of steps: money and effects agree, and nothing is lost, done twice or charged twice. */
function check(dir: string, lent: number, steps: readonly Step[]): void {
  const { b, world, take, calm, jobs, repeats } = day(dir, lent);
  let scans = 0;
  for (const given of steps) {
    take(given);
    if (given.do === 'scan') scans += 1;
    if (given.do === 'crash' || given.do === 'epoch' || given.do === 'late') expectSoundBooks(b.store());
  }
  expectSoundBooks(b.store());
  calm();
  expectSoundBooks(b.store());
  expect(world.early, 'conversions first').toEqual([]);
  expect(b.rows()['scans'], 'nothing lost').toBe(scans);
  for (const job of jobs()) {
    const label = `${job.kind} ${job.id} ${job.state}`;
    expect(['done', 'void', 'refused'], label).toContain(job.state);
    const effects = world.happened(job.key);
    if (job.state === 'done') expect(effects, label).toBeGreaterThan(0);
    else expect(effects, label).toBe(0);
    if (job.state === 'done' && job.price > 0) expect(job.charged, label).toBe(job.price);
    // All else its provider does once, however often it is called.
    if (job.kind === 'forwarding-sms') expect(effects, label).toBeLessThanOrEqual(1 + repeats());
  }
  expect(b.flow().ledger.totals().held, 'nothing is held when all has ended').toBe(0);
  b.store().close();
}

test('whatever happens in whatever order, each effect is charged once, each charge has its effect, and no lease is overspent', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 700, 5_000, 5_000), fc.array(step, { minLength: 5, maxLength: 60 }), (lent, steps) => {
      const dir = mkdtempSync(join(tmpdir(), 'station-day-'));
      try {
        check(dir, lent, steps);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    }),
    { numRuns: RUNS },
  );
}, 60_000 + 2_000 * RUNS);
