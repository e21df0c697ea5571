const FIRST_WAIT = 4_000;
const LONGEST_WAIT = 60_000;

/** When money may be asked for: each request is an entry of the journal for good, so that after one that brought nothing there is time until the next, twice as much each time. */
export function createAsking() {
  let inVain = 0;
  /** By `performance.now()`. */
  let nextAt = 0;
  return {
    may: (): boolean => performance.now() >= nextAt,
    /** A request is made; until it has brought something it counts as in vain. */
    asked(): void {
      nextAt = performance.now() + Math.min(FIRST_WAIT * 2 ** inVain, LONGEST_WAIT);
      inVain += 1;
    },
    anew(): void {
      inVain = 0;
      nextAt = 0;
    },
  };
}
export type Asking = ReturnType<typeof createAsking>;
