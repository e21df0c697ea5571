import type { JobKind } from '../../../src-shared/domain/work.ts';
import { AT_ONCE, type Claim } from './claim.ts';
import type { Outcome } from './task.ts';

export type RunnerParts = {
  /** Claims what is ready, up to the free places of each kind; durable when it returns. */
  readonly claim: (free: (kind: JobKind) => number) => Claim[];
  readonly perform: (claim: Claim) => Promise<Outcome>;
  /** Records a batch of outcomes; durable when it returns. */
  readonly settle: (batch: readonly Ended[]) => void;
  /** How many calls of a kind may be under way at once; 0 while that kind must not be called. */
  readonly places: (kind: JobKind) => number;
  /** ms until the next job can be called, whatever keeps it now; null where nothing is ready by then. */
  readonly nextReadyIn: () => number | null;
  /** The disk failed: told once a failure; the work is tried again. */
  readonly failed: (error: unknown) => void;
};

/** Outcomes that arrive within this many ms share a commit: the disk is slower than the providers are. */
const GATHER = 4;
const LONGEST_SLEEP = 30_000;
const AFTER_FAILURE = 1_000;
const NO_PLACE = 500;
/** Calls that begin in one turn of the event loop: each is some work to put together. */
const STARTED_AT_ONCE = 16;

type Ended = { readonly claim: Claim; readonly outcome: Outcome };

/**
 * Moves jobs from ready to settled in the background. Owns no state that a crash could lose: what is under way is in
 * the attempts table, and `under` only counts it. `wake` is called whenever something may have become ready.
 */
export function createRunner(parts: RunnerParts) {
  const under = new Map<JobKind, number>();
  const outcomes: Ended[] = [];
  let running = false;
  let ended = false;
  let pumping: NodeJS.Immediate | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let sleeping: NodeJS.Timeout | undefined;
  let idle: (() => void)[] = [];

  const count = (kind: JobKind, by: number): void => void under.set(kind, (under.get(kind) ?? 0) + by);
  const busy = (): number => [...under.values()].reduce((sum, n) => sum + n, 0);

  function wake(): void {
    if (running) pumping ??= setImmediate(pump);
  }

  function pump(): void {
    pumping = undefined;
    if (!running) return;
    clearTimeout(sleeping);
    try {
      const claims = parts.claim((kind) => parts.places(kind) - (under.get(kind) ?? 0));
      for (const claim of claims) count(claim.job.kind, 1);
      begin(claims);
      // More may be ready: after whatever else the process has to do.
      if (claims.length === AT_ONCE) return wake();
      const next = Math.min(parts.nextReadyIn() ?? LONGEST_SLEEP, LONGEST_SLEEP);
      // Ready but not claimed: every place is taken, and the next settlement wakes us. The sleep is a safety net.
      sleeping = setTimeout(wake, next > 0 ? next : NO_PLACE);
    } catch (error) {
      parts.failed(error);
      sleeping = setTimeout(wake, AFTER_FAILURE);
    }
  }

  function begin(claims: readonly Claim[]): void {
    for (const claim of claims.slice(0, STARTED_AT_ONCE)) void parts.perform(claim).then((outcome) => gather(claim, outcome));
    if (claims.length > STARTED_AT_ONCE) setImmediate(begin, claims.slice(STARTED_AT_ONCE));
  }

  function gather(claim: Claim, outcome: Outcome): void {
    // The database is closed; the attempt without an outcome is asked about at the next start.
    if (ended) return;
    outcomes.push({ claim, outcome });
    // Nothing else can come: waiting would only be waiting.
    if (outcomes.length === busy()) soon ??= setImmediate(flush);
    else gathering ??= setTimeout(flush, GATHER);
  }

  function flush(): void {
    clearTimeout(gathering);
    gathering = undefined;
    // Whichever of the two came first: the other would write nothing, after a stop to a closed database, again and again.
    if (soon) clearImmediate(soon);
    soon = undefined;
    const batch = outcomes.splice(0, AT_ONCE);
    try {
      parts.settle(batch);
    } catch (error) {
      // Nothing was recorded: keep the outcomes, they are all that knows what happened outside.
      outcomes.unshift(...batch);
      gathering = setTimeout(flush, AFTER_FAILURE);
      return parts.failed(error);
    }
    if (outcomes.length > 0) soon = setImmediate(flush);
    for (const { claim } of batch) count(claim.job.kind, -1);
    if (busy() === 0) for (const tell of idle.splice(0)) tell();
    wake();
  }

  return {
    start(): void {
      running = true;
      ended = false;
      wake();
    },
    wake,
    /** No new calls; resolves when those under way are settled, or after `patience` ms (they are then unknown). */
    async stop(patience: number): Promise<void> {
      running = false;
      clearTimeout(sleeping);
      if (pumping) clearImmediate(pumping);
      pumping = undefined;
      if (busy() > 0) await Promise.race([new Promise<void>((resolve) => idle.push(resolve)), new Promise((resolve) => setTimeout(resolve, patience))]);
      ended = true;
      clearTimeout(gathering);
      if (soon) clearImmediate(soon);
      idle = [];
    },
    underWay: busy,
  };
}
export type Runner = ReturnType<typeof createRunner>;
