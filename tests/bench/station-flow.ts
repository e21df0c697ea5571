import type { Entitlements, Parcel } from '../../src-shared/contract/parcels.ts';
import type { Desk } from '../../src-main/flow/one-scan.ts';
import { steps, type Steps } from '../../src-main/flow/steps.ts';
import type { SecretPlace } from '../../src-main/store/secret-place.ts';
import { orderedId } from '../../src-main/store/ordered-id.ts';
import type { Store } from '../../src-main/store/store.ts';
import { AUTHORISED, aParcel, entitlementsWith } from '../support/samples.ts';

export const DESK: Desk = { accountId: 'bench', operator: { id: 'bench', name: 'bench' }, station: '01' };
const A_DAY = 86_400_000;
export const ENOUGH = 10_000_000_000;

/** A flow over its own database, in a folder of its own. */
export type Side = { readonly flow: Steps; readonly dir: string };

/** Every service on, and providers that allow as much as a bench can ask for: what limits is the station and its disk. */
export const unlimited = (concurrency: number, endpoint = 'http://127.0.0.1:9'): Entitlements =>
  entitlementsWith({ provider: { endpoint, limits: { perSecond: 1_000_000, concurrency } } });

/** A keyring for all: what one flow sealed, the station over the same database opens. */
let keys: string | null = null;
export const PHONE_KEYS: SecretPlace = { get: () => keys, put: (text) => ((keys = text), true) };

export const flowOver = (store: Store, entitlements: Entitlements): Steps =>
  steps({ store, now: Date.now, told: Date.now, newId: orderedId, random: Math.random, entitlements: () => entitlements, phoneKeys: PHONE_KEYS });

/** The flow over a database that the account API knows and has lent enough for anything. */
export function stationFlow(store: Store, entitlements: Entitlements): Steps {
  const flow = flowOver(store, entitlements);
  store.transaction(() => {
    store.meta.set('epoch', '1');
    flow.stores.replace('1', [AUTHORISED]);
    const now = Date.now();
    const grantId = flow.ledger.ask(ENOUGH, now);
    flow.ledger.granted({ leaseId: 'bench', grantId, amount: ENOUGH, spendUntil: now + A_DAY, priceVersion: 1 });
  });
  return flow;
}

/** A parcel to somebody of its own: those of one recipient would share a privacy number. `series`: digits that no other parcels of a bench begin with. */
export function parcelOf(series: 3 | 5 | 7 | 8 | 9, n: number, over: Partial<Parcel> = {}): Parcel {
  const digits = String(n).padStart(12, '0');
  return aParcel({ number: `SF${series}${digits}`, orderNumber: `BENCH-${series}-${n}`, recipient: { name: '张三', phone: `1${series}${digits.slice(-9)}`, region: '上海市' }, ...over });
}

/** One whose scan makes one paid job: a privacy number, which waits for nothing but its provider. */
export const oneJobParcel = (n: number): Parcel => parcelOf(3, n, { target: null });

/** Tells the station of parcels, as its order feed does. Returns their numbers. */
export function putParcels(flow: Steps, parcels: readonly Parcel[]): string[] {
  flow.store.transaction(() => parcels.forEach((parcel) => flow.parcels.put(parcel)));
  return parcels.map(({ number }) => number);
}
