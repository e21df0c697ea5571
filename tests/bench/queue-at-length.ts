import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { queueStatus } from '../../src-main/flow/screen/status.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { settle } from '../../src-main/flow/settle.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { openStore } from '../../src-main/store/store.ts';
import { atOnce } from '../support/at-once.ts';
import { bareSyncs, DISKS_OWN } from './bare.ts';
import { figure, spread, type Figure } from './figures.ts';
import { FINISHED_JOBS, WAITING_JOBS, fillLong, fillReady } from './long-queue.ts';
import { statementsAtWork } from './statements-at-work.ts';
import { DESK, parcelOf, putParcels, stationFlow, unlimited, type Side } from './station-flow.ts';

const CLAIMS = 300;
/** Of each of the two kinds that are ready. */
const PLACES = 16;
const READY = CLAIMS * 2 * PLACES;
const LOOKS = 30;
const A_DAY = 86_400_000;
/** A claim may take so much longer in a long queue than in an empty one, and what is asked all the time so many ms. */
const LONGER = 2;
const LOOK = 5;

const what = `${FINISHED_JOBS} finished and ${WAITING_JOBS} waiting jobs`;

/** What a claim, a settlement and everything that a desk asks for cost beside a month of history and a day of waiting work. */
export async function benchQueueAtLength(dir: string): Promise<readonly Figure[]> {
  const [short, long] = [side(dir, 'short'), side(dir, 'long')];
  try {
    fillLong(long.flow);
    for (const { flow } of [short, long]) fillReady(flow, READY);
    return [...claims(dir, short.flow, long.flow), ...looks(short.flow, long.flow), await statements(short, long)];
  } finally {
    short.flow.store.close();
    long.flow.store.close();
  }
}

function side(dir: string, name: string): Side {
  const own = join(dir, name);
  mkdirSync(own);
  return { flow: stationFlow(openStore(join(own, 'station.db')), unlimited(PLACES)), dir: own };
}

const DONE: Outcome = { kind: 'done', result: { kind: 'reference', reference: 'bench' } };

/** In turn, so that both meet the same minutes of the disk. */
function claims(dir: string, short: Steps, long: Steps): Figure[] {
  const syncs = bareSyncs(dir);
  const synced: number[] = [];
  const times = { claim: [[], []] as [number[], number[]], settle: [[], []] as [number[], number[]] };
  for (let n = 0; n < CLAIMS; n += 1) {
    for (const [at, flow] of [short, long].entries() as IterableIterator<[0 | 1, Steps]>) {
      const { took, answer } = timed(() => claimReady(flow.store, flow.now(), () => PLACES, flow.newId, (one) => mayCall(flow, one)));
      if (answer.length !== 2 * PLACES) throw new Error(`claimed ${answer.length}`);
      times.claim[at].push(took);
      times.settle[at].push(timed(() => settle(flow, answer.map((claim) => ({ claim, outcome: DONE })))).took);
    }
    synced.push(timed(syncs.sync).took);
  }
  syncs.close();
  return (['claim', 'settle'] as const).map((name) => {
    const [baseline, ours] = [spread(times[name][0]), spread(times[name][1])];
    return figure({
      name: `${name} ${2 * PLACES} jobs, durable, in a queue of ${what}`, unit: 'ms', ours, count: CLAIMS,
      baselines: [{ is: `the same in a queue of nothing but its ${READY} ready jobs`, numbers: baseline }, { is: DISKS_OWN, numbers: spread(synced) }],
      expected: `p99 at most ${LONGER}x`, met: ours.p99 <= LONGER * baseline.p99,
    });
  });
}

/** What a desk and its windows ask for. */
const LOOKS_AT: Readonly<Record<string, (flow: Steps, n: number) => unknown>> = {
  'scan to verdict and card': (flow, n) => cardOf(flow, oneScan(flow, DESK, parcelOf(8, n).number).scanId),
  'status line': (flow) => queueStatus(flow),
  'exceptions': (flow) => exceptionRows(flow),
  'report of a whole day': (flow) => atOnce(todaySends(flow, flow.now() - A_DAY)),
};

function looks(short: Steps, long: Steps): Figure[] {
  const parcels = Array.from({ length: LOOKS }, (_, n) => parcelOf(8, n));
  for (const flow of [short, long]) putParcels(flow, parcels);
  return Object.entries(LOOKS_AT).map(([name, look]) => {
    const times = (flow: Steps) => spread(parcels.map((_, n) => timed(() => look(flow, n)).took));
    const [baseline, ours] = [times(short), times(long)];
    return figure({
      name: `${name}, beside ${what}`, unit: 'ms', ours, count: LOOKS, baselines: [{ is: 'the same beside nothing', numbers: baseline }], expected: `p50 at most ${LOOK} ms or ${LONGER}x`, met: ours.p50 <= Math.max(LOOK, LONGER * baseline.p50),
    });
  });
}

/** Of a station that starts and works beside all this: the statement that usually takes longest. On stderr all slow ones, with their plans. */
async function statements(short: Side, long: Side): Promise<Figure> {
  const [few, many] = [await statementsAtWork(short, PLACES), await statementsAtWork(long, PLACES)];
  for (const { sql, usually, times, plan } of many.filter((one) => one.usually > LOOK)) {
    process.stderr.write(`  ${usually} ms, ${times} times: ${sql}\n${plan.map((line) => `      ${line}\n`).join('')}`);
  }
  const [ours, baseline] = [{ p50: many[0]?.usually ?? 0 }, { p50: few[0]?.usually ?? 0 }];
  return figure({
    name: `slowest statement of a station that starts and works beside ${what}`, unit: 'ms', ours, count: many.length,
    baselines: [{ is: 'the same beside nothing', numbers: baseline }], expected: `p50 at most ${LOOK} ms`, met: ours.p50 <= LOOK,
  });
}

function timed<T>(work: () => T): { readonly took: number; readonly answer: T } {
  const from = performance.now();
  const answer = work();
  return { took: performance.now() - from, answer };
}
