import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import type { Station } from '../../src-main/station/station.ts';
import { openStore } from '../../src-main/store/store.ts';
import { bareInserts } from './bare.ts';
import { figure, rate, round, spread, type Figure } from './figures.ts';
import { startQuickOutside } from './quick-outside-process.ts';
import { runningStation } from './running-station.ts';
import { DESK, oneJobParcel, parcelOf, putParcels, stationFlow, unlimited } from './station-flow.ts';

const JOBS = 10_000;
const CONCURRENCY = 64;
/** A packer with a belt: faster than any hand. */
const SCAN_EVERY = 50;
const AT_REST = 100;
const MOST_SCANS = 10_000;
const IDLE = 3_000;
const AT_ONCE = 500;
const LONGEST_DELAY = 20;

/**
 * How long the main process keeps a message waiting while it works off 10,000 jobs over HTTP, and what that does to a
 * packer who scans on: from the moment a scan is due to its card. Every scan makes three jobs more.
 */
export async function benchEventLoop(dir: string): Promise<readonly Figure[]> {
  const outside = await startQuickOutside(CONCURRENCY);
  const store = openStore(join(dir, 'station.db'));
  stationFlow(store, unlimited(CONCURRENCY, outside.origin));
  const station = await runningStation({ store, dir, origin: outside.origin });
  try {
    const idle = await delays(() => pause(IDLE));
    const inserts = await delays(() => insertEach(dir));
    const packer = packerAt(station);
    const rest = await packer((scans) => scans < AT_REST);

    const last = pile(station);
    let busy: readonly number[] = [];
    const from = performance.now();
    const draining = await delays(async () => (busy = await packer(() => isLeft(station, last))));
    const drain = performance.now() - from;
    const shown = spread(busy);
    return [
      figure({
        name: `event-loop delay of the main process while ${JOBS} jobs drain over HTTP, ${rate(JOBS, drain).rate} a second, and a scan comes every ${SCAN_EVERY} ms`, unit: 'ms', ours: draining, count: JOBS,
        baselines: [{ is: 'the same process idle', numbers: idle }, { is: `the same process with ${JOBS} bare INSERTs, synchronous=FULL, one a turn`, numbers: inserts }],
        expected: `p99 below ${LONGEST_DELAY} ms`, met: draining.p99 < LONGEST_DELAY,
      }),
      figure({
        name: 'due scan to its card while they drain', unit: 'ms', ours: shown, count: busy.length,
        baselines: [{ is: `the same at rest (${rest.length} scans)`, numbers: spread(rest) }], expected: 'p99 <= 50 ms', met: shown.p99 <= 50,
      }),
    ];
  } finally {
    await station.stop();
    outside.stop();
  }
}

type Delays = { readonly p50: number; readonly p99: number; readonly max: number };

/** Of the loop's own timer, which is due every ms: an idle loop shows about that. */
async function delays(work: () => Promise<unknown>): Promise<Delays> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await work();
  monitor.disable();
  const ms = (nanoseconds: number): number => round(nanoseconds / 1e6);
  return { p50: ms(monitor.percentile(50)), p99: ms(monitor.percentile(99)), max: ms(monitor.max) };
}

async function insertEach(dir: string): Promise<void> {
  mkdirSync(join(dir, 'bare'));
  const bare = bareInserts(join(dir, 'bare'));
  for (let n = 0; n < JOBS; n += 1) {
    bare.insert(`line ${n}`);
    await turn();
  }
  bare.close();
}

/** Jobs as a morning without a network leaves them: scanned and paid, and none called. Returns the last one. */
function pile({ flow }: Station): number {
  const numbers = putParcels(flow, Array.from({ length: JOBS }, (_, n) => oneJobParcel(n)));
  for (let from = 0; from < JOBS; from += AT_ONCE) {
    flow.store.transaction(() => numbers.slice(from, from + AT_ONCE).forEach((number) => oneScan(flow, DESK, number)));
  }
  flow.store.checkpoint();
  return flow.store.sql<{ id: number }>('SELECT max(id) AS id FROM jobs').get()?.id ?? 0;
}

/** Of the jobs up to this one; those of later scans do not count. */
const isLeft = ({ flow }: Station, last: number): boolean =>
  flow.store.sql("SELECT 1 FROM jobs WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND id <= ? LIMIT 1").get(last) !== undefined;

/** Scans a new parcel every 50 ms for as long as it is told to; returns the ms from each scan's moment to its card. */
function packerAt(station: Station): (goOn: (scans: number) => boolean) => Promise<number[]> {
  const waiting = putParcels(station.flow, Array.from({ length: MOST_SCANS }, (_, n) => parcelOf(5, n)));
  return async (goOn) => {
    const times: number[] = [];
    const start = performance.now();
    for (let n = 0; goOn(n); n += 1) {
      const due = start + n * SCAN_EVERY;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      const number = waiting.pop();
      if (number === undefined) throw new Error(`${MOST_SCANS} scans were not enough`);
      await station.scan(number);
      times.push(performance.now() - due);
    }
    return times;
  };
}
