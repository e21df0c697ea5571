import { join } from 'node:path';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { openStore } from '../../src-main/store/store.ts';
import { bareInserts, bareSyncs, DISKS_OWN } from './bare.ts';
import { figure, rate, type Figure } from './figures.ts';
import { DESK, putParcels, stationFlow, unlimited } from './station-flow.ts';
import { mixedParcels } from './warehouse.ts';

const SCANS = 10_000;
/** Scans and baselines take turns, so that a slow minute of the disk is everybody's. */
const BLOCK = 500;
const SHARE = 1 / 3;

/** Scans a second, one after the other, each durable with its jobs, holds and journal entries before the next. */
export function benchScans(dir: string): Figure {
  const store = openStore(join(dir, 'station.db'));
  const flow = stationFlow(store, unlimited(1));
  const numbers = putParcels(flow, mixedParcels(SCANS));
  const inserts = bareInserts(dir);
  const syncs = bareSyncs(dir);
  const took = { scans: 0, inserts: 0, syncs: 0 };
  for (let from = 0; from < SCANS; from += BLOCK) {
    const block = numbers.slice(from, from + BLOCK);
    took.scans += each(block, (number) => oneScan(flow, DESK, number));
    took.inserts += each(block, inserts.insert);
    took.syncs += each(block, syncs.sync);
  }
  const jobs = flow.store.sql<{ n: number }>('SELECT count(*) AS n FROM jobs').get()?.n ?? 0;
  store.close();
  inserts.close();
  syncs.close();
  const ours = rate(SCANS, took.scans);
  const insert = rate(SCANS, took.inserts);
  return figure({
    name: `scans, one after the other, durable with their ${jobs} jobs and holds, synchronous=FULL`, unit: 'per second', ours, count: SCANS,
    baselines: [{ is: 'one INSERT a transaction, synchronous=FULL, same disk', numbers: insert }, { is: DISKS_OWN, numbers: rate(SCANS, took.syncs) }],
    expected: 'at least a third of the INSERTs', met: ours.rate >= insert.rate * SHARE,
  });
}

/** ms for all of them. */
function each(numbers: readonly string[], work: (number: string) => unknown): number {
  const from = performance.now();
  for (const number of numbers) work(number);
  return performance.now() - from;
}
