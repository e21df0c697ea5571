/** `Date` has whole seconds: it may be so much behind the moment it was written. */
const SECOND = 1_000;

/**
 * Server time on a machine whose clock may be hours off (money.md, hole 8). Between two answers of the API time runs by
 * `ticks`, a clock that nobody can set, or by the machine's clock where that is ahead (a machine that slept); setting it
 * back is ignored, setting it forward only blocks new spending. The API's word ends every doubt, backwards too: a time
 * that stood still until the truth caught up would stop retries, signatures and renewals for hours.
 */
export function createClock(wall: () => number, lastKnown: number, ticks: () => number = () => performance.now()) {
  let offset = 0;
  let heardOnce = false;
  let known = { at: lastKnown, ticks: ticks() };
  const now = (): number => {
    const at = ticks();
    known = { at: Math.max(known.at + Math.max(0, at - known.ticks), wall() + offset), ticks: at };
    return Math.floor(known.at);
  };
  return {
    now,
    /** No earlier than this: the last time a database knows. The API's word counts more. */
    notBefore(at: number): void {
      if (!heardOnce && at > now()) known = { at, ticks: ticks() };
    },
    /**
     * `date` of an answer that took `took` ms. Returns by how many ms time went back: 0 almost always. Then it
     * goes to the later end of what a slow answer can mean: a lease must not seem to have longer to go than it has.
     */
    heard(date: number, took = 0): number {
      const before = now();
      const latest = date + SECOND + took;
      const right = Math.min(Math.max(before, date), latest);
      heardOnce = true;
      const seen = right - wall();
      if (Math.abs(seen - offset) > SECOND / 2) offset = seen;
      if (Math.abs(right - before) <= SECOND / 2) return 0;
      known = { at: right, ticks: ticks() };
      return Math.max(0, before - now());
    },
    offset: (): number => Math.round(offset),
  };
}
export type Clock = ReturnType<typeof createClock>;
