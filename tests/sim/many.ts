// npm run sim:many -- --from A --count N [--stations S] [--days D] [--without KIND,KIND]: fresh seeds, one JSON line in the end
import { parseArgs } from 'node:util';
import { play } from './day.ts';
import { planOf, type FaultKind } from './plan.ts';
import { shortest } from './shrink.ts';
import { lineOf } from './telling.ts';

const { values } = parseArgs({
  options: { from: { type: 'string', default: '1' }, count: { type: 'string', default: '200' }, stations: { type: 'string', default: '5' }, days: { type: 'string', default: '1' }, without: { type: 'string' }, shrink: { type: 'boolean', default: true }, 'until-caught': { type: 'boolean', default: false } },
  allowNegative: true,
});
const from = Number(values.from);
const without = new Set((values.without ?? '').split(',').filter(Boolean) as FaultKind[]);
const started = process.hrtime.bigint();
const cpu = process.cpuUsage();
const sum = { seeds: 0, steps: 0, scans: 0, requests: 0, faults: {} as Record<string, number>, excluded: {} as Record<string, number>, longestHealing: 0, failed: [] as number[], without: [...without] };
for (let seed = from; seed < from + Number(values.count); seed += 1) {
  const plan = planOf({ seed, stations: Number(values.stations), days: Number(values.days), without });
  const told = await play(plan);
  sum.seeds += 1;
  sum.steps += told.steps;
  sum.scans += told.scans;
  sum.requests += told.requests;
  sum.longestHealing = Math.max(sum.longestHealing, told.healed);
  for (const [kind, n] of Object.entries(told.faults)) sum.faults[kind] = (sum.faults[kind] ?? 0) + n;
  for (const [kind, n] of Object.entries(told.excluded)) sum.excluded[kind] = (sum.excluded[kind] ?? 0) + n;
  if (told.violations.length === 0) continue;
  sum.failed.push(seed);
  process.stderr.write(`${lineOf(told)}\n`);
  if (values['until-caught']) break;
  if (values.shrink && sum.failed.length <= 3) process.stderr.write(`${await shortest(plan, told)}\n`);
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
process.stdout.write(`${JSON.stringify({ ...sum, seconds: Math.round(seconds * 10) / 10, cpuSeconds: Math.round(process.cpuUsage(cpu).user / 1e5) / 10, stepsPerSecond: Math.round(sum.steps / seconds) })}\n`);
process.exitCode = sum.failed.length > 0 ? 1 : 0;
