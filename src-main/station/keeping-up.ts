import { CallFailed } from '../account/call-failed.ts';
import { syncInterceptions, syncOrders, syncReports, type FeedStore, type ReportStore } from '../account/feeds.ts';
import { syncArrivals, syncOptOuts, type MessageFeeds } from '../account/message-feeds.ts';
import type { AnswerOf } from '../../src-shared/contract/calls.ts';
import type { Li } from '../../src-shared/domain/money.ts';
import { loseLeases } from '../flow/lost-leases.ts';
import { closeOldLeases, type LentThere } from '../flow/old-leases.ts';
import { createAsking } from '../flow/ledger/asking.ts';
import { renew } from '../flow/ledger/renewal.ts';
import { report } from '../flow/ledger/report.ts';
import { backoff } from '../flow/queue/backoff.ts';
import { LONGEST_CALL, createAbreast } from './abreast.ts';
import { createCopies } from './copies.ts';
import { keepTime, type KeepingTimeParts } from './keeping-time.ts';
import { entitling, type EntitlingParts } from './entitling.ts';
import { createOpening, type OpeningParts } from './opening.ts';
import { createRounds, isUnanswered, type Apart } from './round.ts';
import { livesThere } from './two-books.ts';
import { createUnnamedLeases } from './unnamed-leases.ts';
import { tellsOfDeliveries } from './what-is-entitled.ts';

export type KeepingUpParts = Omit<OpeningParts, 'copied' | 'older'> & Omit<KeepingTimeParts, 'flow'> & Omit<EntitlingParts, 'flow'> & {
  /** Somebody is signed in and the API has an address; otherwise a round would only fail. */
  readonly signedIn: () => boolean;
  readonly feeds: FeedStore & ReportStore & MessageFeeds;
  readonly setMessageRules: (rules: AnswerOf<'messageRules'>) => void;
  /** The opt-outs are up to date. */
  readonly optOutsRead: () => void;
  readonly balance: () => Li | null;
  readonly setBalance: (balance: Li) => void;
  readonly needed: () => Li;
  readonly anyFor: (amount: Li) => boolean;
  readonly cheapest: () => Li;
  readonly ordersReady: () => void;
  /** The API has more of the journal, or time has passed: delivery reports that waited may be settled. */
  readonly settleReports: () => void;
  /** Of these scans something was charged before: the API has given it back. */
  readonly givenBack: (scans: ReadonlySet<number>) => void;
  /** Stores have other terms than before: authorisations, rules. */
  readonly storesHeard: (heard: AnswerOf<'stores'>) => void;
  /** It is known what was called back meanwhile, or can't be for now: work need not wait for it any more. */
  readonly caughtUp: () => void;
  /** As each round of a station that is open begins, however it ends; nobody waits for it. */
  readonly hearPeople: () => void;
  readonly failed: (error: unknown) => void;
  readonly well: () => void;
};

const EVERY = 2_000;
const SOON = 150;
/** Between two rounds at least: a busy desk has something to report all the time. */
const APART = 1_000;
const LONGEST_GOODBYE = 1_500;
/** Somebody who signs out waits for it; half of it for calls under way. */
const LONGEST_FAREWELL = 2_000;
const MESSAGE_RULES_EVERY = 20_000;
const BALANCE_EVERY = 6_000;
const LONGEST_QUIET = 60_000;

/**
 * The background conversation with the account API, one call after the other: open the station, entitlements, feeds,
 * journal, leases, balance. Every part is repeatable; a failure that concerns them all ends the round and the next one begins where it must.
 */
