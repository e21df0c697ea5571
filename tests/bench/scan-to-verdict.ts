import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Entitlements, Provider } from '../../src-shared/contract/parcels.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { steps } from '../../src-main/flow/steps.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import { bareInserts } from './bare.ts';
import { figure, spread, type Figure } from './figures.ts';
import { SEED } from './warehouse.ts';

const SCANS = 500;

/**
 * From a scanned text to a verdict that is on the disk, and the card built from it: what the main process does between
 * two messages of the window. Beside each scan, in turn, one bare INSERT with the same durability on the same disk.
 */
export function benchScanToVerdict(dataDir: string, numbers: readonly string[]): Figure {
  const store = databaseOfAccount(dataDir, `practice-${SEED}`);
  const flow = steps({ store, now: Date.now, newId: randomUUID, random: Math.random, entitlements: () => TERMS });
  store.transaction(() => {
    store.meta.set('epoch', '1');
    const now = Date.now();
    const grantId = flow.ledger.ask(10_000_000, now);
    flow.ledger.granted({ leaseId: 'bench', grantId, amount: 10_000_000, spendUntil: now + 86_400_000, priceVersion: 1 });
  });
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

const provider: Provider = { kind: 'yunguanlian', endpoint: 'http://127.0.0.1:9', credential: {}, limits: { perSecond: 1, concurrency: 1 } };
const TERMS: Entitlements = {
  version: 1,
  priceVersion: 1,
  services: { sync: { on: true, price: 60, provider }, trace: { on: true, price: 110, provider }, sms: { on: true, price: 45, provider }, privacy: { on: true, price: 80, provider } },
};
