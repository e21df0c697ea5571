// npm run bench [-- --json]: figures as ratios against a baseline of the same run, on the machine it runs on.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figures.ts';
import { benchKeyToPaint } from './key-to-paint.ts';
import { benchScanToVerdict } from './scan-to-verdict.ts';
import { benchStart } from './start.ts';
import { PARCELS, fillWarehouse } from './warehouse.ts';

const json = process.argv.includes('--json');
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'jingbus-bench-'));
try {
  tell(`filling a station with ${PARCELS} parcels`);
  const numbers = fillWarehouse(dataDir);
  const figures: Figure[] = [];
  tell('start to scan-ready');
  figures.push(await benchStart(dataDir));
  tell('last key to painted verdict');
  figures.push(await benchKeyToPaint(dataDir, numbers));
  tell('scan to durable verdict');
  figures.push(benchScanToVerdict(dataDir, numbers.slice(1000)));
  const machine = { processors: cpus().length, model: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30), electron: process.env['STATION_ELECTRON_VERSION'] ?? '', node: process.version };
  process.stdout.write(json ? `${JSON.stringify({ at: new Date().toISOString(), machine, parcels: PARCELS, figures }, null, 2)}\n` : table(figures, machine));
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function table(figures: readonly Figure[], machine: object): string {
  const lines = figures.flatMap(({ name, ours, baseline, baselineIs, ratio, expected, met }) => [
    name,
    `  ours      p50 ${ours.p50} ms   p99 ${ours.p99} ms   (${ours.count})`,
    `  baseline  p50 ${baseline.p50} ms   p99 ${baseline.p99} ms   ${baselineIs}`,
    `  ratio     p50 ${ratio.p50}x   p99 ${ratio.p99}x   expected: ${expected}: ${met ? 'met' : 'NOT met'}`,
  ]);
  return `${lines.join('\n')}\n${JSON.stringify(machine)}\n`;
}
