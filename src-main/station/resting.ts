import { erasePhones } from '../flow/retention.ts';
import type { Steps } from '../flow/steps.ts';

/** A desk without a scan for so long rests, ms. */
const REST = 2_000;
/** Parcels looked at in one quiet moment, and how often a desk looks again, ms; a belt that never rests as well, for retention goes on. */
const ERASED_AT_ONCE = 50;
const BETWEEN_PORTIONS = 250;
const ERASE_EVERY = 600_000;

export type RestingParts = {
  readonly flow: Steps;
  /** The API's time has been heard: retention is counted in it. */
  readonly known: () => boolean;
  /** Privacy numbers are to be ended; work of these scans was given up. */
  readonly moved: (scans: ReadonlySet<number>) => void;
  readonly failed: (error: unknown) => void;
};

/** What waits for a quiet moment, but not for ever: phones whose retention is over, bindings that have ended, and the WAL. */
export function resting({ flow, known, moved, failed }: RestingParts) {
  let timer: NodeJS.Timeout | undefined;
  let busyAt = Number.NEGATIVE_INFINITY;
  /** Then at the latest, by `performance.now()`. */
  let latest = performance.now() + ERASE_EVERY;

  /** True where more may be due. */
  function erase(): boolean {
    if (!known()) return false;
    const ended = flow.bindings.endExpired(flow.now(), ERASED_AT_ONCE);
    const { looked, stopped } = erasePhones(flow, ERASED_AT_ONCE);
    if (ended > 0 || looked > 0) moved(new Set(stopped));
    return Math.max(ended, looked) === ERASED_AT_ONCE;
  }

  function look(): void {
    let more = false;
    try {
      more = erase();
      if (!more) flow.store.scrub();
    } catch (error) {
      failed(error);
    }
    const now = performance.now();
    latest = more ? Math.max(latest, now + BETWEEN_PORTIONS) : now + ERASE_EVERY;
    lookIn(more ? BETWEEN_PORTIONS : ERASE_EVERY);
  }
  function lookIn(quiet: number): void {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(quiet, latest - performance.now())));
  }
  return {
    /** The desk was busy just now: it rests when it has been quiet for a while. */
    busy(): void {
      busyAt = performance.now();
      lookIn(REST);
    },
    isBusy: (): boolean => performance.now() - busyAt < REST,
    stop: (): void => clearTimeout(timer),
  };
}
