import type { Entitlements, Provider } from '../../src-shared/contract/parcels.ts';
import { messageLimits, type MessageRules } from '../../src-shared/contract/templates.ts';
import { FREE, SERVICE_OF, isMessage, type JobKind } from '../../src-shared/domain/work.ts';
import { NOWHERE, type SecretPlace } from '../store/secret-place.ts';
import type { Store } from '../store/store.ts';
import { ADAPTERS } from './provider/adapters.ts';
import { bindingRows, type BindingRows } from './provider/bindings.ts';
import { ledger, type Ledger } from './ledger/ledger.ts';
import { arrivalRows, type ArrivalRows } from './message/arrival-rows.ts';
import { followedRows, type FollowedRows } from './message/followed-rows.ts';
import { messageRows, type MessageRows } from './message/message-rows.ts';
import { jobRows, type JobRow, type JobRows } from './queue/job-rows.ts';
import { resultOf } from './queue/kept.ts';
import { endAs, move } from './queue/transitions.ts';
import { whatItWaitsFor } from './queue/waits.ts';
import { printRows, type PrintRows } from './print/print-rows.ts';
import { phoneKeys } from './scan/phone-keys.ts';
import { phoneRows, type PhoneRows } from './scan/phone-rows.ts';
import { parcelRows, type ParcelRows } from './scan/parcel-rows.ts';
import { batchRows, type BatchRows } from './scan/batch-rows.ts';
import { numberUse, type NumberUse } from './scan/number-use.ts';
import { unknownRows, type UnknownRows } from './scan/unknown-rows.ts';
import { recallRows, type RecallRows } from './scan/recall-rows.ts';
import { scanRows, type ScanRows } from './scan/scan-rows.ts';
import { weighingRows, type WeighingRows } from './scan/weighing-rows.ts';
import { storeTermRows, type StoreTermRows } from './scan/store-terms.ts';

/** What the account API says of messages, as last heard. */
export type Messaging = {
  /** Null before the first answer: then no message is sent. */
  readonly rules: () => MessageRules | null;
  /** The opt-outs have been heard, from their beginning. */
  readonly optOutsHeard: () => boolean;
};

/** Nothing has been heard: every message waits. */
const UNHEARD: Messaging = { rules: () => null, optOutsHeard: () => false };
/** The limits of an account API that has named none. */
export const USUAL_LIMITS = messageLimits.parse({});

/** The steps' tables over one database, with everything that is not a value handed in. */
export type Steps = {
  readonly store: Store;
  readonly parcels: ParcelRows;
  readonly phones: PhoneRows;
  readonly bindings: BindingRows;
  readonly scans: ScanRows;
  readonly recalls: RecallRows;
  readonly weighings: WeighingRows;
  readonly numbers: NumberUse;
  readonly unknowns: UnknownRows;
  readonly batches: BatchRows;
  readonly stores: StoreTermRows;
  readonly jobs: JobRows;
  readonly ledger: Ledger;
  readonly prints: PrintRows;
  readonly messages: MessageRows;
  readonly arrivals: ArrivalRows;
  readonly followed: FollowedRows;
  readonly messaging: Messaging;
  /** Server time, UTC ms. Goes back only where the account API says so. */
  readonly now: () => number;
  /** The same by what the account API has told in this run and by ticks alone; null before, and while it is in doubt. What can't be made good goes by no other clock. */
  readonly told: () => number | null;
  readonly newId: () => string;
  /** 0 to 1 */
  readonly random: () => number;
  /** As last heard; null before the first answer of the account API. */
  readonly entitlements: () => Entitlements | null;
};

export function steps(given: Pick<Steps, 'store' | 'now' | 'told' | 'newId' | 'random' | 'entitlements'> & Partial<Pick<Steps, 'messaging'>> & {
  /** Where the keys of the recipients' phones are kept; without one they are known until the program ends. */
  readonly phoneKeys?: SecretPlace | undefined;
}): Steps {
  const { store, newId, now } = given;
  const phones = phoneRows(store, phoneKeys(store, given.phoneKeys ?? NOWHERE));
  const jobs = jobRows(store);
  return {
    messaging: UNHEARD, ...given, phones, jobs, bindings: bindingRows(store, jobs, newId), parcels: parcelRows(store, phones, now), scans: scanRows(store), recalls: recallRows(store), weighings: weighingRows(store), numbers: numberUse(store), unknowns: unknownRows(store),
    batches: batchRows(store), stores: storeTermRows(store), prints: printRows(store), messages: messageRows(store), arrivals: arrivalRows(store, phones), followed: followedRows(store), ledger: ledger(store, newId),
  };
}

