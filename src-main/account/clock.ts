/**
 * Server time on a machine whose clock may be hours off: the machine's clock corrected by the API's `Date`, never
 * going back, and never before the last time that the database knows (money.md, hole 8).
 */
export function createClock(wall: () => number, lastKnown: number) {
  let offset: number | null = null;
  let latest = lastKnown;
  return {
    now(): number {
      latest = Math.max(latest, wall() + (offset ?? 0));
      return latest;
    },
    /** `Date` has whole seconds, so a smaller difference is no news. */
    heard(date: number): void {
      const seen = date - wall();
      if (offset === null ? Math.abs(seen) > 1_500 : Math.abs(seen - offset) > 1_500) offset = seen;
      else offset ??= 0;
    },
    offset: (): number => offset ?? 0,
  };
}
export type Clock = ReturnType<typeof createClock>;
