import { randomUUID } from 'node:crypto';
import type { ExceptionDecision, ExceptionRow, StatusView } from '../../src-shared/bridge/views.ts';
import { sealPlainPhones } from '../flow/scan/seal-plain.ts';
import { oneScan, type Desk } from '../flow/one-scan.ts';
import type { OrderAgain } from '../flow/phone-of.ts';
import type { Settled } from '../flow/deliveries.ts';
import { highWater } from '../flow/ledger/high-water.ts';
import { stationMessages } from './messages.ts';
import { openMessaging } from './messaging.ts';
import { following } from './following.ts';
import { recoverClaims } from '../flow/queue/claim.ts';
import { createPace } from '../flow/queue/pace.ts';
import { pausedQueue } from '../flow/queue/paused.ts';
import { cardOf } from '../flow/screen/cards.ts';
import { actOnException, exceptionRows } from '../flow/screen/exceptions.ts';
import { lastCounted } from '../flow/screen/status.ts';
import { steps } from '../flow/steps.ts';
import { createWork } from '../flow/work.ts';
import { orderedId } from '../store/ordered-id.ts';
import { NOWHERE } from '../store/secret-place.ts';
import { goingOn } from './going-on.ts';
import { entitled } from './entitled.ts';
import { stationFeeds } from './feeds.ts';
import { stationFaults } from './faults.ts';
import { firstOrders } from './first-orders.ts';
import { keepUp } from './keeping-up.ts';
import { batches } from './batches.ts';
import { operators } from './operators.ts';
import { deskRules } from './desk-rules.ts';
import { unknownNumbers } from './unknown-numbers.ts';
import { stationPrinting } from './printing.ts';
import { stationWeighing } from './weighing.ts';
import { resting } from './resting.ts';
import { topUps } from './top-ups.ts';
import { scanning } from './scanning.ts';
import { stationMoney } from './station-money.ts';
import type { StationParts } from './station-parts.ts';
import { stationStores } from './stores.ts';
import { takingOff } from './taking-off.ts';
import { timeBack } from './time-back.ts';
import { unsafeProblems } from './unsafe.ts';
import { untilDone } from './until-done.ts';
import { views } from './views.ts';

/** How long calls under way may take to end when the program stops; after that they are unknown. */
const PATIENCE_AT_STOP = 3_000;
/** A window has the cards of so many scans at hand; an older one asks when somebody opens it. */
const SHOWN = 100;

