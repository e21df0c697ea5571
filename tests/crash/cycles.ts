import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dice } from '../../src-main/practice/day/dice.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import type { Practice } from '../support/practice.ts';
import { slowDown } from './faults.ts';
import { parcels } from './parcels.ts';
import type { Answered, Said } from './said.ts';
import { startWorker, type Worker } from './worker-process.ts';

/** Parcels that are new in a cycle, and cycles whose parcels are brought at once, well before they are scanned. */
const A_CYCLE = 12;
const A_ROUND = 10;
/** Kills fall within so many ms after the desk is ready, or, of each five, one within so many ms after the start. */
const AFTER_READY = 400;
const AFTER_START = 90;

export type Cycles = {
  readonly answered: readonly Answered[];
  /** Numbers that a cycle was given: each has to be sent in the end. */
  readonly given: ReadonlySet<string>;
  readonly kills: { start: number; load: number };
  /** Sessions that a kill ended: somebody had to sign in again. */
  readonly signedInAgain: number;
};

/** Kills the station `cycles` times at moments of the seed, then lets it work in peace until nothing is left to do. */
export async function runCycles(world: Practice, given: { dir: string; cycles: number; seed: number; tell: (line: string) => void }): Promise<Cycles> {
  const chance = dice('crash', given.seed);
  const stock = parcels(given.seed);
  const answered: Answered[] = [];
  const owed = new Set<string>();
  const allNumbers = new Set<string>();
  const ordered: string[] = [];
  const kills = { start: 0, load: 0 };
  let signedInAgain = 0;
  const heard = (said: Said): void => {
    if (said.type === 'refused') throw new Error(`a scan of ${said.number} was refused: ${said.about}`);
    if (said.type === 'ready' && said.signedInAgain) signedInAgain += 1;
    if (said.type !== 'answered') return;
    answered.push({ scanId: said.scanId, number: said.number, verdict: said.verdict });
    // A duplicate of a scan whose answer the kill cut off was sent as well.
    if ((SENT_VERDICTS as readonly string[]).includes(said.verdict) || said.verdict === 'duplicate') owed.delete(said.number);
  };
  const start = (): Worker => startWorker(join(world.dir, 'compiled'), heard);
  const told = (purpose: 'first' | 'scan' | 'drain', numbers: readonly string[]) => ({ dir: given.dir, accountApi: world.ready().origin, numbers, purpose });
  const orderRound = async (): Promise<void> => {
    for (let n = 0; n < A_CYCLE * A_ROUND; n += 1) {
      const { value: parcel } = stock.next();
      await world.control('add-order', { parcel });
      ordered.push(parcel.number);
    }
  };

  await orderRound();
  const first = start();
  first.go(told('first', []));
  const { topUpId } = await first.says('top-up');
  await world.control('pay', { topUpId });
  await first.end();
  signedInAgain = 0;

  // The next program is loaded while this one works: what is killed is the work, not the reading of its files.
  let next = start();
  for (let cycle = 0; cycle < given.cycles; cycle += 1) {
    if (cycle % A_ROUND === 0) {
      await orderRound();
      await slowDown(world, given.seed, cycle);
      given.tell(`cycle ${cycle}: ${answered.length} scans answered`);
    }
    // Between two kills the session needs fresh tokens now and then.
    if (cycle % A_ROUND === 5) await world.control('expire-sessions');
    for (const number of ordered.splice(0, A_CYCLE)) {
      owed.add(number);
      allNumbers.add(number);
    }
    const worker = next;
    await worker.says('warm');
    next = start();
    const atStart = chance.below(5) === 0;
    const ready = worker.says('ready').then(() => true);
    worker.go(told('scan', [...owed]));
    let isReady = false;
    if (atStart) isReady = await Promise.race([ready, setTimeout(chance.below(AFTER_START), false)]);
    else {
      isReady = await ready;
      await setTimeout(chance.below(AFTER_READY));
    }
    ready.catch(() => undefined);
    await worker.kill();
    kills[isReady ? 'load' : 'start'] += 1;
  }

  await world.control('clear-faults');
  given.tell(`draining: ${answered.length} scans answered, ${owed.size} numbers not yet`);
  next.go(told('drain', [...owed]));
  await next.says('drained');
  const code = await next.end();
  if (code !== 0) throw new Error(`the last worker ended with ${code}`);
  return { answered, given: allNumbers, kills, signedInAgain };
}
