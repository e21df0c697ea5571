import { chance } from './chance.ts';
import { parcelsOf, type Plan } from './plan.ts';
import type { World } from './world.ts';

/** Most of what lies on the belt has work; some may not leave, some is no parcel at all. */
export function numbersOf(plan: Plan, world: World): string[] {
  const dice = chance('numbers', plan.seed);
  const all = world.stage.sql<{ number: string; parcel: string }>('SELECT number, parcel FROM orders ORDER BY sequence').all();
  const work = all.filter(({ parcel }) => {
    const { target, privacy } = JSON.parse(parcel) as { target: unknown; privacy: boolean };
    return target !== null || privacy;
  });
  const numbers = Array.from({ length: parcelsOf(plan.stations) }, () => dice.pick(dice.is(0.9) ? work : all).number);
  // Nobody scans the others: to hear of them costs each station as much as a shift.
  for (const { number } of all) if (!numbers.includes(number)) world.stage.sql('DELETE FROM orders WHERE number = ?').run(number);
  return numbers;
}