/** One account's station: its database, its desk, and the work in the background. */
export function openStation(parts: StationParts) {
  const { store, client, clock, problems } = parts;
  const unsafe = unsafeProblems(problems);
  const { fault, well, marked, rows } = stationFaults({ problems, unsafe, log: parts.log });
  let balance: number | null = null;
  // Null until the first answer: then too, whatever failed before it is tried again.
  let online: boolean | null = null;
  /** A database that was put back looks like any other until the API has been asked, and so does one that has to be opened again. */
  const isOpen = (): boolean => account.isOpen();
  const services = entitled(store, parts.credentials ?? NOWHERE, problems);
  const orders = firstOrders(store, parts.statusChanged);
  const messaging = openMessaging(store);
  const flow = steps({ store, now: clock.now, told: clock.told, newId: orderedId, random: Math.random, entitlements: services.now, phoneKeys: parts.phoneKeys, messaging });
  messaging.begin(flow.phones.fingerprint);
  // Before anything else: a database of an earlier version has phones in plain. What could not be done is done at the next start.
  attempt(() => sealPlainPhones(store, flow.phones, flow.now()));
  const shown = flow.scans.newest(SHOWN).map(({ id }) => id).toReversed();
  recoverClaims(store, flow.now());
  const water = highWater(store, flow.ledger, parts.mark ?? { get: () => null, put: () => undefined });
  if (water.isGone()) problems.add({ code: 'database-lost' });

  const counted = lastCounted(flow, fault);
  const pausing = pausedQueue(store);
  const askOrder: OrderAgain['askOrder'] = (number) => unknowns.askOrder(number);
  const work = createWork({
    flow, client, askOrder, send: parts.send,
    pace: createPace(() => performance.now(), Math.random),
    // By a wrong time a call is refused, and what was called a moment ago is taken for forgotten.
    standsStill: () => (pausing.paused() ? 'paused' : clock.followed() === false ? 'clock' : null),
    deskBusy: () => rests.isBusy(),
    providers: services.providers,
    changed(scans, recalled) {
      settled(scans);
      unknowns.tellRecalled(recalled);
    },
    failed: fault,
    heard(kind, outcome) {
      if (outcome.kind === 'later' && outcome.why === 'unsafe') unsafe.met(kind, outcome.code, outcome.about);
      // Whatever else is put off may not have been called at all.
      else if (outcome.kind !== 'later') unsafe.passed(kind);
    },
    unheard: () => (isOpen() && account.isAbreast() && services.isComplete() ? null : online === false ? 'offline' : 'platform'),
    mark: () => marked(water.flush),
  });

  const messages = stationMessages(flow, parts.desk, { moved, afterTemplates: () => goOn.afterTemplates() });

  const follows = following({
    flow, askOrder, send: parts.send, desk: parts.desk, problems, unsafe, failed: fault,
    may: () => isOpen() && services.isComplete() && online !== false && !pausing.paused(),
    moved, deskBusy: () => rests.isBusy(),
  });

  const feeds = stationFeeds({ flow, problems, version: parts.version, log: parts.log, rows, accountId: () => parts.desk().accountId, take: (told, keep) => unknowns.takeFeed(told, keep), takeArrivals: messages.takeArrivals, settled: tellReports });
  const account = keepUp({
    flow,
    client,
    signedIn: parts.signedIn,
    device: parts.device,
    nonce: randomUUID(),
    feeds: { ...feeds.feeds, ...messages.feeds },
    setMessageRules({ unread, ...heard }) {
      feeds.heardWhole('templates', unread);
      if (messaging.hear(heard, messages.lookAgain)) messages.changed();
    },
    optOutsRead() {
      if (messaging.optOutsRead(messages.lookAgain)) messages.changed();
    },
    settleReports: feeds.settleReports,
    givenBack: tellCards,
    hearPeople: () => people.hearAgain(),
    setEntitlements(heard) {
      const { swapped, setUp, first } = services.hear(heard, (change) => {
        // What is kept over a restart has no credentials: that they come now is no change.
        if (!change.first) for (const kind of change.swapped) flow.jobs.putOffNoMore(kind, flow.now());
      });
      work.providersChanged(swapped, setUp);
      swapped.forEach(unsafe.passed);
      goOn.afterSettingUp(setUp);
      // What was put off because nobody could be called yet does not wait for its time.
      if (first && isOpen()) tryAgain();
    },
    suspended: services.suspended,
    balance: () => balance,
    setBalance(heard) {
      if (heard === balance) return;
      balance = heard;
      parts.statusChanged();
    },
    needed: () => flow.jobs.needed(),
    anyFor: (amount) => flow.jobs.anyFor(amount),
    cheapest: services.cheapest,
    freed: (why) => goOn.after(why),
    behind: water.isBehind,
    opened() {
      people.hear();
      tryAgain();
    },
    ordersReady: orders.read,
    storesHeard(heard) {
      // Conversions were put off until it was known whose they are.
      if (stores.hear(heard)) tryAgain();
      else parts.statusChanged();
    },
    caughtUp: tryAgain,
    followed: clock.followed,
    problems, failed: fault, well,
  });

  const owed = untilDone(fault);
  const goOn = goingOn({ flow, cheapest: services.cheapest, tell: tellCards, wake: work.wake, failed: fault });
  const stores = stationStores({
    flow, client, log: parts.log, unreadable: (unread) => feeds.heardWhole('stores', unread),
    authorised(storeId) {
      goOn.afterAuthorising([storeId]);
      account.soon();
    },
  });
  const lists = batches({
    flow, desk: parts.desk, scan: (desk, text, listed) => oneScan(flow, desk, text, listed), failed: fault,
    wake: () => moved(new Set()),
    changed: parts.statusChanged,
  });

  const people = operators(store, { client, now: flow.now, changed: () => parts.operatorChanged?.(), log: parts.log });
  const rules = deskRules(store);
  const desk = (): Desk => ({ ...parts.desk(), rules: rules.now() });
  const unknowns = unknownNumbers({
    flow, client, desk, failed: fault, rows, announce: (news) => parts.announce?.(news),
    mayAsk: () => online !== false && parts.signedIn(),
    changed: settled,
    toldAnew: (numbers) => owed.take(() => printing.toldAnew(numbers)),
    wake: work.wake,
    decided: (scanId) => atDesk.wantSlip(scanId),
    moved(resolved) {
      atDesk.decidedLater(resolved);
      moved(new Set(resolved.map(({ scanId }) => scanId)));
    },
  });
  const weighing = stationWeighing(flow, parts.weighing ?? null, { weighed: (scanId) => tellCards(new Set([scanId])), failed: fault });
  const printing = stationPrinting(flow, parts.printing ?? null, { desk, problems, log: parts.log, changed: (scanId) => tellCards(new Set([scanId])), failed: fault });
  const atDesk = scanning({
    flow, desk, people, orders, unknowns, weighing, printing,
    recorded(scanId, passes) {
      if (shown.push(scanId) > SHOWN) shown.shift();
      rests.busy();
      if (passes) {
        work.wake();
        account.soon();
      }
      parts.statusChanged();
    },
    undone: (scanId) => (moved(new Set([scanId])), owed.take(printing.sayOpen)),
  });
  const rests = resting({ flow, copyBack: async () => parts.copyingBack?.now(), told: () => (isOpen() ? clock.told() : null), sayOpen: printing.sayOpen, moved, failed: fault });
  const charging = topUps(client, store, () => account.refreshBalance());
  const { progress, ...money } = stationMoney({ flow, client, pendingTopUp: charging.pending, refreshBalance: () => account.refreshBalance(), changed: parts.statusChanged });

  /** What failed for want of a network does not wait for its time any more. */
  function tryAgain(): void {
    owed.take(() => {
      flow.jobs.bringForward(flow.now());
      work.tryNow();
    });
    parts.statusChanged();
  }

  /** What these scans are now is on the disk: nothing that fails here takes that back, or keeps back what comes after. */
  function tellCards(scans: ReadonlySet<number>): void {
    owed.take(() => lists.follow(scans));
    owed.take(() => printing.look(scans));
    attempt(() => showCards(scans));
  }

  function showCards(scans: ReadonlySet<number>): void {
    // A row of a list is on no desk.
    const ofDesk = [...scans].filter((scanId) => scanId >= (shown[0] ?? 0));
    const cards = store.reading(() => ofDesk.flatMap((scanId) => (flow.scans.find(scanId)?.source === 'desk' ? (cardOf(flow, scanId) ?? []) : [])));
    for (const card of cards) parts.cardChanged(card);
    parts.messagesChanged?.();
    parts.statusChanged();
  }

  /** Work of these scans has ended or was given up: the account API hears of its money soon. */
  function settled(scans: ReadonlySet<number>): void {
    tellCards(scans);
    goOn.afterFreed();
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

  /** What failed is told; whoever asked goes on. */
  function attempt(step: () => unknown): void {
    try {
      step();
    } catch (error) {
      fault(error);
    }
  }

  return {
    flow,
    start(): void {
      attempt(feeds.readAgain);
      goOn.atStart();
      lists.recover();
      printing.start();
      work.start();
      account.start();
      follows.start();
      rests.busy();
    },
    /** Before a session ends, as long as a person waits; only stop() may follow. */
    farewell: async (): Promise<void> => (online === true && parts.signedIn() ? account.leave(work.stop(PATIENCE_AT_STOP)) : undefined),
    /** `leaving`: nobody is signed in any more. */
    async stop(leaving = false): Promise<void> {
      for (const part of [rests, goOn, follows, lists, weighing]) part.stop();
      await Promise.all([work.stop(PATIENCE_AT_STOP), printing.stop(PATIENCE_AT_STOP), account.stop()]);
      for (const part of [unsafe, feeds, rows]) part.end();
      // The database is closed all the same.
      if (leaving) attempt(services.forgetCredentials);
      await parts.copyingBack?.stop();
      printing.end();
      owed.stop();
      store.close();
    },
    /** The account API was reached, or was not. Work that failed for want of a network is tried again when it comes back. */
    reached(yes: boolean): void {
      if (yes === online || !store.db.open) return;
      if (yes && online === false) account.wasAway();
      online = yes;
      // In the middle of a call of the account API, whose answer counts whatever the disk does.
      if (yes) tryAgain();
      else parts.statusChanged();
    },
    timeWentBack: timeBack({ flow, take: owed.take, wake: work.wake, spendAgain: () => goOn.after('funds'), statusChanged: parts.statusChanged }),
    scan: atDesk.scan,
    undo: atDesk.undo,
    newShift: atDesk.newShift,
    hurry(): null {
      unknowns.hurry();
      return null;
    },
    providerOrigins: services.origins,
    rules,
    printing,
    operators: people,
    unknowns,
    dropUnknown(number: string): void {
      unknowns.drop(number);
      parts.statusChanged();
    },
    ...views(flow),
    ...takingOff(flow, parts.statusChanged, () => parts.desk().operator.name),
    act(decision: ExceptionDecision): ExceptionRow[] {
      moved(new Set([actOnException(flow, decision, parts.desk().operator)]));
      return exceptionRows(flow);
    },
    ...money,
    topUps: charging,
    batches: lists,
    stores,
    messages,
    /** Stops every call after those under way, or goes on; kept over a restart. */
    pause(paused: boolean): void {
      pausing.set(paused, flow.now(), parts.desk().operator.name);
      work.wake();
      parts.statusChanged();
    },
    soon: (): void => account.soon(),
    status: (): Omit<StatusView, 'problems'> => ({
      network: online === false ? 'offline' : 'online',
      ordersReady: orders.areRead(),
      ...counted(),
      paused: pausing.view(),
      standsStill: work.standsStill(),
      balance,
      shift: atDesk.shift(),
      reconciling: progress(),
      clockOffset: clock.offset(),
    }),
  };
}
export type Station = ReturnType<typeof openStation>;