/** Who does a kind of work at present; null for what goes to the account API itself, and before it has been heard. */
export function providerNow({ entitlements }: Pick<Steps, 'entitlements'>, kind: JobKind): Provider | null {
  const service = SERVICE_OF[kind];
  return service === null ? null : (entitlements()?.services[service].provider ?? null);
}

export function isServiceOn({ entitlements }: Pick<Steps, 'entitlements'>, kind: JobKind): boolean {
  const service = SERVICE_OF[kind];
  // What ends something goes on: nobody wants a number to stay bound because the service was switched off.
  if (service === null || kind === 'unbind') return true;
  const entitled = entitlements()?.services[service];
  // A kind of provider that this version does not know can't be called.
  return entitled !== undefined && entitled.on && ADAPTERS.has(entitled.provider.kind);
}

/** ms that a provider's clock may be ahead: a number that is valid "now" there is valid now. */
const TWO_CLOCKS = 60_000;

/** What tells of this conversion's new number has to wait so long, UTC ms; null where it is valid. */
export function validLater(earlier: JobRow | null, at: number): number | null {
  const result = resultOf(earlier);
  const from = result?.kind === 'conversion' ? (result.validFrom ?? at) : at;
  return from > at + TWO_CLOCKS ? from : null;
}

/** Nothing holds a job up any more; what tells of a new number waits until that is valid. */
export function callFrom({ jobs }: Steps, id: number, earlier: JobRow | null, at: number): void {
  const from = validLater(earlier, at);
  jobs.wait(id, from === null ? null : 'depends', from ?? at);
}

/** Ended without its effect: nothing can come of what depends on it any more. */
export const cameToNothing = ({ state }: Pick<JobRow, 'state'>): boolean => state === 'void' || state === 'refused';

/** The job that it depends on came to nothing: its money is free. */
export function giveUpWith(flow: Steps, dependent: JobRow, earlier: JobRow, at: number): void {
  flow.ledger.release(dependent, at);
  endAs(flow.store, dependent.id, 'void', { error: 'job-dependency-failed', about: earlier.kind, at });
}

/** Looks again at what a waiting job waits for, paying for it where it can: after a scan, a lease, an outcome, an entitlement. */
export function release(flow: Steps, job: JobRow): void {
  const { jobs, ledger: money, now } = flow;
  const at = now();
  const dependency = job.depends_on === null ? null : jobs.find(job.depends_on);
  // Given up while this one was under way, or lay with a person.
  if (dependency && cameToNothing(dependency)) {
    jobs.wait(job.id, 'depends', null);
    return giveUpWith(flow, job, dependency, at);
  }
  const serviceOn = isServiceOn(flow, job.kind);
  // Money of a frozen or lost lease pays nothing new (money.md, hole 3): whatever is called from here on is paid from a live one.
  if (money.heldFrom(job.id) === 'lost') money.release(job, at);
  const price = priceNow(flow, job);
  const paid = price === 0 || money.openHold(job.id) !== null || (serviceOn && money.hold([{ id: job.id, key: job.key, price }], at));
  const dependencyDone = job.depends_on === null || dependency?.state === 'done';
  const waits = whatItWaitsFor({ serviceOn, paid, dependencyDone });
  if (waits === 'funds' && job.waits !== 'funds') money.noteWaiting({ id: job.id, key: job.key, price }, at);
  if (waits === null) callFrom(flow, job.id, dependency, at);
  // Of a long queue most wait for the same as before: that is no work for the disk.
  else if (job.state !== 'waiting' || job.waits !== waits || job.ready_at !== null) jobs.wait(job.id, waits, null);
}

/** What it waited for a person for is settled: it is looked at again like any other. A lost copy of this database may have called it since it was parked: then it is asked about. */
export function unpark(flow: Steps, job: JobRow): void {
  flow.store.sql('UPDATE jobs SET error = NULL, about = NULL, ended_at = NULL, asks_first = 0 WHERE id = ?').run(job.id);
  if (job.asks_first) move(flow.store, job.id, 'unknown', null, flow.now(), 1);
  else release(flow, job);
}

/** The price of a job that is not paid yet follows the price list; once held, it is fixed. */
export function priceNow(flow: Steps, job: JobRow): number {
  const service = SERVICE_OF[job.kind];
  const each = service === null || FREE.includes(job.kind) ? 0 : flow.entitlements()?.services[service].price;
  const price = each === undefined ? job.price : each * (isMessage(job.kind) ? flow.messages.segments(job.id) : 1);
  if (price !== job.price && !flow.ledger.openHold(job.id)) {
    flow.store.sql('UPDATE jobs SET price = ? WHERE id = ?').run(price, job.id);
    return price;
  }
  return job.price;
}
