import { play, type Told } from './day.ts';
import type { Plan } from './plan.ts';

/** Runs that a search may cost. */
const TRIES = 120;

/**
 * The shortest history that can be found with the same invariant broken: items of the plan are left out in halves,
 * quarters and so on down to single ones, as long as it still breaks. Returns it as text, with how to play it again.
 */
export async function shortest(plan: Plan, first: Told): Promise<string> {
  const invariant = first.violations[0]?.invariant;
  let kept = plan.items.map((_, at) => at);
  let told = first;
  let tried = 0;
  const tries = (): number => tried;
  const breaks = async (candidate: readonly number[]): Promise<boolean> => {
    tried += 1;
    const again = await play(plan, new Set(candidate));
    if (again.violations[0]?.invariant !== invariant) return false;
    told = again;
    kept = [...candidate];
    return true;
  };
  let part = Math.ceil(kept.length / 2);
  let at = 0;
  while (tries() < TRIES) {
    const without = [...kept.slice(0, at), ...kept.slice(at + part)];
    if (!(await breaks(without))) at += part;
    if (at < kept.length) continue;
    if (part === 1) break;
    part = Math.ceil(part / 2);
    at = 0;
  }
  const { seed, stations, days, without } = plan;
  return [
    `${invariant}: ${told.violations[0]?.about}`,
    `${kept.length} of ${plan.items.length} items are enough, ${tried} tries:`,
    ...kept.map((item) => `  ${item} ${JSON.stringify(plan.items[item])}`),
    'the end of that history:',
    ...told.history.filter((line) => !/GET \/v1\/(orders|interceptions|entitlements|balance)/.test(line)).slice(-40).map((line) => `  ${line.slice(0, 260)}`),
    `again: npm run sim -- --seed ${seed} --stations ${stations} --days ${days} ${without.length > 0 ? `--without ${without.join(',')} ` : ''}--keep ${kept.join(',') || ','} --history`,
  ].join('\n');
}
