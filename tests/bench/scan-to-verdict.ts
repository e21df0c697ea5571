import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import { bareInserts } from './bare.ts';
import { figure, spread, type Figure } from './figures.ts';
import { stationFlow, unlimited } from './station-flow.ts';
import { SEED } from './warehouse.ts';

const SCANS = 500;

/**
 * From a scanned text to a verdict that is on the disk, and the card built from it: what the main process does between
 * two messages of the window. Beside each scan, in turn, one bare INSERT with the same durability on the same disk.
 */
export function benchScanToVerdict(dataDir: string, numbers: readonly string[]): Figure {
  const store = databaseOfAccount(dataDir, `practice-${SEED}`);
  const flow = stationFlow(store, unlimited(1));
  const bareDir = mkdtempSync(join(dataDir, 'bare-'));
  const bare = bareInserts(bareDir);
  const desk = { accountId: `practice-${SEED}`, operator: { id: 'bench', name: 'bench' }, station: '01' };

  const ours: number[] = [];
  const baseline: number[] = [];
  for (const number of numbers.slice(0, SCANS)) {
    ours.push(timed(() => cardOf(flow, oneScan(flow, desk, number).scanId)));
    baseline.push(timed(() => bare.insert(number)));
  }
  store.close();
  bare.close();
  rmSync(bareDir, { recursive: true });
  const times = spread(ours);
  return figure({
    name: 'scan to durable verdict, main process', unit: 'ms', ours: times, count: ours.length,
    baselines: [{ is: 'one INSERT, synchronous=FULL, same disk', numbers: spread(baseline) }], expected: 'p99 <= 5 ms', met: times.p99 <= 5,
  });
}

function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
