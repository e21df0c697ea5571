import { randomUUID } from 'node:crypto';
import type { Entitlements } from '../../src-shared/contract/parcels.ts';
import type { Announcement, Card, ExceptionAction, ExceptionRow, Recall, ReconciliationView, ScanLine, StatusView, TodaySends, UndoAnswer, WalletView } from '../../src-shared/bridge/views.ts';
import type { ListPage, ParcelHistory } from '../../src-shared/bridge/history-views.ts';
import { StationError, problemOf } from '../../src-shared/errors/codes.ts';
import type { AccountClient } from '../account/client.ts';
import type { Clock } from '../account/clock.ts';
import { originOf, type Send } from '../egress/egress.ts';
import { sealPlainPhones } from '../flow/scan/seal-plain.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import { undoLast } from '../flow/undo.ts';
import { oneScan, type Desk } from '../flow/one-scan.ts';
import { keepReports, settleReports, type Settled } from '../flow/deliveries.ts';
import { highWater } from '../flow/ledger/high-water.ts';
import { JOB_KINDS, SERVICES, SERVICE_OF, type JobKind } from '../../src-shared/domain/work.ts';
import { ADAPTERS } from '../flow/provider/adapters.ts';
import { stationMessages } from './messages.ts';
import { openMessaging } from './messaging.ts';
import { following } from './following.ts';
import { KUAIDI100 } from '../flow/provider/kuaidi100/kuaidi100.ts';
import { namedProviders } from '../flow/provider/named.ts';
import { recoverClaims } from '../flow/queue/claim.ts';
import { createPace } from '../flow/queue/pace.ts';
import { pausedQueue } from '../flow/queue/paused.ts';
import { cardOf, scanLine } from '../flow/screen/cards.ts';
import { actOnException, exceptionRows } from '../flow/screen/exceptions.ts';
import { heldCards } from '../flow/screen/held.ts';
import { parcelHistory } from '../flow/screen/history.ts';
import { listPage, type ListQuestion } from '../flow/screen/list.ts';
import { queueStatus } from '../flow/screen/status.ts';
import { todaySends } from '../flow/screen/today.ts';
import { steps } from '../flow/steps.ts';
import { createWork } from '../flow/work.ts';
import type { Mark } from '../store/mark-file.ts';
import { orderedId } from '../store/ordered-id.ts';
import { storeError } from '../store/sqlite-problem.ts';
import type { SecretPlace } from '../store/secret-place.ts';
import type { Store } from '../store/store.ts';
import { goingOn } from './going-on.ts';
import { keepEntitlements, keptEntitlements } from './kept-entitlements.ts';
import { keepUp } from './keeping-up.ts';
import type { Problems } from './problems.ts';
import { batches } from './batches.ts';
import { isCardLike } from '../../src-shared/domain/function-cards.ts';
import { operators } from './operators.ts';
import { deskRules } from './desk-rules.ts';
import { unknownNumbers } from './unknown-numbers.ts';
import { stationPrinting, type PrintingParts } from './printing.ts';
import { stationWeighing, type WeighingParts } from './weighing.ts';
import { topUps } from './top-ups.ts';
import { resting } from './resting.ts';
import { storeRules } from './store-rules.ts';
import { reconcile } from './reconcile.ts';
import { walletView } from './wallet.ts';

export type StationParts = {
  readonly store: Store;
  readonly client: AccountClient;
  readonly signedIn: () => boolean;
  readonly send: Send;
  readonly clock: Clock;
  /** Where the journal's high-water mark is kept; without one a database that was put back is seen by the API alone. */
  readonly mark?: Mark;
  /** Where the credentials of providers are kept; without one they are known until the program ends. */
  readonly credentials?: SecretPlace | undefined;
  /** Where the keys of the recipients' phones are kept; without one a phone is fetched again after a restart. */
  readonly phoneKeys?: SecretPlace | undefined;
  readonly problems: Problems;
  /** The station's scale; without one nothing is weighed. */
  readonly weighing?: WeighingParts | undefined;
  /** Where slips are printed; without it nothing is. */
  readonly printing?: PrintingParts | undefined;
  readonly device: { readonly id: string; readonly name: string };
  /** Who scans, and at which station, at this moment. */
  readonly desk: () => Desk;
  readonly cardChanged: (card: Card) => void;
  /** The desk is told something that nobody has just scanned. */
  readonly announce?: (news: Announcement) => void;
  readonly statusChanged: () => void;
  /** A message came, went or waits for something else. */
  readonly messagesChanged?: () => void;
  readonly log: (event: string, about: string) => void;
};

