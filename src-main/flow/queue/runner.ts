import { isOfDisk } from '../../store/store-problem.ts';
import type { Called } from './called.ts';
import { AT_ONCE, type Claim } from './claim.ts';
import type { Portions } from './portions.ts';
import type { Outcome } from './task.ts';

export type RunnerParts = {
  readonly portions: Portions;
  /**
   * Records outcomes, and claims what is ready, up to the free places of each who is called, in one commit: durable when it returns.
   * Throws where nothing of both was written.
   */
  readonly turn: (ended: readonly Ended[], free: (called: Called) => number) => Claim[];
  /** Its outcome can never be recorded, for this `error`: its job is a person's. Throws where nothing was written. */
  readonly setAside: (ended: Ended, error: unknown) => void;
  /** These calls begin when it resolves; meanwhile others are recorded and claimed. Must not reject. */
  readonly ready: (claims: readonly Claim[]) => Promise<void>;
  /** Must not reject: an outcome that is not gathered keeps its place for ever. */
  readonly perform: (claim: Claim) => Promise<Outcome>;
  /** Whom a claim goes to. Must not throw. */
  readonly goesTo: (claim: Claim) => Called;
  /** How many calls may be under way at once; 0 while nobody must be called there. */
  readonly places: (called: Called) => number;
  /** ms until the next job can be called, whatever keeps it now; null where nothing is ready by then. */
  readonly nextReadyIn: () => number | null;
  /** Somebody is scanning. */
  readonly deskBusy: () => boolean;
  /** The disk failed: told once a failure; the work is tried again. Or an outcome was set aside. */
  readonly failed: (error: unknown) => void;
};

/** Outcomes that arrive within this many ms share a commit: the disk is slower than the providers are. */
const GATHER = 4;
const LONGEST_SLEEP = 30_000;
const AFTER_FAILURE = 1_000;
const NO_PLACE = 500;
/** Calls that begin in one portion: each is some work to put together, and again when its answer comes. */
const STARTED_AT_ONCE = 4;
/**
 * Of the process's time no more than a quarter, and while somebody scans a few turns a second: each commit keeps the desk waiting, most of all on a slow
 * disk, and what has gathered meanwhile shares one. Full portions do not wait.
 */
const RESTS = 3;
const LONGEST_REST = 100;

export type Ended = { readonly claim: Claim; readonly outcome: Outcome };

/**
 * Moves jobs from ready to settled in the background. Owns no state that a crash could lose: what is under way is in
 * the attempts table, and `under` only knows it by whom it goes to. `wake` is called whenever something may have become ready.
 */
