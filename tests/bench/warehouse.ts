import { randomUUID } from 'node:crypto';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
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
    const number = `SF6${String(at * 7919 % 1_000_000_007).padStart(12, '0')}`;
    return { ...model, number, courier: 'sf', orderNumber: `BENCH-${at}`, target: model.target?.kind === 'segment' ? model.target : null };
  });
}

/**
 * A data folder whose station.db knows so many parcels more than the practice day, as after months in a large
 * warehouse. Every kind of work is among them. `before` writes what else it has. Returns the numbers, in the order in which a bench may scan them.
 */
export function fillWarehouse(dataDir: string, count: number, before: (flow: Steps) => void = () => undefined): string[] {
  const store = databaseOfAccount(dataDir, `practice-${SEED}`);
  const flow = steps({ store, now: Date.now, newId: randomUUID, random: Math.random, entitlements: () => null });
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
