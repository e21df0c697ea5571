/** ms within which nothing can have been called back that is not heard by the next round anyway. */
const LATELY = 4_000;

/**
 * Whether it is known what was called back before this start, or while there was no network; work waits until it is. `caughtUp`: it has been heard, or can't
 * be for now.
 */
export function createAbreast(caughtUp: () => void) {
  let isAbreast = false;
  /** By `performance.now()`. */
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    is: (): boolean => isAbreast,
    read: (): void => void (readAt = performance.now()),
    catchUp(): void {
      if (isAbreast) return;
      isAbreast = true;
      caughtUp();
    },
    /** There was no network. False where that was too short to matter. */
    fallBack(): boolean {
      if (performance.now() - readAt < LATELY) return false;
      isAbreast = false;
      return true;
    },
  };
}