/**
 * How a scan was made: by which serial scanner, null for a keyboard, typed by a person, and how many ms before it came here. `queued`: others wait
 * behind it.
 */
type Made = { readonly device: string | null; readonly ago: number; readonly typed?: boolean; readonly queued?: boolean };
const BY_KEYBOARD: Made = { device: null, ago: 0 };

/** How long a scan waits for the very first order feed before it is decided without it. */
const PATIENCE_FOR_ORDERS = 8_000;
/** How long calls under way may take to end when the program stops; after that they are unknown. */
const PATIENCE_AT_STOP = 3_000;
/** A window has the cards of so many scans at hand; an older one asks when somebody opens it. */
const SHOWN = 100;
/** One account's station: its database, its desk, and the work in the background. */
export function openStation(parts: StationParts) {
  const { store, client, clock, problems } = parts;
  let entitlements: Entitlements | null = keptEntitlements(store);
  let balance: number | null = null;
  // Null until the first answer: then too, whatever failed before it is tried again.
  let online: boolean | null = null;
  /** A database that was put back looks like any other until the API has been asked. */
  let known = false;
  let shift = 0;
  let ordersReady = store.meta.get('ordersReady') === 'yes';
  const ordersWaiters: (() => void)[] = [];
  const messaging = openMessaging(store);
  const flow = steps({ store, now: clock.now, newId: orderedId, random: Math.random, entitlements: () => entitlements, phoneKeys: parts.phoneKeys, messaging });
  messaging.begin(flow.phones.fingerprint);
  sealOldPhones();
  const shown = flow.scans.newest(SHOWN).map(({ id }) => id).toReversed();
  recoverClaims(store, flow.now());
  const water = highWater(store, flow.ledger, parts.mark ?? { get: () => null, put: () => undefined });

  const pausing = pausedQueue(store);
  const providers = namedProviders(store, parts.credentials ?? { get: () => null, put: () => undefined });
  /** Before the API has told them in this run, providers have no credentials. */
  let entitled = false;
  const work = createWork({
    flow,
    client,
    send: parts.send,
    pace: createPace(() => performance.now(), Math.random),
    paused: pausing.paused,
    providers,
    changed: settled,
    failed: fault,
    known: () => known && entitled,
    mark: water.flush,
  });

  const messages = stationMessages(flow, parts.desk, { moved });

  const follows = following({
    flow, client, send: parts.send, desk: parts.desk, problems, failed: (error) => fault(storeError(error)),
    may: () => known && entitled && online !== false && !pausing.paused(),
    moved,
  });

  const account = keepUp({
    flow,
    client,
    signedIn: parts.signedIn,
    device: parts.device,
    nonce: randomUUID(),
    feeds: {
      cursor: (feed) => store.meta.get(`feed.${feed}`),
      keep: (feed, next, parcels, interceptions) =>
        unknowns.take(parcels, interceptions, () => {
          for (const interception of interceptions) {
            flow.parcels.putInterception(interception);
            // Nobody needs to be reached about it any more; it is called when this is on the disk.
            if (flow.bindings.release(interception.number, flow.now())) setImmediate(() => work.wake());
          }
          store.meta.set(`feed.${feed}`, next);
        }),
      keepReports(feed, next, reports) {
        tellReports(store.transaction(() => {
          store.meta.set(`feed.${feed}`, next);
          return keepReports(flow, parts.desk().accountId, reports);
        }));
      },
      ...messages.feeds,
    },
    setMessageRules(heard) {
      if (messaging.hear(heard)) messages.lookAgain();
    },
    optOutsRead() {
      if (messaging.optOutsRead()) messages.lookAgain();
    },
    settleReports: () => tellReports(settleReports(flow)),
    setEntitlements(heard) {
      const kinds = Object.values(heard.services).map(({ provider }) => provider.kind).filter((kind) => ADAPTERS[kind] === undefined);
      if (heard.tracking && heard.tracking.kind !== KUAIDI100) kinds.push(heard.tracking.kind);
      if (kinds.length > 0) problems.add({ code: 'provider-config', about: kinds.join(' ') });
      else problems.cure('provider-config');
      for (const service of SERVICES) providers.note(service, heard.services[service].provider);
      const swapped = JOB_KINDS.filter((kind) => SERVICE_OF[kind] !== null && endpointOf(entitlements, kind) !== endpointOf(heard, kind));
      entitlements = heard;
      // What the account's suspension made of them has no version, and perhaps no credentials.
      const first = !entitled && heard.version >= 0;
      entitled ||= first;
      keepEntitlements(store, heard);
      work.providersChanged(swapped);
      // What was put off because nobody could be called yet does not wait for its time.
      if (first && known) tryAgain();
    },
    balance: () => balance,
    setBalance(heard) {
      if (heard === balance) return;
      balance = heard;
      parts.statusChanged();
    },
    needed: () => flow.jobs.counts().find(({ state, waits }) => state === 'waiting' && waits === 'funds')?.price ?? 0,
    cheapest: () => Math.min(...Object.values(entitlements?.services ?? {}).map(({ price }) => price), 1_000_000) || 1,
    freed: (why) => goOn.after(why),
    behind: water.isBehind,
    opened() {
      known = true;
      // A desk changes hands offline too.
      void people.refresh().catch((error: unknown) => parts.log('operators', error instanceof Error ? error.message : 'failed'));
      tryAgain();
    },
    ordersReady() {
      if (!ordersReady) {
        ordersReady = true;
        store.meta.set('ordersReady', 'yes');
        parts.statusChanged();
      }
      for (const go of ordersWaiters.splice(0)) go();
    },
    storesHeard(version, all) {
      const first = flow.stores.version() === null;
      const before = new Set(flow.stores.all().filter(({ authorised }) => authorised).map(({ storeId }) => storeId));
      flow.stores.replace(version, all);
      for (const { storeId, authorised } of all) if (authorised && !before.has(storeId)) goOn.afterAuthorising(storeId);
      // Conversions were put off until it was known whose they are.
      if (first) tryAgain();
      else parts.statusChanged();
    },
    failed: fault,
    well: () => problems.cure('api-unreachable', 'api-busy', 'api-schema', 'api-refused', 'account-suspended', 'session-expired', 'internal', 'store-failed', 'disk-full', 'database-locked'),
  });

  const goOn = goingOn({ flow, tell: tellCards, wake: work.wake });
  const lists = batches({
    flow, desk: parts.desk, scan: (desk, text, listed) => oneScan(flow, desk, text, listed), failed: fault,
    wake() {
      work.wake();
      account.soon();
    },
    changed: parts.statusChanged,
  });

  const people = operators(store, client);
  const rules = deskRules(store);
  const desk = (): Desk => ({ ...parts.desk(), rules: rules.now() });
  const unknowns = unknownNumbers({
    flow, client, desk, failed: fault, announce: (news) => parts.announce?.(news),
    mayAsk: () => online !== false && parts.signedIn(),
    changed: settled,
    moved(scans) {
      for (const scanId of scans) wantSlip(scanId);
      shift += [...scans].filter((scanId) => SENT_VERDICTS.includes(flow.scans.find(scanId)?.verdict ?? 'unknown')).length;
      moved(scans);
    },
  });
  const weigh = stationWeighing(flow, parts.weighing ?? null, (scanId) => tellCards(new Set([scanId])));
  const printing = stationPrinting(flow, parts.printing ?? null, { desk, problems, log: parts.log, changed: (scanId) => tellCards(new Set([scanId])) });
  const rests = resting({ flow, known: () => known, wake: work.wake, failed: (error) => fault(storeError(error)) });
  const charging = topUps(client, store, () => account.refreshBalance());

  const wallet = async (): Promise<WalletView> => ({ ...(await walletView(flow, client)), pendingTopUp: charging.pending() });

  /** What failed for want of a network does not wait for its time any more. */
  function tryAgain(): void {
    flow.jobs.bringForward(flow.now());
    work.tryNow();
    parts.statusChanged();
  }

  function wantSlip(scanId: number): void {
    const scan = flow.scans.find(scanId);
    if (scan) store.transaction(() => printing.want(scan));
  }

  function tellCards(scans: ReadonlySet<number>): void {
    lists.follow(scans);
    printing.look(scans);
    for (const scanId of scans) {
      if (scanId < (shown[0] ?? 0)) continue;
      // A row of a list is on no desk.
      if (flow.scans.find(scanId)?.source !== 'desk') continue;
      const card = cardOf(flow, scanId);
      if (card) parts.cardChanged(card);
    }
    parts.messagesChanged?.();
    parts.statusChanged();
  }

  /** Work of these scans has ended or was given up: the account API hears of its money soon. */
  function settled(scans: ReadonlySet<number>): void {
    tellCards(scans);
    account.soon();
  }

  /** Work of these scans was made, or may go on. */
  function moved(scans: ReadonlySet<number>): void {
    settled(scans);
    work.wake();
  }

  function tellReports({ scans, odd }: Settled): void {
    for (const about of odd) parts.log('delivery-report', about);
    if (scans.size > 0) tellCards(scans);
  }

  /** Before anything else: a database of an earlier version has phones in plain. What could not be done is done at the next start. */
  function sealOldPhones(): void {
    try {
      sealPlainPhones(store, flow.phones, flow.now());
    } catch (error) {
      fault(storeError(error));
    }
  }

  /** Whoever does a service now is named again to whoever signs in next; one who did it before is not. */
  function forgetCredentials(): void {
    const now = new Set(SERVICES.map((service) => (entitlements ? providers.idOf(service, entitlements.services[service].provider) : undefined)));
    providers.forget((id) => !now.has(id));
  }

  function fault(error: unknown): void {
    const problem = problemOf(storeError(error));
    parts.log('fault', error instanceof Error ? error.message : String(error));
    // Being offline is shown as being offline, not as an error.
    if (problem.code !== 'api-unreachable') problems.add(problem);
  }

  return {
    flow,
    start(): void {
      // The last run may have ended between hearing of money or a service and telling the work that waits for it.
      goOn.after('service-off');
      goOn.after('funds');
      lists.recover();
      printing.start();
      work.start();
      account.start();
      follows.start();
      rests.busy();
    },
    /** `leaving`: nobody is signed in any more. */
    async stop(leaving = false): Promise<void> {
      rests.stop();
      follows.stop();
      lists.stop();
      printing.stop();
      await Promise.all([work.stop(PATIENCE_AT_STOP), account.stop()]);
      if (leaving) forgetCredentials();
      store.close();
    },
    /** The account API was reached, or was not. Work that failed for want of a network is tried again when it comes back. */
    reached(yes: boolean): void {
      if (yes === online || !store.db.open) return;
      online = yes;
      if (yes) tryAgain();
      else parts.statusChanged();
    },
    /** What was put off while time was ahead of the API's must not wait for the difference. */
    timeWentBack(by: number): void {
      // An answer that comes after the end finds a closed database.
      if (!store.db.open) return;
      const now = flow.now();
      store.sql("UPDATE jobs SET ready_at = max(?, ready_at - ?) WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL AND ready_at > ?").run(now, by, now);
      work.wake();
    },
    /** One scan, durable when it returns. Throws StationError for a failure of the disk. */
    async scan(text: string, made: Made = BY_KEYBOARD): Promise<Card> {
      // Neither is ever a parcel, whoever sent it here.
      if (isCardLike(text)) throw new StationError('function-card');
      if (people.isBadge(text)) throw new StationError('badge-scanned');
      // Looked at before anything is waited for: a moment later the next parcel may lie there.
      const weighing = weigh(text, made.ago);
      if (!ordersReady) await Promise.race([new Promise<void>((go) => ordersWaiters.push(go)), new Promise((go) => setTimeout(go, PATIENCE_FOR_ORDERS))]);
      await unknowns.lookUp(text, made.queued);
      const { scanId, decision } = store.transaction(() => {
        const scanned = oneScan(flow, desk(), text, null, { device: made.device, typed: made.typed ?? false, weight: weighing.captured });
        wantSlip(scanned.scanId);
        return scanned;
      });
      printing.look([scanId]);
      weighing.recorded(scanId, flow.scans.find(scanId)?.number ?? text);
      if (shown.push(scanId) > SHOWN) shown.shift();
      rests.busy();
      if (SENT_VERDICTS.includes(decision.verdict)) {
        shift += 1;
        work.wake();
        account.soon();
      }
      parts.statusChanged();
      return found(cardOf(flow, scanId));
    },
    hurry(): null {
      unknowns.hurry();
      return null;
    },
    undo(): UndoAnswer {
      const undone = store.transaction(() => {
        const taken = undoLast(flow, desk());
        if (taken.kind === 'undone') printing.unwant(taken.scan);
        return taken;
      });
      if (undone.kind === 'refused') return { kind: 'refused', why: undone.why, number: undone.scan && (undone.scan.label ?? undone.scan.number) };
      if (SENT_VERDICTS.includes(undone.scan.verdict)) shift = Math.max(0, shift - 1);
      moved(new Set([undone.scan.id]));
      return { kind: 'undone', card: found(cardOf(flow, undone.scan.id)) };
    },
    /** Origins of providers that this station may have to ask or call. */
    providerOrigins: (): string[] => [...providers.origins(), ...[originOf(entitlements?.tracking?.endpoint ?? '')].filter((origin) => origin !== null)],
    rules,
    printing,
    operators: people,
    unknowns,
    dropUnknown(number: string): void {
      unknowns.drop(number);
      parts.statusChanged();
    },
    card: (scanId: number): Card => found(cardOf(flow, scanId)),
    recent: (): ScanLine[] => flow.scans.newest(50).map(scanLine),
    held: (): Card[] => heldCards(flow),
    recalls: (): Recall[] => flow.recalls.open(),
    /** Somebody has the parcel of this scan in their hands, also where it was called back. */
    takeOff(scanId: number): Recall[] {
      const scan = flow.scans.find(scanId);
      const [at, by] = [flow.now(), parts.desk().operator.name];
      if (scan)
        store.transaction(() => {
          flow.scans.takeOff(scan, at, by);
          flow.recalls.end(scan, at, by);
        });
      return flow.recalls.open();
    },
    endRecall(scanId: number): Recall[] {
      const scan = flow.scans.find(scanId);
      if (scan) store.transaction(() => flow.recalls.end(scan, flow.now(), parts.desk().operator.name));
      return flow.recalls.open();
    },
    list: (question: ListQuestion): ListPage => listPage(flow, question),
    history: (number: string): ParcelHistory => parcelHistory(flow, number),
    today: (): TodaySends => todaySends(flow, flow.now()),
    exceptions: (): ExceptionRow[] => exceptionRows(flow),
    act(jobId: string, action: ExceptionAction): ExceptionRow[] {
      moved(new Set([actOnException(flow, jobId, action)]));
      return exceptionRows(flow);
    },
    wallet,
    reconcile: (): Promise<ReconciliationView> => reconcile(flow, client),
    async writeOff(leaseId: string): Promise<WalletView> {
      await client.call('writeOffLease', {}, { params: { leaseId } });
      account.refreshBalance();
      return wallet();
    },
    topUps: charging,
    batches: lists,
    stores: () => flow.stores.all(),
    /** Records a merchant's authorisation at the account API, and here. Throws CallFailed. */
    async authorise(storeId: string): Promise<void> {
      const terms = await client.call('authoriseStore', {}, { params: { storeId } });
      store.transaction(() => flow.stores.put(terms));
      parts.log('store-authorised', storeId);
      goOn.afterAuthorising(storeId);
      account.soon();
    },
    storeRules: storeRules(flow, client, parts.log),
    messages,
    /** Stops every call after those under way, or goes on; kept over a restart. */
    pause(paused: boolean): void {
      pausing.set(paused, flow.now(), parts.desk().operator.name);
      work.wake();
      parts.statusChanged();
    },
    soon: (): void => account.soon(),
    newShift(): void {
      shift = 0;
    },
    status: (): Omit<StatusView, 'problems'> => ({
      network: online === false ? 'offline' : 'online',
      ordersReady,
      ...queueStatus(flow),
      paused: pausing.view(),
      standsStill: work.standsStill(),
      balance,
      shift,
      clockOffset: clock.offset(),
    }),
  };
}
export type Station = ReturnType<typeof openStation>;

function found(card: Card | null): Card {
  if (!card) throw new StationError('request-malformed', 'no such scan');
  return card;
}

const endpointOf = (entitlements: Entitlements | null, kind: JobKind): string | null => {
  const service = SERVICE_OF[kind];
  return service === null ? null : (entitlements?.services[service].provider.endpoint ?? null);
};
