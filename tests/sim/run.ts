// npm run sim -- --seed N [--stations S] [--days D] [--keep 1,2,3] [--without KIND,KIND] [--history]
import { parseArgs } from 'node:util';
import { play } from './day.ts';
import { planOf, type FaultKind } from './plan.ts';
import { shortest } from './shrink.ts';
import { lineOf } from './telling.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, stations: { type: 'string', default: '5' }, days: { type: 'string', default: '1' }, keep: { type: 'string' }, without: { type: 'string' }, history: { type: 'boolean', default: false } },
});
const plan = planOf({ seed: Number(values.seed), stations: Number(values.stations), days: Number(values.days), without: new Set((values.without ?? '').split(',').filter(Boolean) as FaultKind[]) });
const keep = values.keep === undefined ? undefined : new Set(values.keep.split(',').filter(Boolean).map(Number));
const told = await play(plan, keep);
if (values.history) process.stdout.write(`${told.history.join('\n')}\n`);
process.stdout.write(`${lineOf(told)}\n`);
// Of a day that was cut down already there is nothing to search.
if (told.violations.length > 0 && !keep) process.stderr.write(`${await shortest(plan, told)}\n`);
process.exitCode = told.violations.length > 0 ? 1 : 0;
