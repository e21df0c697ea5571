import { randomUUID } from 'node:crypto';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { putOrder } from '../../src-main/practice/account/orders.ts';
import { openWorldDatabase } from '../../src-main/practice/stage/database.ts';
import { firstStart } from '../../src-main/practice/stage/first-start.ts';
import { createStage } from '../../src-main/practice/stage/stage.ts';
import { practiceDay } from '../../src-main/practice/day/day.ts';
import { steps, type Steps } from '../../src-main/flow/steps.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';

export const PARCELS = 200_000;
export const SEED = 1;

/** Parcels of every kind of work that may leave, as many as are asked for. */
export function mixedParcels(count: number): Parcel[] {
  const models = practiceDay(SEED).parcels.filter(({ refund, hold, pieces, expiresAt }) => !refund && !hold && pieces === undefined && expiresAt === undefined);
  return Array.from({ length: count }, (_, at) => {
    const model = models[at % models.length];
    if (!model) throw new Error('the practice day has no parcels');
    const digits = String(at * 7919 % 1_000_000_007).padStart(12, '0');
    const target = model.target?.kind === 'segment' ? model.target : null;
    // Those of one recipient would share a privacy number.
    return { ...model, number: `SF6${digits}`, courier: 'sf', orderNumber: `BENCH-${at}`, target, recipient: { ...model.recipient, phone: `16${digits.slice(-9)}` } };
  });
}

/**
 * A data folder whose station.db knows so many parcels more than the practice day, as after months in a large
 * warehouse. Every kind of work is among them. `before` writes what else it has. Returns the numbers, in the order in which a bench may scan them.
 */
export function fillWarehouse(dataDir: string, count: number, before: (flow: Steps) => void = () => undefined): string[] {
  const store = databaseOfAccount(dataDir, `practice-${SEED}`);
  const flow = steps({ store, now: Date.now, told: Date.now, newId: randomUUID, random: Math.random, entitlements: () => null });
  before(flow);
  const { parcels: rows } = flow;
  const parcels = mixedParcels(count);
  for (let from = 0; from < count; from += 5_000) {
    store.transaction(() => parcels.slice(from, from + 5_000).forEach((parcel) => rows.put(parcel)));
  }
  // The next start is an ordinary one: the order feed has been read before.
  store.meta.set('ordersReady', 'yes');
  store.close();
  return parcels.map(({ number }) => number);
}

/** Tells the practice world that will play beside a data folder of the same parcels, before its first start: it sends nothing about an order that it does not know. */
export function tellWorld(dataDir: string, count: number): void {
  const db = openWorldDatabase(`${dataDir}.practice`, SEED);
  const stage = createStage(db, SEED);
  firstStart(stage);
  stage.atomically(() => mixedParcels(count).forEach((parcel) => putOrder(stage, parcel)));
  db.close();
}
