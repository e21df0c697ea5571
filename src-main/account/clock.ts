/** `Date` has whole seconds: it may be so much behind the moment it was written. */
const SECOND = 1_000;
const DAY = 86_400_000;
/** A `Date` outside these is not heard: no account API answered before them, and none is asked by this program after them. */
const EARLIEST = Date.UTC(2024, 0);
const LATEST = Date.UTC(2100, 0);
/** So long the API must go on saying what no other clock says, ms of ticks: one server of many, or one that has just started, may be wrong for a moment. */
const REPEATED = 600_000;

type Moment = { readonly at: number; readonly ticks: number };

/**
 * Server time on a machine whose clock may be hours off (money.md, hole 8). Between two answers of the API time runs by
 * `ticks`, a clock that nobody can set, or by the machine's clock where that is ahead (a machine that slept); setting it
 * back is ignored, setting it forward only blocks new spending. The API's word ends every doubt, backwards too: a time
 * that stood still until the truth caught up would stop retries, signatures and renewals for hours.
 *
 * A day more or less is the API's to say at once. More than that it says at once too where this machine's clock says the same (a machine
 * that slept), or where it is the first to speak in this run and the database knows of nothing later; otherwise it has to say so for a while.
 * What can't be made good goes by `told`: the API's word and ticks alone, whatever the machine's clock says.
 */
export function createClock(wall: () => number, lastKnown: number, ticks: () => number = () => performance.now()) {
  let offset = 0;
  let heardOnce = false;
  let known: Moment = { at: lastKnown, ticks: ticks() };
  /** The latest time that a database knew. */
  let stored = lastKnown;
  let told: Moment | null = null;
  /** Since when the API says what no other clock says. */
  let claim: Moment | null = null;
  const since = ({ at, ticks: then }: Moment): number => at + Math.max(0, ticks() - then);
  const now = (): number => {
    const at = ticks();
    known = { at: Math.max(known.at + Math.max(0, at - known.ticks), wall() + offset), ticks: at };
    return Math.floor(known.at);
  };
  return {
    now,
    /** No earlier than this: the last time a database knows. The API's word counts more. */
    notBefore(at: number): void {
      stored = Math.max(stored, at);
      if (!heardOnce && at > now()) known = { at, ticks: ticks() };
    },
    /**
     * `date` of an answer that took `took` ms. Returns by how many ms time went back: 0 almost always. Then it
     * goes to the later end of what a slow answer can mean: a lease must not seem to have longer to go than it has.
     */
    heard(date: number, took = 0): number {
      if (date < EARLIEST || date > LATEST) return 0;
      const before = now();
      const latest = date + SECOND + took;
      const isAbout = (at: number): boolean => at >= date - DAY && at <= latest + DAY;
      const isUsual = told ? isAbout(since(told)) : isAbout(wall());
      if (isUsual) claim = null;
      else if (claim === null || !isAbout(since(claim))) claim = { at: date, ticks: ticks() };
      else if (ticks() - claim.ticks >= REPEATED) claim = null;
      const isFirst = told === null && date + DAY >= stored;
      const isBelieved = claim === null || isFirst || isAbout(wall()) || (told !== null && isAbout(wall() + offset));
      if (claim === null) told = { at: date, ticks: ticks() };
      if (!isBelieved) return 0;
      const right = Math.min(Math.max(before, date), latest);
      heardOnce = true;
      const seen = right - wall();
      if (Math.abs(seen - offset) > SECOND / 2) offset = seen;
      if (Math.abs(right - before) <= SECOND / 2) return 0;
      known = { at: right, ticks: ticks() };
      return Math.max(0, before - now());
    },
    /** No later than it is for the account API; null before it has spoken in this run, and while its word is in doubt. */
    told: (): number | null => (told === null || claim !== null ? null : Math.floor(since(told))),
    offset: (): number => Math.round(offset),
  };
}
export type Clock = ReturnType<typeof createClock>;
