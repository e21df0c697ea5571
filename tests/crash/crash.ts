// npm run crash [-- --cycles N --seed S]: the station killed with SIGKILL N times under load. The last line is JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import { startPractice } from '../support/practice.ts';
import { aftermath } from './aftermath.ts';
import { runCycles } from './cycles.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, keep: { type: 'boolean', default: false } } });
const cycles = Number(values.cycles);
const seed = Number(values.seed);
if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  process.stderr.write('usage: npm run crash -- [--cycles N] [--seed S] [--keep]\n');
  process.exit(2);
}

const dir = mkdtempSync(join(tmpdir(), 'jingbus-crash-'));
const started = performance.now();
const world = await startPractice({ seed });
try {
  const run = await runCycles(world, { dir, cycles, seed, tell: (line) => void process.stderr.write(`${line}\n`) });
  const state = await world.state();
  const after = aftermath(dir, run.answered, run.given);
  const disagree = differences(stationSide(dir), worldSide(state, `warehouse-${seed}`), state);
  const doubles = Object.values(state.duplicates).reduce((sum, n) => sum + n, 0) + state.capturesRefundedAsSecond;
  const violations = [...run.refused.map((refused) => `refused: ${refused}`), ...after.lost.map((lost) => `lost: ${lost}`), ...after.wrong, ...disagree, ...state.reviews.map(({ reason, count }) => `${count} entries for review: ${reason}`)];
  for (const violation of violations.slice(0, 20)) process.stderr.write(`VIOLATION ${violation}\n`);
  const { answered, kills, signedInAgain } = run;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stdout.write(`${JSON.stringify({
    cycles, seed, scansAnswered: answered.length, parcels: run.given.size, kills, callsCut: after.callsCut, scansCut: after.scansCut, signedInAgain, effects: state.effects,
    leases: after.leases, noFunds: after.noFunds, parked: after.parked, lost: after.lost.length, doubles, violations: violations.length, seconds,
  })}\n`);
  process.exitCode = violations.length === 0 && doubles === 0 ? 0 : 1;
} finally {
  await world.stop();
  if (values.keep) process.stderr.write(`kept: ${dir}\n`);
  else rmSync(dir, { recursive: true, force: true });
}
