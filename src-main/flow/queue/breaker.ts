const FAILURES_UNTIL_OPEN = 5;
const FIRST_REST = 1_000;
const LONGEST_REST = 60_000;

/**
 * Leaves a provider in peace that does not answer: after five failures in a row nothing is called for up to a second, then one
 * call tries (half open); every trial that fails doubles the rest, up to a minute with half of it by chance. In memory:
 * after a restart a few calls find out again, and each of them is an attempt in the database like any other.
 * Of a library's breaker there would be no use: it decides at the call, and here the claim that comes before is durable.
 */
export function createBreaker(now: () => number, random: () => number) {
  let failures = 0;
  let rests = 0;
  let openUntil: number | null = null;
  return {
    state: (): 'closed' | 'open' | 'half-open' => (openUntil === null ? 'closed' : now() < openUntil ? 'open' : 'half-open'),
    /** ms until it may be tried. */
    nextIn: (): number => Math.max(0, (openUntil ?? 0) - now()),
    answered(): void {
      failures = 0;
      rests = 0;
      openUntil = null;
    },
    failed(): void {
      failures += 1;
      // Calls that began before it opened say nothing new.
      if (failures < FAILURES_UNTIL_OPEN || this.nextIn() > 0) return;
      const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** rests);
      openUntil = now() + rest * (0.5 + random() / 2);
      rests += 1;
    },
    /** Something says that it may be back: a network, for one. */
    tryNow: (): void => void (openUntil = openUntil === null ? null : Math.min(openUntil, now())),
  };
}
