// npm run powercut [-- --cuts N --seed S]: recorded writes replayed with N power cuts over three workloads. The last line is JSON.
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listen } from '../../tools/child.ts';
import { runTool, Stop } from '../../tools/report/stop.ts';
import { installPackages } from '../../tools/system/debian.ts';
import { cutPower, type Cuts } from './cuts.ts';
import { compileRecorder, record } from './recording.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** So many cuts share a recording: a fresh one has other values, other page numbers, other moments. */
const CUTS_A_RECORDING = 500;
const CONTROL_CUTS = 200;

const { values } = parseArgs({ options: { cuts: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } });

await runTool(async () => {
  const cuts = Number(values.cuts);
  if (!Number.isSafeInteger(cuts) || cuts < WORKLOADS.length) throw new Stop('E_USAGE', `--cuts ${values.cuts}`, 'npm run powercut -- [--cuts N] [--seed S], N at least 3');
  if (process.platform !== 'linux') throw new Stop('E_POWERCUT', 'Writes can only be recorded on Linux (LD_PRELOAD)', 'Run this on Linux.');
  if ((await listen('gcc', ['--version'])).code !== 0) await installPackages('E_COMPILER', 'Recording writes needs gcc', ['gcc', 'libc6-dev']);
  const started = performance.now();
  const scratch = mkdtempSync(join(inMemory() ? '/dev/shm' : tmpdir(), 'jingbus-cuts-'));
  try {
    const recorder = await compileRecorder(scratch);
    const results: Record<string, Cuts> = {};
    for (const [place, workload] of WORKLOADS.entries()) {
      const own = Math.floor(cuts / WORKLOADS.length) + (place < cuts % WORKLOADS.length ? 1 : 0);
      results[workload] = await cutsOf(recorder, scratch, workload, 'FULL', own);
      tell(workload, results[workload]);
    }
    const control = await cutsOf(recorder, scratch, 'scans', 'NORMAL', Math.min(CONTROL_CUTS, cuts));
    tell('negative control, scans with synchronous=NORMAL', control);
    const sum = (of: 'cuts' | 'losing' | 'broken' | 'lostScans'): number => Object.values(results).reduce((total, one) => total + one[of], 0);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const { examples: _, ...controlled } = control;
    process.stdout.write(`${JSON.stringify({ cuts: sum('cuts'), seed: Number(values.seed), lostScans: sum('lostScans'), losing: sum('losing'), broken: sum('broken'), control: controlled, seconds })}\n`);
    return sum('losing') === 0 && sum('broken') === 0 && control.losing > 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function cutsOf(recorder: string, scratch: string, workload: Workload, synchronous: 'FULL' | 'NORMAL', cuts: number): Promise<Cuts> {
  let total: Cuts = { cuts: 0, losing: 0, broken: 0, lostScans: 0, examples: [] };
  for (let round = 0; total.cuts < cuts; round += 1) {
    const steps = await record(recorder, workload, synchronous, round);
    const more = cutPower(steps, { scratch, cuts: Math.min(CUTS_A_RECORDING, cuts - total.cuts), seed: `${values.seed} ${workload} ${synchronous} ${round}` });
    total = {
      cuts: total.cuts + more.cuts, losing: total.losing + more.losing, broken: total.broken + more.broken,
      lostScans: total.lostScans + more.lostScans, examples: [...total.examples, ...more.examples].slice(0, 5),
    };
  }
  return total;
}

function tell(what: string, { cuts, losing, broken, lostScans, examples }: Cuts): void {
  process.stderr.write(`${what}: ${cuts} cuts, ${losing} lost something that was answered (${lostScans} scans in all), ${broken} left something broken\n`);
  for (const example of examples) process.stderr.write(`  ${example}\n`);
}

/** The images are opened and closed again at once: a disk in memory makes that quick, and theirs is not the sync that is tested. */
function inMemory(): boolean {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
