import type { Pace } from './queue/pace.ts';
import type { Outcome } from './queue/task.ts';

/** ms after which it is tried again to keep the mark. */
const AGAIN = 2_000;

const UNMARKED: Outcome = { kind: 'later', why: 'retry', after: AGAIN, about: 'the mark could not be kept' };

export type MarkingParts = {
  /** Keeps the high-water mark of the journal outside the database. Rejects where it can't. */
  readonly mark: () => Promise<void>;
  readonly pace: Pick<Pace, 'hold'>;
  /** It is kept again: what waits may be called. */
  readonly wake: () => void;
  readonly failed: (error: unknown) => void;
};

/**
 * No call whose entry the high-water mark does not cover. Where it can't be kept it alone is tried again: each claim would be one more attempt and one more
 * entry, for hours.
 */
export function marking({ mark, pace, wake, failed }: MarkingParts) {
  let again: NodeJS.Timeout | undefined;
  let stopped = false;

  async function keep(): Promise<Outcome | null> {
    try {
      await mark();
    } catch (error) {
      failed(error);
      if (stopped) return UNMARKED;
      pace.hold(Number.POSITIVE_INFINITY);
      clearTimeout(again);
      again = setTimeout(() => void keep(), AGAIN);
      return UNMARKED;
    }
    if (again === undefined) return null;
    clearTimeout(again);
    again = undefined;
    pace.hold(0);
    wake();
    return null;
  }
  return {
    /** What becomes of calls that wait for it; null where they may leave. */
    keep,
    stop(): void {
      stopped = true;
      clearTimeout(again);
    },
  };
}
