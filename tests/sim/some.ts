// A process of sim:many: plays the seeds it is handed and tells what they came to, until it is handed no more
import { play } from './day.ts';
import { planOf, type FaultKind } from './plan.ts';
import { shortest } from './shrink.ts';
import { add, nothing, sumOf, type Sum } from './sums.ts';
import { breaksOneOf, lineOf } from './telling.ts';
import type { Invariant } from './view.ts';

export type Portion = { readonly seeds: readonly number[]; readonly stations: number; readonly days: number; readonly without: readonly FaultKind[]; readonly until: readonly Invariant[]; readonly shrink: boolean };
/** `found`: each seed that failed, as a line and, where it was asked for, its shortest history. `caught`: one broke what is waited for (`until`). */
export type Played = { readonly sum: Sum; readonly found: readonly string[]; readonly caught: boolean };

process.on('message', (portion: Portion) => void playAll(portion).then((played) => process.send?.(played)));
process.once('disconnect', () => process.exit(0));

async function playAll({ seeds, stations, days, without, until, shrink }: Portion): Promise<Played> {
  const sum = nothing();
  const found: string[] = [];
  for (const seed of seeds) {
    const plan = planOf({ seed, stations, days, without: new Set(without) });
    const told = await play(plan);
    add(sum, sumOf(told));
    if (told.violations.length === 0) continue;
    found.push(lineOf(told));
    if (breaksOneOf(until, told)) return { sum, found, caught: true };
    if (shrink) found.push(await shortest(plan, told));
  }
  return { sum, found, caught: false };
}
