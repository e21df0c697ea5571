// npm run sim:many -- --from A|tonight --count N or --seeds A,B,... [--jobs J] [--stations S] [--days D] [--without KIND,KIND]: fresh seeds, one JSON line in the end
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FaultKind } from './plan.ts';
import type { Played, Portion } from './some.ts';
import { add, nothing } from './sums.ts';
import type { Invariant } from './view.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' }, count: { type: 'string', default: '200' }, seeds: { type: 'string', default: '' }, jobs: { type: 'string', default: '1' }, stations: { type: 'string', default: '5' }, days: { type: 'string', default: '1' },
    without: { type: 'string' }, shrink: { type: 'boolean', default: true }, until: { type: 'string', default: '' },
  },
  allowNegative: true,
});
/** Searching the shortest history costs as much as a hundred seeds. */
const SHRUNK_AT_MOST = 3;
const TELL_EVERY = 15;

/** Seeds that no other night has: 20,000 for each day of UTC, above all that were ever played by hand. */
const tonight = (): number => 100_000_000 + Math.floor(Date.now() / 86_400_000) * 20_000;
const first = values.from === 'tonight' ? tonight() : Number(values.from);
const named = values.seeds.split(',').filter(Boolean).map(Number);
const seeds = named.length > 0 ? named : Array.from({ length: Number(values.count) }, (_, n) => first + n);
/** Small, so that no process is left alone with the last ones, and that the first catch is found early. */
const PORTION = Math.max(1, Math.min(10, Math.ceil(seeds.length / Number(values.jobs) / 4)));
const without = (values.without ?? '').split(',').filter(Boolean) as FaultKind[];
const started = process.hrtime.bigint();
const seconds = (): number => Number(process.hrtime.bigint() - started) / 1e9;
const sum = nothing();
let next = 0;
let told = 0;

/** Invariants of which the first that breaks is enough (sim:mutants). */
const until = values.until.split(',').filter(Boolean) as Invariant[];
let isCaught = false;

/** Portions go out in the order of their seeds, so that with --until the lowest seed that breaks one is always played. */
function portion(): Portion | null {
  if (isCaught || next >= seeds.length) return null;
  const from = next;
  next += PORTION;
  return { seeds: seeds.slice(from, next), stations: Number(values.stations), days: Number(values.days), without, until, shrink: values.shrink && sum.failed.length < SHRUNK_AT_MOST };
}

async function job(): Promise<void> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'some.ts'));
  const died = once(child, 'exit').then(() => null);
  for (let part = portion(); part; part = portion()) {
    const answer = once(child, 'message') as Promise<[Played]>;
    child.send(part);
    const played = await Promise.race([answer, died]);
    if (!played) throw new Error(`a process died in seeds ${part.seeds.join(' ')}`);
    const [{ sum: more, found, caught }] = played;
    isCaught ||= caught;
    add(sum, more);
    for (const text of found) process.stderr.write(`${text}\n`);
    progress();
  }
  child.disconnect();
  await died;
}

function progress(): void {
  if (seconds() - told < TELL_EVERY || sum.seeds === seeds.length) return;
  told = seconds();
  process.stderr.write(`${sum.seeds} of ${seeds.length} seeds, ${Math.round(told)} s, failed: ${sum.failed.join(' ') || 'none'}\n`);
}

await Promise.all(Array.from({ length: Number(values.jobs) }, job));
process.stdout.write(`${JSON.stringify({ from: seeds[0], days: Number(values.days), ...sum, without, seconds: Math.round(seconds() * 10) / 10, stepsPerSecond: Math.round(sum.steps / seconds()) })}\n`);
process.exitCode = sum.failed.length > 0 ? 1 : 0;