export function createRunner(parts: RunnerParts) {
  const under = new Map<Claim, Called>();
  const { portions } = parts;
  const outcomes: Ended[] = [];
  let running = false;
  let ended = false;
  let asked = false;
  let later: NodeJS.Timeout | undefined;
  let rest: NodeJS.Timeout | undefined;
  /** A turn is due when the rest is over. */
  let due = false;
  /** The turn before failed: what has ended is recorded alone, so that no job that can't be claimed keeps it. */
  let apart = false;
  /** So many of the oldest outcomes are recorded one by one: among them is what can't be. */
  let suspects = 0;
  let idle: (() => void)[] = [];
  let stopping: Promise<void> | null = null;

  const busy = (): number => under.size;
  const underWay = (called: Called): number => [...under.values()].filter((each) => each === called).length;

  function wake(): void {
    if (running) soon();
  }
  function soon(): void {
    if (rest) due = true;
    else takeTurn();
  }
  /** After a turn that took so many ms. */
  function restAfter(took: number): void {
    clearTimeout(rest);
    rest = undefined;
    due = false;
    if (took < 1) return;
    rest = setTimeout(() => {
      rest = undefined;
      if (due) takeTurn();
    }, parts.deskBusy() ? LONGEST_REST : Math.min(RESTS * took, LONGEST_REST));
  }
  function takeTurn(): void {
    if (asked) return;
    asked = true;
    portions.add(turn);
  }
  function at(ms: number): void {
    clearTimeout(later);
    later = setTimeout(takeTurn, ms);
  }

  function turn(): void {
    clearTimeout(later);
    later = undefined;
    asked = false;
    if (ended) return;
    const batch = outcomes.splice(0, suspects > 0 ? 1 : AT_ONCE);
    const claiming = running && !(apart && batch.length > 0);
    if (batch.length === 0 && !claiming) return;
    const over = batch.map(({ claim }) => [claim, under.get(claim) ?? parts.goesTo(claim)] as const);
    for (const [claim] of over) under.delete(claim);
    let claims: readonly Claim[] = [];
    const from = performance.now();
    try {
      claims = parts.turn(batch, (called) => (claiming ? parts.places(called) - underWay(called) : 0));
    } catch (error) {
      const [only] = batch;
      const trouble = only && batch.length === 1 && !claiming ? setAside(only, error) : error;
      if (trouble !== null) {
        // Nothing was recorded: keep the outcomes, they are all that knows what happened outside.
        for (const [claim, called] of over) under.set(claim, called);
        outcomes.unshift(...batch);
        apart = true;
        if (batch.length > 0 && !isOfDisk(trouble)) {
          if (!claiming) suspects = batch.length;
          return takeTurn();
        }
        at(AFTER_FAILURE);
        return parts.failed(trouble);
      }
    }
    suspects = Math.max(0, suspects - batch.length);
    apart = suspects > 0;
    restAfter(performance.now() - from);
    for (const claim of claims) under.set(claim, parts.goesTo(claim));
    if (claims.length > 0) void parts.ready(claims).then(() => beginAll(claims));
    if (busy() === 0) for (const tell of idle.splice(0)) tell();
    // More may be ready, or has ended: after whatever else the process has to do.
    if (outcomes.length >= AT_ONCE || claims.length === AT_ONCE || !claiming) takeTurn();
    else if (outcomes.length > 0) soon();
    else sleep();
  }

  /**
   * Recorded alone it fails, and not because of the disk: however often it is tried, it would keep all other work. Where not even that can be recorded,
   * its attempt stays without an outcome, and the next start asks about it. Returns why it has to be tried again; null where it is over.
   */
  function setAside(one: Ended, error: unknown): unknown {
    if (isOfDisk(error)) return error;
    try {
      parts.setAside(one, error);
    } catch (again) {
      if (isOfDisk(again)) return again;
    }
    parts.failed(error);
    return null;
  }

  /** Ready but not claimed: every place is taken, and the next outcome wakes us. The sleep is a safety net. */
  function sleep(): void {
    try {
      const next = Math.min(parts.nextReadyIn() ?? LONGEST_SLEEP, LONGEST_SLEEP);
      at(next > 0 ? next : NO_PLACE);
    } catch (error) {
      parts.failed(error);
      at(AFTER_FAILURE);
    }
  }

  function beginAll(claims: readonly Claim[]): void {
    if (ended) return;
    for (let from = 0; from < claims.length; from += STARTED_AT_ONCE) portions.add(() => begin(claims.slice(from, from + STARTED_AT_ONCE)));
  }

  function begin(claims: readonly Claim[]): void {
    for (const claim of claims) void parts.perform(claim).then((outcome) => gather(claim, outcome));
  }

  function gather(claim: Claim, outcome: Outcome): void {
    // The database is closed; the attempt without an outcome is asked about at the next start.
    if (ended) return;
    outcomes.push({ claim, outcome });
    // Nothing else can come: waiting would only be waiting. A failure is not tried again for every outcome.
    if (apart) return;
    if (outcomes.length >= AT_ONCE) takeTurn();
    else if (rest || outcomes.length === busy()) soon();
    else if (outcomes.length === 1) at(GATHER);
  }

  async function end(patience: number): Promise<void> {
    running = false;
    if (busy() > 0) await Promise.race([new Promise<void>((resolve) => idle.push(resolve)), new Promise((resolve) => setTimeout(resolve, patience))]);
    ended = true;
    clearTimeout(later);
    clearTimeout(rest);
    portions.clear();
    later = undefined;
    rest = undefined;
    asked = false;
    idle = [];
  }

  return {
    start(): void {
      running = true;
      ended = false;
      stopping = null;
      wake();
    },
    wake,
    /** No new calls; resolves when those under way are settled, or after `patience` ms (they are then unknown). Whoever asks again waits for the same end. */
    stop: (patience: number): Promise<void> => (stopping ??= end(patience)),
    underWay: busy,
  };
}
export type Runner = ReturnType<typeof createRunner>;
