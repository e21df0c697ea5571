import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { batches } from '../../src-main/station/batches.ts';
import { steps } from '../../src-main/flow/steps.ts';
import { openStore } from '../../src-main/store/store.ts';
import { tablesIn } from '../../src-main/table/in-worker.ts';
import { xlsxBytes } from '../../src-main/table/write-file.ts';
import { figure, spread, type Figure } from './figures.ts';

const ROWS = 50_000;
const ROUNDS = 3;
const TITLES = ['订单号', '运单号', '快递公司', '店铺', '目标'];

/**
 * From a chosen file of 50,000 rows (.xlsx, five columns) to a preview that is on the disk, with the thread and all. The
 * baseline reads the same rows as JSON, parses them and inserts them bare, in one transaction on the same disk.
 */
export async function benchImportList(dataDir: string): Promise<Figure> {
  const dir = mkdtempSync(join(dataDir, 'import-'));
  const rows = Array.from({ length: ROWS }, (_, n) => [`ORDER-${n}`, `YT${String(n).padStart(13, '0')}`, '圆通速递', '小林家居', '拼多多']);
  const list = join(dir, 'list.xlsx');
  const json = join(dir, 'list.json');
  writeFileSync(list, await xlsxBytes({ titles: TITLES, rows }));
  writeFileSync(json, JSON.stringify(rows));
  const tables = tablesIn(new URL('../../src-main/table/worker.ts', import.meta.url));
  const ours: number[] = [];
  const baseline: number[] = [];
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const store = openStore(join(dir, `station-${round}.db`));
    const flow = steps({ store, now: Date.now, told: Date.now, newId: () => 'id', random: Math.random, entitlements: () => null });
    const nothing = (): void => undefined;
    const lists = batches({ flow, desk: () => ({ accountId: 'bench', operator: { id: 'bench', name: 'bench' }, station: '01' }), scan: () => { throw new Error('nothing is scanned here'); }, wake: nothing, changed: nothing, failed: nothing });
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    ours.push(await timed(async () => {
      const { total } = await lists.put('list.xlsx', await tables.read({ kind: 'file', path: list }));
      if (total !== ROWS) throw new Error(`${total} of ${ROWS} rows`);
    }));
    loop.disable();
    delays.push(loop.percentile(99) / 1e6);
    lists.stop();
    store.close();

    const bare = openStore(join(dir, `bare-${round}.db`));
    bare.db.exec('CREATE TABLE line (id INTEGER PRIMARY KEY, number TEXT, courier TEXT, target TEXT)');
    const insert = bare.db.prepare('INSERT INTO line (number, courier, target) VALUES (?,?,?)');
    baseline.push(await timed(async () => {
      const parsed = JSON.parse(readFileSync(json, 'utf8')) as string[][];
      bare.transaction(() => parsed.forEach(([, number, courier, , target]) => insert.run(number, courier, target)));
    }));
    bare.close();
  }
  rmSync(dir, { recursive: true });
  const times = spread(ours);
  const held = Math.max(...delays);
  return figure({
    name: `import of ${ROWS} rows, .xlsx to a durable preview; event loop held p99 ${Math.round(held * 10) / 10} ms`, unit: 'ms', ours: times, count: ROUNDS,
    baselines: [{ is: 'the same rows as JSON: read, parse, bare INSERTs in one transaction', numbers: spread(baseline) }], expected: 'at most 10 s', met: times.p99 <= 10_000,
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
