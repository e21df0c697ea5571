// npm run sim:mutants [-- --seeds N] [--jobs J] [--only WORD]: every known mistake in the real code has to be caught, by an invariant that is named for it
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Told } from './day.ts';
import { MUTATIONS, fits } from './mutations.ts';
import { breaksOneOf } from './telling.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '400' }, jobs: { type: 'string', default: '1' }, only: { type: 'string', default: '' } } });
const wrong = MUTATIONS.filter((mutation) => !fits(mutation));
for (const { name, file } of wrong) process.stdout.write(`does not fit the code any more: ${name} (${file})\n`);

const firstOf = (days: readonly Told[]): Told | undefined => days.toSorted((a, b) => a.seed - b.seed)[0];

let missed = 0;
for (const { name, expects } of MUTATIONS.filter((mutation) => !wrong.includes(mutation) && mutation.name.includes(values.only))) {
  const hook = join(import.meta.dirname, 'mutation-hook.ts');
  const child = spawnSync(process.execPath, ['--import', hook, join(import.meta.dirname, 'many.ts'), '--from', '1', '--count', values.seeds, '--jobs', values.jobs, '--until', expects.join(','), '--no-shrink'], {
    env: { ...process.env, SIM_MUTATION: name }, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  const broken = child.stderr.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told);
  // Of several processes the one with the lowest seed.
  const caught = firstOf(broken.filter((told) => breaksOneOf(expects, told)));
  const other = firstOf(broken);
  if (!caught) missed += 1;
  const how = caught ? `${caught.seed} | ${caught.violations[0]?.invariant}` : other ? `NOT CAUGHT | but ${other.seed}: ${other.violations[0]?.invariant}` : child.status === 0 ? 'NOT CAUGHT |' : `BROKEN | ${child.stderr.slice(0, 300)}`;
  process.stdout.write(`| ${name} | ${how} |\n`);
}
process.stdout.write(`${MUTATIONS.length} mutations, ${missed} not caught, ${wrong.length} do not fit\n`);
process.exitCode = missed + wrong.length > 0 ? 1 : 0;
