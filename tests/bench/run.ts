// npm run bench [-- --json] [-- --only NAME]: figures as ratios against baselines of the same run, on the machine it runs on.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAdapters } from './adapters.ts';
import { benchEventLoop } from './event-loop.ts';
import type { Figure, Numbers } from './figures.ts';
import { benchFindParcel } from './find-parcel.ts';
import { benchImportList } from './import-list.ts';
import { benchJobs } from './jobs.ts';
import { benchJournalUpload } from './journal-upload.ts';
import { benchKeyToPaint } from './key-to-paint.ts';
import { benchQueueAtLength } from './queue-at-length.ts';
import { benchScanToVerdict } from './scan-to-verdict.ts';
import { benchScans } from './scans.ts';
import { benchShift } from './shift.ts';
import { benchStart } from './start.ts';
import { PARCELS, fillWarehouse } from './warehouse.ts';

/** By name; each has a folder of its own, and those that drive the window share a full station. */
const BENCHES: Readonly<Record<string, (place: Place) => Promise<readonly Figure[]>>> = {
  start: async ({ warehouse }) => [await benchStart(warehouse().dir)],
  paint: async ({ warehouse }) => [await benchKeyToPaint(warehouse().dir, warehouse().numbers)],
  verdict: async ({ warehouse }) => [benchScanToVerdict(warehouse().dir, warehouse().numbers.slice(1000))],
  scans: async ({ dir }) => [benchScans(dir)],
  jobs: ({ dir }) => benchJobs(dir),
  length: ({ dir }) => benchQueueAtLength(dir),
  journal: async ({ dir }) => [await benchJournalUpload(dir)],
  adapters: ({ dir }) => benchAdapters(dir),
  find: async ({ dir }) => benchFindParcel(dir),
  import: async ({ dir }) => [await benchImportList(dir)],
  'event-loop': ({ dir }) => benchEventLoop(dir),
  shift: ({ dir }) => benchShift(dir),
};
/** Half an hour: only when it is asked for. */
const LONG = ['shift'];
type Warehouse = { readonly dir: string; readonly numbers: readonly string[] };
type Place = { readonly dir: string; readonly warehouse: () => Warehouse };

const { json, only } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } }).values;
const names = only === undefined ? Object.keys(BENCHES).filter((name) => !LONG.includes(name)) : [only];
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const root = mkdtempSync(join(tmpdir(), 'jingbus-bench-'));
let filled: Warehouse | undefined;
const warehouse = (): Warehouse => {
  if (filled) return filled;
  tell(`filling a station with ${PARCELS} parcels`);
  const dir = mkdtempSync(join(root, 'warehouse-'));
  return (filled = { dir, numbers: fillWarehouse(dir, PARCELS) });
};
try {
  const figures: Figure[] = [];
  for (const name of names) {
    const bench = BENCHES[name];
    if (!bench) {
      tell(`no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
      process.exitCode = 2;
      break;
    }
    tell(name);
    const dir = mkdtempSync(join(root, `${name}-`));
    figures.push(...(await bench({ dir, warehouse })));
    rmSync(dir, { recursive: true });
  }
  const machine = { processors: cpus().length, model: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30), electron: process.env['STATION_ELECTRON_VERSION'] ?? '', node: process.version };
  process.stdout.write(json ? `${JSON.stringify({ at: new Date().toISOString(), machine, parcels: PARCELS, figures }, null, 2)}\n` : table(figures, machine));
} finally {
  rmSync(root, { recursive: true, force: true });
}

function table(figures: readonly Figure[], machine: object): string {
  const told = (numbers: Numbers): string => Object.entries(numbers).map(([name, value]) => `${name} ${value}`).join('   ');
  const lines = figures.flatMap(({ name, unit, ours, count, baselines, expected, met }) => [
    `${name} (${unit})`,
    `  ours      ${told(ours)}   (${count})`,
    ...baselines.flatMap(({ is, numbers, ratio }) => [`  baseline  ${told(numbers)}   ${is}`, `  ratio     ${told(ratio)}`]),
    `  expected  ${expected}: ${met ? 'met' : 'NOT met'}`,
  ]);
  return `${lines.join('\n')}\n${JSON.stringify(machine)}\n`;
}
