import type { Entitlements } from '../../src-shared/contract/parcels.ts';
import { messageLimits, type MessageRules } from '../../src-shared/contract/templates.ts';
import { SERVICE_OF, isMessage, type JobKind } from '../../src-shared/domain/work.ts';
import type { Store } from '../store/store.ts';
import { ADAPTERS } from './provider/adapters.ts';
import { ledger, type Ledger } from './ledger/ledger.ts';
import { arrivalRows, type ArrivalRows } from './message/arrival-rows.ts';
import { messageRows, type MessageRows } from './message/message-rows.ts';
import { jobRows, type JobRow, type JobRows } from './queue/job-rows.ts';
import { whatItWaitsFor } from './queue/waits.ts';
import { parcelRows, type ParcelRows } from './scan/parcel-rows.ts';
import { batchRows, type BatchRows } from './scan/batch-rows.ts';
import { numberUse, type NumberUse } from './scan/number-use.ts';
import { scanRows, type ScanRows } from './scan/scan-rows.ts';
import { storeTermRows, type StoreTermRows } from './scan/store-terms.ts';

/** What the account API says of messages, as last heard, and how a recipient is known without a phone. */
export type Messaging = {
  /** Null before the first answer: then no message is sent. */
  readonly rules: () => MessageRules | null;
  /** The opt-outs have been heard, from their beginning. */
  readonly optOutsHeard: () => boolean;
  /** The same for the same phone on this machine, and nothing to anybody else. */
  readonly fingerprint: (phone: string) => string;
};

/** Nothing has been heard: every message waits. */
const UNHEARD: Messaging = { rules: () => null, optOutsHeard: () => false, fingerprint: () => '' };
/** The limits of an account API that has named none. */
export const USUAL_LIMITS = messageLimits.parse({});

/** The steps' tables over one database, with everything that is not a value handed in. */
export type Steps = {
  readonly store: Store;
  readonly parcels: ParcelRows;
  readonly scans: ScanRows;
  readonly numbers: NumberUse;
  readonly batches: BatchRows;
  readonly stores: StoreTermRows;
  readonly jobs: JobRows;
  readonly ledger: Ledger;
  readonly messages: MessageRows;
  readonly arrivals: ArrivalRows;
  readonly messaging: Messaging;
  /** Server time, UTC ms. Goes back only where the account API says so. */
  readonly now: () => number;
  readonly newId: () => string;
  /** 0 to 1 */
  readonly random: () => number;
  /** As last heard; null before the first answer of the account API. */
  readonly entitlements: () => Entitlements | null;
};

export function steps(given: Pick<Steps, 'store' | 'now' | 'newId' | 'random' | 'entitlements'> & Partial<Pick<Steps, 'messaging'>>): Steps {
  const { store, newId } = given;
  return { messaging: UNHEARD, messages: messageRows(store), arrivals: arrivalRows(store), ...given, parcels: parcelRows(store), scans: scanRows(store), numbers: numberUse(store), batches: batchRows(store), stores: storeTermRows(store), jobs: jobRows(store), ledger: ledger(store, newId) };
}

export function isServiceOn({ entitlements }: Pick<Steps, 'entitlements'>, kind: JobKind): boolean {
  const service = SERVICE_OF[kind];
  if (service === null) return true;
  const entitled = entitlements()?.services[service];
  // A kind of provider that this version does not know can't be called.
  return entitled !== undefined && entitled.on && ADAPTERS[entitled.provider.kind] !== undefined;
}

/** Looks again at what a waiting job waits for, paying for it where it can: after a scan, a lease, an outcome, an entitlement. */
export function release(flow: Steps, job: JobRow): void {
  const { jobs, ledger: money, now } = flow;
  const at = now();
  const serviceOn = isServiceOn(flow, job.kind);
  // Money of a frozen or lost lease pays nothing new (money.md, hole 3): whatever is called from here on is paid from a live one.
  if (money.heldFrom(job.id) === 'lost') money.release(job, at);
  const price = priceNow(flow, job);
  const paid = price === 0 || money.openHold(job.id) !== null || (serviceOn && money.hold([{ id: job.id, key: job.key, price }], at));
  const dependencyDone = job.depends_on === null || jobs.find(job.depends_on)?.state === 'done';
  const waits = whatItWaitsFor({ serviceOn, paid, dependencyDone });
  if (waits === 'funds' && job.waits !== 'funds') money.noteWaiting({ id: job.id, key: job.key, price }, at);
  jobs.wait(job.id, waits, waits === null ? at : null);
}

/** The price of a job that is not paid yet follows the price list; once held, it is fixed. */
function priceNow(flow: Steps, job: JobRow): number {
  const service = SERVICE_OF[job.kind];
  const each = service === null ? 0 : flow.entitlements()?.services[service].price;
  const price = each === undefined ? job.price : each * (isMessage(job.kind) ? flow.messages.segments(job.id) : 1);
  if (price !== job.price && !flow.ledger.openHold(job.id)) {
    flow.store.sql('UPDATE jobs SET price = ? WHERE id = ?').run(price, job.id);
    return price;
  }
  return job.price;
}
