import { setTimeout } from 'node:timers/promises';
import type { Dice } from '../../src-main/practice/day/dice.ts';
import type { Told } from './said.ts';
import type { Worker } from './worker-process.ts';

const WITHIN = 500;

/**
 * The very first start, killed so many times on its way: the database is made, somebody signs in, accepts, is lent money.
 * Then it is let through. Returns the top-ups that it asked for.
 */
export async function firstStart(given: { kills: number; chance: Dice; start: () => Worker; told: Told }): Promise<string[]> {
  const { kills, chance, start, told } = given;
  for (let n = 0; n < kills; n += 1) {
    const worker = start();
    await worker.says('warm');
    worker.go({ ...told, topUps: [] });
    await setTimeout(chance.below(WITHIN));
    await worker.kill();
  }
  const worker = start();
  worker.go(told);
  const { topUpIds } = await worker.says('top-ups');
  await worker.end();
  return [...topUpIds];
}
