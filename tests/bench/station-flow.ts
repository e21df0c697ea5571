import { randomUUID } from 'node:crypto';
import type { Entitlements, Parcel } from '../../src-shared/contract/parcels.ts';
import type { Desk } from '../../src-main/flow/one-scan.ts';
import { steps, type Steps } from '../../src-main/flow/steps.ts';
import type { Store } from '../../src-main/store/store.ts';
import { aParcel, entitlementsWith, numberOf } from '../support/samples.ts';

export const DESK: Desk = { accountId: 'bench', operator: { id: 'bench', name: 'bench' }, station: '01' };
const A_DAY = 86_400_000;
const ENOUGH = 10_000_000_000;

/** A flow over its own database, in a folder of its own. */
export type Side = { readonly flow: Steps; readonly dir: string };

/** Every service on, and providers that allow as much as a bench can ask for: what limits is the station and its disk. */
export const unlimited = (concurrency: number, endpoint = 'http://127.0.0.1:9'): Entitlements =>
  entitlementsWith({ provider: { endpoint, limits: { perSecond: 1_000_000, concurrency } } });

export const flowOver = (store: Store, entitlements: Entitlements): Steps =>
  steps({ store, now: Date.now, newId: randomUUID, random: Math.random, entitlements: () => entitlements });

/** The flow over a database that the account API knows and has lent enough for anything. */
export function stationFlow(store: Store, entitlements: Entitlements): Steps {
  const flow = flowOver(store, entitlements);
  store.transaction(() => {
    store.meta.set('epoch', '1');
    const now = Date.now();
    const grantId = flow.ledger.ask(ENOUGH, now);
    flow.ledger.granted({ leaseId: 'bench', grantId, amount: ENOUGH, spendUntil: now + A_DAY, priceVersion: 1 });
  });
  return flow;
}

/** A parcel whose scan makes one paid job: a privacy number, which waits for nothing but its provider. */
export const oneJobParcel = (n: number): Parcel => aParcel({ number: numberOf(n), courier: 'yto', orderNumber: `BENCH-${n}`, target: null, privacy: true });

/** Tells the station of parcels, as its order feed does. Returns their numbers. */
export function putParcels(flow: Steps, parcels: readonly Parcel[]): string[] {
  flow.store.transaction(() => parcels.forEach((parcel) => flow.parcels.put(parcel)));
  return parcels.map(({ number }) => number);
}
