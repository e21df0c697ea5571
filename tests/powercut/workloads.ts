import { setImmediate } from 'node:timers/promises';
import { claimReady, type Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { settle } from '../../src-main/flow/settle.ts';
import type { CopyingBack } from '../../src-main/store/copying-back.ts';
import type { Store } from '../../src-main/store/store.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import type { Dice } from '../../src-main/practice/day/dice.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { scanOn, type Synchronous } from './desk.ts';
import type { Mark } from './marks.ts';

type Given = {
  readonly open: () => Steps;
  /** Copies the WAL back in a thread, as the station does; null where commits and the workload do it alone. */
  readonly copyingBack: ((store: Store) => CopyingBack) | null;
  /** Keeps the high-water mark; one for each time the database is opened. */
  readonly water: (flow: Steps) => () => Promise<void>;
  /** A call is announced before the mark covers it. */
  readonly late: boolean;
  readonly mark: (mark: Mark) => void;
  readonly chance: Dice;
};
export const WORKLOADS = ['scans', 'settlements', 'feed'] as const;
export type Workload = (typeof WORKLOADS)[number];
/** The station's own is FULL. The others are the faults of the negative controls; LATE is FULL with calls that begin before the mark covers them. */
export type Way = Synchronous | 'LATE';

/** Parcels of a page of the feed, and pages of each half. */
export const A_PAGE = 40;
const PAGES = 12;
const SECOND_HALF = A_PAGE * PAGES;

/** Each is what a station does in a few minutes, closed and opened again in the middle. */
export const RUN: Readonly<Record<Workload, (given: Given) => Promise<void>>> = {
  scans(given) {
    return twice(given, async (flow, from, copyBack) => {
      bring(flow, from, 70);
      for (let n = from; n < from + 70; n += 1) {
        scan(given, flow, numberOf(n));
        if (n % 9 === 0) scan(given, flow, numberOf(n));
        if (n % 25 === 0) copyBack();
        await setImmediate();
      }
    });
  },
  settlements(given) {
    return twice(given, async (flow, from, copyBack) => {
      const flush = given.water(flow);
      let under = Promise.resolve();
      bring(flow, from, 40);
      for (let n = from; n < from + 40; n += 1) {
        scan(given, flow, numberOf(n));
        if (n % 4 === 0) {
          await under;
          // The desk scans on while the mark is kept.
          under = turn(given, flow, flush);
        }
        if (n % 20 === 0) copyBack();
        await setImmediate();
      }
      await under;
      await turn(given, flow, flush);
    });
  },
  feed(given) {
    return twice(given, async (flow, from, copyBack) => {
      for (let page = from / A_PAGE; page < from / A_PAGE + PAGES; page += 1) {
        // As the station keeps a page: its parcels and its cursor in one transaction.
        flow.store.transaction(() => {
          for (let n = page * A_PAGE; n < (page + 1) * A_PAGE; n += 1) flow.parcels.put(parcel(n));
          flow.store.meta.set('feed.orders', String(page + 1));
        });
        given.mark({ type: 'feed', page: page + 1 });
        for (let n = 0; n < 3; n += 1) scan(given, flow, numberOf(page * A_PAGE + given.chance.below(A_PAGE)));
        if (page % 3 === 2) copyBack();
        await setImmediate();
      }
    });
  },
};

/** The work of a half does not wait for the thread, which copies beside it. */
async function twice({ open, copyingBack }: Given, half: (flow: Steps, from: number, copyBack: () => void) => Promise<void>): Promise<void> {
  for (const from of [0, SECOND_HALF]) {
    const flow = open();
    const copying = copyingBack?.(flow.store);
    await copying?.now();
    await half(flow, from, copying ? () => void copying.now() : flow.store.checkpoint);
    await copying?.stop();
    flow.store.close();
  }
}

const parcel = (n: number): Parcel => {
  const own = { number: numberOf(n), courier: 'yto' as const };
  return n % 3 === 0 ? aForwardedParcel({ ...own, target: { kind: 'courier', courier: 'sf' } }) : aParcel(own);
};

function bring(flow: Steps, from: number, count: number): void {
  flow.store.transaction(() => {
    for (let n = from; n < from + count; n += 1) flow.parcels.put(parcel(n));
  });
}

function scan({ mark }: Given, flow: Steps, number: string): void {
  const { scanId, decision } = scanOn(flow, number);
  mark({ type: 'scan', scanId, number, verdict: decision.verdict, jobs: decision.work.length });
}

/** In the station's order: claimed, the mark kept, called. The providers answer at once; some outcomes stay unknown and are asked about later. */
async function turn({ mark, chance, late }: Given, flow: Steps, flush: () => Promise<void>): Promise<void> {
  const claims = claimReady(flow.store, flow.now(), () => 8, flow.newId, (claim) => mayCall(flow, claim));
  const { sequence } = flow.ledger.journal.head(flow.ledger.epoch());
  for (const { job, attempt } of claims) mark({ type: 'claimed', jobId: job.id, attempt });
  const begin = (): void => claims.forEach(({ job, attempt }) => mark({ type: 'begun', jobId: job.id, attempt, sequence }));
  if (late) begin();
  await flush();
  if (!late) begin();
  settle(flow, claims.map((claim) => ({ claim, outcome: chance.below(8) === 0 ? { kind: 'unknown', about: 'HTTP 500' } : outcome(claim) })));
  for (const { job } of claims) mark({ type: 'settled', jobId: job.id, state: flow.jobs.find(job.id)?.state ?? '' });
}

function outcome({ job }: Claim): Outcome {
  if (job.kind === 'sync' || job.kind === 'trace') return { kind: 'done', result: { kind: 'conversion', number: `SF${job.id}`, courier: 'sf', reference: 'ref' } };
  if (job.kind === 'privacy') return { kind: 'done', result: { kind: 'binding', number: '17000000001', until: job.created_at, reference: 'ref' } };
  return { kind: 'done', result: { kind: 'reference', reference: 'ref' } };
}
