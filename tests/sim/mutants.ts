// npm run sim:mutants [-- --seeds N] [--jobs J] [--only WORD]: every known mistake in the real code has to be caught
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Told } from './day.ts';
import { MUTATIONS, fits } from './mutations.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '400' }, jobs: { type: 'string', default: '1' }, only: { type: 'string', default: '' } } });
const wrong = MUTATIONS.filter((mutation) => !fits(mutation));
for (const { name, file } of wrong) process.stdout.write(`does not fit the code any more: ${name} (${file})\n`);

/** The first catch: of several processes the one with the lowest seed. */
function firstOf(lines: string): Told | undefined {
  return lines.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told).sort((a, b) => a.seed - b.seed)[0];
}

let missed = 0;
for (const { name } of MUTATIONS.filter((mutation) => !wrong.includes(mutation) && mutation.name.includes(values.only))) {
  const hook = join(import.meta.dirname, 'mutation-hook.ts');
  const child = spawnSync(process.execPath, ['--import', hook, join(import.meta.dirname, 'many.ts'), '--from', '1', '--count', values.seeds, '--jobs', values.jobs, '--until-caught', '--no-shrink'], {
    env: { ...process.env, SIM_MUTATION: name }, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  const told = firstOf(child.stderr);
  if (!told) missed += 1;
  process.stdout.write(`| ${name} | ${told ? `${told.seed} | ${told.violations[0]?.invariant}` : child.status === 0 ? 'NOT CAUGHT |' : `BROKEN | ${child.stderr.slice(0, 300)}`} |\n`);
}
process.stdout.write(`${MUTATIONS.length} mutations, ${missed} not caught, ${wrong.length} do not fit\n`);
process.exitCode = missed + wrong.length > 0 ? 1 : 0;