export function keepUp(parts: KeepingUpParts) {
  const { flow } = parts;
  const { store, ledger } = flow;
  let running = false;
  const abreast = createAbreast({ caughtUp: parts.caughtUp, mayWait: () => running && parts.signedIn() && quietUntil <= performance.now() });
  const rounds = createRounds({ client: parts.client, asking: () => abreast.slept(LONGEST_CALL), isRunning: () => running, reopen: (error) => opening.reopen(error), failed: parts.failed });
  const { client } = rounds;
  const copies = createCopies(parts.problems);
  const opening = createOpening({ ...parts, client, copied: copies.met, older: () => parts.problems.goesOn({ code: 'database-older' }) });
  const time = keepTime(parts);
  const entitle = entitling(parts, client);
  const tell = (station: string): Promise<number> => report(ledger, client, station, flow.now, parts.givenBack);
  const asking = createAsking();
  const unnamed = createUnnamedLeases();
  let balanceAt = 0;
  /** While it was being asked for: the answer may be of before. */
  let paidMeanwhile = false;
  /** The balance of which the API said that it does not cover what was asked for. */
  let refusedAt: Li | null = null;
  let messageRulesAt = 0;
  let closedThere: readonly string[] = [];
  let lentThere: readonly LentThere[] = [];
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | null = null;
  let again = false;
  /** A busy API is left in peace so long, by `performance.now()`. */
  let quietUntil = 0;
  let busyRounds = 0;
  /** When the last round ended, and when the next one begins, by `performance.now()`. */
  let endedAt = 0;
  let dueAt = 0;

  /** One round. True where all went well: orders and interceptions are heard all the same. */
  async function once(): Promise<boolean> {
    const station = await opening.open();
    parts.hearPeople();
    time.hear();
    try {
      return await rounds.round((apart) => converse(station, apart));
    } catch (error) {
      // What has to be opened again calls nobody until then: it waits for no call that the server could not answer.
      if (opening.isOpen() || !isUnanswered(error)) throw error;
      parts.failed(error);
      return false;
    }
  }

  async function converse(station: string, apart: Apart): Promise<void> {
    await apart(entitle);
    // First of all where work waits until it is known what was called back, and there is money for it.
    const isFirst = !abreast.is() && ledger.left(flow.now()) > 0;
    let isRead = isFirst && (await read(apart));
    let isHeard = false;
    await apart(async () => {
      // What was asked for and not heard may have been lent, and taken back since.
      if (Math.abs(flow.now() - balanceAt) >= BALANCE_EVERY || parts.needed() > 0 || ledger.pendingGrant() !== null) await balance();
      isHeard = true;
    });
    let isTaken = false;
    await apart(async () => {
      isTaken = (await tell(station)) > 0 || ledger.journal.unreported(ledger.epoch(), 1).length === 0;
    });
    // Money before the first scan: a desk that is ready with nothing lent would say 余额不足 to a full account. Whose journal is not taken borrows nothing:
    // what is used up of it could not be given back, and more and more of the balance would be lent. Nor does who has not heard which leases were taken back: what is asked for may be one.
    await apart(async () => {
      if (!opening.isOpen()) return;
      closeOldLeases(flow, lentThere);
      if (!isHeard || !isTaken || !(await lend(station))) return;
      // What a report tells of is charged with it, and not called again.
      parts.settleReports();
      parts.freed('funds');
    });
    if (!isFirst) isRead = await read(apart);
    // After the orders: a parcel's store is known with it.
    await apart(hearStores);
    if (isRead) parts.ordersReady();
    await apart(messageRules);
    // Heard after the rules and before the arrivals: whoever has opted out is known before there is a new message for them.
    let isKnownWho = false;
    await apart(async () => {
      isKnownWho = isWhole(await syncOptOuts(client, parts.feeds));
      if (isKnownWho) parts.optOutsRead();
    });
    await apart(async () => void (isKnownWho && isWhole(await syncArrivals(client, parts.feeds, station))));
    await apart(async () => {
      if (tellsOfDeliveries(flow.entitlements())) isWhole(await syncReports(client, parts.feeds));
      parts.settleReports();
    });
    await apart(async () => {
      if (isTaken && opening.isOpen() && (await tell(station)) > 0) await balance();
    });
  }

  /**
   * True where all orders are read that there are. A feed that can't be read keeps no work waiting, and not the other one; the rest of a long one does, and
   * comes in a second. Interceptions come first: a parcel that must not leave is known before it can be scanned.
   */
  async function read(apart: Apart): Promise<boolean> {
    const heard: { stops: boolean | null; orders: boolean | null } = { stops: null, orders: null };
    abreast.begin();
    await apart(async () => void (heard.stops = isWhole(await syncInterceptions(client, parts.feeds))));
    if (heard.stops !== false) await apart(async () => void (heard.orders = isWhole(await syncOrders(client, parts.feeds))));
    if (heard.stops === true && heard.orders === true) abreast.read();
    if (heard.stops !== false && heard.orders !== false) catchUp();
    return heard.orders === true;
  }
  function catchUp(): void {
    if (opening.isOpen()) abreast.catchUp();
  }

  /** What there is more of is gone on with in the next round, soon. */
  function isWhole(feed: boolean): boolean {
    again ||= !feed;
    return feed;
  }

  async function hearStores(): Promise<void> {
    const known = flow.stores.known();
    const heard = await client.call('stores', known === null ? {} : { known });
    if (heard.stores !== null) parts.storesHeard(heard);
  }

  async function messageRules(): Promise<void> {
    const due = flow.now();
    if (Math.abs(due - messageRulesAt) < MESSAGE_RULES_EVERY) return;
    parts.setMessageRules(await client.call('messageRules', {}));
    messageRulesAt = due;
  }

  async function balance(): Promise<void> {
    const lent = ledger.unclosed();
    paidMeanwhile = false;
    const heard = await client.call('balance', {});
    // Topped up. What the API only goes on showing, it does not lend either.
    if (refusedAt !== null && heard.balance > refusedAt) {
      refusedAt = null;
      asking.anew();
    }
    parts.setBalance(heard.balance);
    const own = heard.leases.filter((lease) => lease.stationId === opening.stationId());
    closedThere = own.filter(({ state }) => state === 'closed').map(({ leaseId }) => leaseId);
    lentThere = own.filter(livesThere);
    // Every one is told that is not closed there, and of the others only the newest.
    if (loseLeases(flow, unnamed.lost(lent, heard.leases)) > 0) parts.freed('funds');
    balanceAt = paidMeanwhile ? 0 : flow.now();
  }

  async function lend(station: string): Promise<boolean> {
    const isCopied = copies.areAlive();
    try {
      const lent = await renew({ store, ledger, client, stationId: station, now: flow.now, told: flow.told, followed: parts.followed, balance: parts.balance, closedThere: () => closedThere, needed: parts.needed, anyFor: parts.anyFor, cheapest: parts.cheapest, granted: unnamed.granted, asking: { may: () => !isCopied && asking.may(), asked: asking.asked } });
      if (lent) asking.anew();
      return lent;
    } catch (error) {
      // An empty account is no fault of the connection: everything else goes on.
      if (error instanceof CallFailed && error.code === 'insufficient-balance') {
        refusedAt = parts.balance();
        parts.setBalance(0);
        return false;
      }
      throw error;
    }
  }

  async function run(): Promise<void> {
    if (!parts.signedIn()) return;
    abreast.slept(LONGEST_CALL);
    abreast.begin();
    try {
      // Not before: the API may say that the machine's clock is wrong.
      const isWell = await once().finally(time.keep);
      busyRounds = 0;
      if (isWell) parts.well();
    } catch (error) {
      if (!running) return;
      if (error instanceof CallFailed && error.code === 'api-busy') {
        // The next round may be long in coming.
        abreast.begin();
        busyRounds += 1;
        quietUntil = performance.now() + Math.max(error.retryAfter ?? 0, Math.min(backoff(busyRounds, flow.random()), LONGEST_QUIET));
      }
      catchUp();
      parts.failed(error);
    }
  }

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (!running) return;
    const wait = Math.max(delay, quietUntil - performance.now());
    dueAt = performance.now() + wait;
    abreast.slept(wait);
    timer = setTimeout(() => {
      round = run().finally(() => {
        round = null;
        endedAt = performance.now();
        schedule(again ? APART : EVERY);
        again = false;
      });
    }, wait);
  }

  return {
    /** The API knows this database, or has given it its epoch, and has said nothing else since. */
    isOpen: opening.isOpen,
    /** What was called back before this start, while there was no network or the machine slept, has been heard, or can't be for now. */
    isAbreast(): boolean {
      if (abreast.slept()) this.soon();
      return abreast.is();
    },
    /** There was no network. */
    wasAway(): void {
      if (abreast.fallBack()) this.soon();
    },
    start(): void {
      running = true;
      schedule(0);
    },
    /** Something is to be reported or fetched now, not in two seconds. */
    soon(): void {
      if (!running) return;
      if (round) {
        again = true;
        return;
      }
      const from = performance.now();
      const wait = Math.max(SOON, endedAt + APART - from);
      // Never put off: a belt asks more often than that.
      if (from + wait < dueAt) schedule(wait);
    },
    /** The balance is asked for in the next round, which is soon: a top-up was paid. */
    refreshBalance(): void {
      balanceAt = 0;
      paidMeanwhile = true;
      this.soon();
    },
    /**
     * The session ends in a moment: when the round and the work under way are over, what is lent and free goes back, and all is told; as far as it can be done
     * while a person waits. What is not told now is told after the next sign-in.
     */
    async leave(work: Promise<unknown>): Promise<void> {
      running = false;
      clearTimeout(timer);
      let isLate = false;
      const farewell = async (): Promise<void> => {
        await Promise.all([round, Promise.race([work, after(LONGEST_FAREWELL / 2)])]);
        const station = opening.stationId();
        if (isLate || station === null || !opening.isOpen()) return;
        store.transaction(() => ledger.closeUnheld(flow.now()));
        await tell(station);
      };
      await Promise.race([farewell().catch(() => undefined), after(LONGEST_FAREWELL)]);
      isLate = true;
    },
    async stop(): Promise<void> {
      running = false;
      clearTimeout(timer);
      copies.end();
      time.end();
      // A call that nobody answers must not keep a person from signing out; whatever it brings is asked for again.
      await Promise.race([round, after(LONGEST_GOODBYE)]);
    },
  };
}

const after = (ms: number): Promise<unknown> => new Promise((settle) => setTimeout(settle, ms));
