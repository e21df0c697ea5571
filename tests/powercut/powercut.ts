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
import { WORKLOADS, type Way, type Workload } from './workloads.ts';

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
    const control = async (way: Way, what: string): Promise<Cuts> => {
      const found = await cutsOf(recorder, scratch, 'settlements', way, Math.min(CONTROL_CUTS, cuts));
      tell(`negative control, settlements with ${what}`, found);
      return found;
    };
    const normal = await control('NORMAL', 'synchronous=NORMAL, which must lose some scans and leave some databases behind the mark');
    const off = await control('OFF', 'synchronous=OFF, which must break some');
    const late = await control('LATE', 'calls that begin before the mark is kept, of which it must not cover some');
    const all = total(Object.values(results));
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), ...figures(all), control: { normal: figures(normal), off: figures(off), late: figures(late) }, seconds })}\n`);
    const isSound = all.losing === 0 && all.broken === 0 && all.uncovered === 0 && all.behind === 0;
    return isSound && normal.lostScans > 0 && normal.behind > 0 && off.broken > 0 && late.uncovered > 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function cutsOf(recorder: string, scratch: string, workload: Workload, way: Way, cuts: number): Promise<Cuts> {
  const parts: Cuts[] = [];
  for (let round = 0; round * CUTS_A_RECORDING < cuts; round += 1) {
    const steps = await record(recorder, workload, way, `${values.seed} ${round}`);
    const seed = `${values.seed} ${workload} ${way} ${round}`;
    parts.push(cutPower(steps, { scratch, workload, cuts: Math.min(CUTS_A_RECORDING, cuts - round * CUTS_A_RECORDING), seed }));
  }
  return total(parts);
}

function total(parts: readonly Cuts[]): Cuts {
  const sum = (of: keyof Omit<Cuts, 'examples'>): number => parts.reduce((so, part) => so + part[of], 0);
  return {
    cuts: sum('cuts'), unsynced: sum('unsynced'), answers: sum('answers'), losing: sum('losing'), broken: sum('broken'), uncovered: sum('uncovered'), behind: sum('behind'), lostScans: sum('lostScans'),
    examples: parts.flatMap(({ examples }) => examples).slice(0, 5),
  };
}

/** JSON leaves out what is undefined. */
function figures(cuts: Cuts): object {
  return { ...cuts, examples: undefined };
}

function tell(what: string, { cuts, unsynced, losing, broken, uncovered, behind, lostScans, examples }: Cuts): void {
  process.stderr.write(`${what}: ${cuts} cuts, ${unsynced} with something unsynced, ${losing} lost something that was answered (${lostScans} scans in all), ${broken} left something broken, ${uncovered} a call that the mark does not cover, ${behind} a database behind it\n`);
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
