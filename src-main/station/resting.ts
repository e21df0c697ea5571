import { erasePhones } from '../flow/retention.ts';
import type { Steps } from '../flow/steps.ts';

/** A desk without a scan for so long rests, ms. */
const REST = 2_000;
/** Parcels looked at in one portion, and ms between two of them. */
const ERASED_AT_ONCE = 50;
const BETWEEN_PORTIONS = 250;
/** ms until it is looked for again, by a desk that rests and behind a belt that never does: retention goes on. */
const ERASE_EVERY = 600_000;

export type RestingParts = {
  readonly flow: Steps;
  /** Copies the WAL back beside the work. */
  readonly copyBack: () => Promise<void>;
  /** The time that the account API has told in this run, UTC ms; null before, and while it is in doubt. What is erased is gone: no other clock counts. */
  readonly told: () => number | null;
  /** Looks whether what is told of slips is still of the last day. */
  readonly sayOpen: () => void;
  /** Privacy numbers are to be ended; work of these scans was given up. */
  readonly moved: (scans: ReadonlySet<number>) => void;
  readonly failed: (error: unknown) => void;
};

/** What waits for a quiet moment, but not for ever: phones whose retention is over, bindings that have ended, slips that are told no more, and the WAL. */
export function resting({ flow, copyBack, told, sayOpen, moved, failed }: RestingParts) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  /** When the desk was busy, and until when a busy desk puts the next look off, by `performance.now()`. */
  let busyAt = Number.NEGATIVE_INFINITY;
  let latest = performance.now() + ERASE_EVERY;

  /** True where more may be due. */
  function erase(): boolean {
    const at = told();
    if (at === null) return false;
    const ended = flow.bindings.endExpired(at, ERASED_AT_ONCE);
    const { looked, stopped } = erasePhones({ ...flow, now: () => at }, ERASED_AT_ONCE);
    if (ended > 0 || looked > 0) moved(new Set(stopped));
    return Math.max(ended, looked) === ERASED_AT_ONCE;
  }

  async function look(): Promise<void> {
    const before = busyAt;
    let next = ERASE_EVERY;
    try {
      if (erase()) next = BETWEEN_PORTIONS;
      else {
        sayOpen();
        await copyBack();
        if (isStopped) return;
        // What was erased is in the WAL until somebody else has done reading it.
        if (!flow.store.scrub()) next = REST;
      }
    } catch (error) {
      failed(error);
    }
    latest = Math.max(latest, performance.now() + next);
    // Whoever scanned meanwhile has written something.
    lookIn(busyAt === before ? next : REST);
  }
  function lookIn(quiet: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), Math.max(0, Math.min(quiet, latest - performance.now())));
  }
  return {
    /** The desk was busy just now: it rests when it has been quiet for a while. */
    busy(): void {
      busyAt = performance.now();
      lookIn(REST);
    },
    /** Somebody is scanning: what nobody waits for gives way. */
    isBusy: (): boolean => performance.now() - busyAt < REST,
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
