import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dice } from '../../src-main/practice/day/dice.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import type { Practice } from '../support/practice.ts';
import { slowDown } from './faults.ts';
import { firstStart } from './first-start.ts';
import { parcels } from './parcels.ts';
import type { Answered, Said, Told } from './said.ts';
import { startWorker, type Worker } from './worker-process.ts';

/** New parcels that a worker finds on its belt, and how many are ordered at once, well before they are scanned. */
const A_BELT = 10;
const AN_ORDER = 240;
const A_ROUND = 10;
/** 厘. A round's money: hardly enough, so that leases are small and asked for often; and what pays for everything in the end. */
const A_LITTLE = 4_000;
const PLENTY = 100_000_000;
/**
 * Kills fall within so many ms after the desk is ready, or, every second one of these, after its first call has been claimed, for which a slow machine takes
 * longer than that and this is the longest wait; or, of each five, one within so many ms after the start.
 */
const AFTER_READY = 400;
const UNTIL_AT_WORK = 5_000;
const AFTER_START = 90;
/** Of so many kills one falls into the very first start. */
const FIRST = 20;

export type Cycles = {
  readonly answered: readonly Answered[];
  /** Scans that got no verdict; there is no reason for any. */
  readonly refused: readonly string[];
  /** Numbers that a cycle was given: each has to be sent in the end. */
  readonly given: ReadonlySet<string>;
  readonly kills: { first: number; start: number; load: number };
  /** Sessions that a kill ended: somebody had to sign in again. */
  readonly signedInAgain: number;
};

/** Kills the station `cycles` times at moments of the seed, then lets it work in peace until nothing is left to do. */
export async function runCycles(world: Practice, given: { dir: string; cycles: number; seed: number; tell: (line: string) => void }): Promise<Cycles> {
  const chance = dice('crash', given.seed);
  const stock = parcels(given.seed);
  const answered: Answered[] = [];
  const refused: string[] = [];
  const owed = new Set<string>();
  const allNumbers = new Set<string>();
  const ordered: string[] = [];
  const kills = { first: Math.floor(given.cycles / FIRST), start: 0, load: 0 };
  let signedInAgain = 0;
  const heard = (said: Said): void => {
    if (said.type === 'refused') refused.push(`${said.number}: ${said.about}`);
    if (said.type === 'ready' && said.signedInAgain) signedInAgain += 1;
    if (said.type !== 'answered') return;
    answered.push({ scanId: said.scanId, number: said.number, verdict: said.verdict });
    // A duplicate of a scan whose answer the kill cut off was sent as well.
    if ((SENT_VERDICTS as readonly string[]).includes(said.verdict) || said.verdict === 'duplicate') owed.delete(said.number);
  };
  const start = (): Worker => startWorker(join(world.dir, 'compiled'), heard);
  const told = (purpose: Told['purpose'], numbers: readonly string[], topUps: readonly number[] = []): Told => ({ dir: given.dir, accountApi: world.ready().origin, numbers, topUps, purpose });
  const order = async (): Promise<void> => {
    for (let n = 0; n < AN_ORDER; n += 1) {
      const { value: parcel } = stock.next();
      await world.control('add-order', { parcel });
      ordered.push(parcel.number);
    }
  };

  await order();
  await world.control('top-up-expiry', { ms: 86_400_000 });
  const amounts = [...Array.from({ length: Math.ceil(given.cycles / A_ROUND) }, () => A_LITTLE), PLENTY];
  const topUpIds = await firstStart({ kills: kills.first, chance, start, told: told('first', [], amounts) });
  await world.control('drain', { accountId: `warehouse-${given.seed}` });
  const pay = (topUpId: string | undefined): Promise<unknown> => world.control('pay', { topUpId });
  signedInAgain = 0;

  // The next program is loaded while this one works: what is killed is the work, not the reading of its files.
  let next = start();
  for (let cycle = kills.first; cycle < given.cycles; cycle += 1) {
    if (cycle % A_ROUND === 0 || cycle === kills.first) {
      if (ordered.length < AN_ORDER) await order();
      await pay(topUpIds.shift());
      await slowDown(world, given.seed, cycle);
      given.tell(`cycle ${cycle}: ${answered.length} scans answered`);
    }
    // Between two kills the session needs fresh tokens now and then.
    if (cycle % A_ROUND === 5) await world.control('expire-sessions');
    for (const number of ordered.splice(0, Math.max(0, A_BELT - owed.size))) {
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
      if (chance.below(2) === 0) await Promise.race([worker.says('at-work').catch(() => undefined), setTimeout(UNTIL_AT_WORK)]);
      await setTimeout(chance.below(AFTER_READY));
    }
    ready.catch(() => undefined);
    await worker.kill();
    kills[isReady ? 'load' : 'start'] += 1;
  }

  await pay(topUpIds.at(-1));
  await world.control('clear-faults');
  given.tell(`draining: ${answered.length} scans answered, ${owed.size} numbers not yet`);
  next.go(told('drain', [...owed]));
  await next.says('drained');
  const code = await next.end();
  if (code !== 0) throw new Error(`the last worker ended with ${code}`);
  return { answered, refused, given: allNumbers, kills, signedInAgain };
}
