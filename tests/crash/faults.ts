import { dice } from '../../src-main/practice/day/dice.ts';
import type { Practice } from '../support/practice.ts';

const SLOW = ['sync', 'trace', 'privacy', 'sms', 'writeBack', 'journal', 'grantLease', 'openStation', 'orders'] as const;
const LONGEST = 120;
/** Of each ten calls. */
const SLOWED = 6;

/** Makes most calls of the next cycles slow, so that kills fall into them; what is left of the last order is forgotten. */
export async function slowDown(world: Practice, seed: number, round: number): Promise<void> {
  const chance = dice('slow', seed, round);
  await world.control('clear-faults');
  for (const on of SLOW) {
    for (let n = 0; n < 6; n += 1) await world.control('fault', { on, kind: 'latency', count: 1 + chance.below(12), ms: chance.below(10) < SLOWED ? chance.below(LONGEST) : 0 });
  }
}
