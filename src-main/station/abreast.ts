/** ms within which nothing can have been called back that is not heard by the next round anyway. */
const LATELY = 4_000;
/** ms within which a call ends, of a machine that is awake. */
export const LONGEST_CALL = 45_000;
/** A sign of life that is so much late, ms, came from a machine that slept. */
const LATE = 10_000;

/** Of a machine that slept its ticks may have stopped, and its wall clock can be set: what says more counts. */
const moment = () => ({ ticks: performance.now(), wall: Date.now() });
const since = ({ ticks, wall }: ReturnType<typeof moment>): number => Math.max(performance.now() - ticks, Date.now() - wall);

/**
 * Whether it is known what was called back before this start, while there was no network, or while the machine slept; work waits until it is. `caughtUp`: it
 * has been heard, or can't be for now. `mayWait`: nothing waits for a round that is not due soon.
 */
export function createAbreast({ caughtUp, mayWait }: { readonly caughtUp: () => void; readonly mayWait: () => boolean }) {
  let isAbreast = false;
  let readAt: ReturnType<typeof moment> | null = null;
  let seen = { at: moment(), within: Number.POSITIVE_INFINITY };
  /** What is being read was asked for before the machine slept. */
  let isOld = false;
  return {
    is: (): boolean => isAbreast,
    read: (): void => void (readAt = moment()),
    /** What is read from here on is new. */
    begin: (): void => void (isOld = false),
    catchUp(): void {
      if (isAbreast || isOld) return;
      isAbreast = true;
      caughtUp();
    },
    /** There was no network. False where that was too short to matter. */
    fallBack(): boolean {
      if (!mayWait() || (readAt !== null && since(readAt) < LATELY)) return false;
      isAbreast = false;
      return true;
    },
    /** A sign of life, the next one of which comes within so many ms. True where it is so late that the machine slept. */
    slept(within = seen.within): boolean {
      const isLate = since(seen.at) > seen.within + LATE;
      seen = { at: moment(), within };
      if (!isLate || !mayWait()) return false;
      isAbreast = false;
      isOld = true;
      return true;
    },
  };
}
