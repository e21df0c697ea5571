/** `Date` has whole seconds: it may be so much behind the moment it was written. */
const SECOND = 1_000;
const DAY = 86_400_000;
/** A `Date` outside these is not heard: no account API answered before them, and none is asked by this program after them. */
const EARLIEST = Date.UTC(2024, 0);
const LATEST = Date.UTC(2100, 0);
/** So long the API must go on saying what no other clock says, ms of ticks: one server of many, or one that has just started, may be wrong for a moment. */
const REPEATED = 600_000;
/** So long where it is followed without being believed: a single answer must not borrow another lease, nor at the beginning of a run make an ended one spendable. */
const SAID_AGAIN = 10_000;

type Moment = { readonly at: number; readonly ticks: number };

/**
 * Server time on a machine whose clock may be hours off (money.md, hole 8). Between two answers of the API time runs by
 * `ticks`, a clock that nobody can set, or by the machine's clock where that is ahead (a machine that slept); setting it
 * back is ignored, setting it forward only blocks new spending. The API's word ends every doubt, backwards too: a time
 * that stood still until the truth caught up would stop retries, signatures and renewals for hours.
 *
 * A day more or less is the API's to say at once, and more than that where this machine's clock says the same (a machine that slept). Forwards it is
 * followed at once too, which only blocks spending. Before it has told the time in this run it is followed backwards as soon as it has said the same for ten seconds, unless that is
 * before what it told an earlier run: the machine's clock was wrong, and so is what was written by it. Otherwise it has to say so for ten minutes.
 * What can't be made good goes by `told`: the API's word and ticks alone, whatever the machine's clock says.
 */
export function createClock(wall: () => number, lastKnown: number, ticks: () => number = () => performance.now()) {
  let offset = 0;
  let followed: boolean | null = null;
  let known: Moment = { at: lastKnown, ticks: ticks() };
  /** The latest time that a database knew, by whatever clock, and the latest that the API had told it. */
  let stored = lastKnown;
  let toldBefore = 0;
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
    /**
     * No earlier than this: the last time a database knows, and the last that the API told it. The API's word counts more. Returns by how many ms what the
     * database knows is ahead of it: 0 almost always.
     */
    notBefore(at: number, toldThen = 0): number {
      stored = Math.max(stored, at);
      toldBefore = Math.max(toldBefore, toldThen);
      if (followed) return Math.max(0, at - now());
      if (at > now()) known = { at, ticks: ticks() };
      return 0;
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
      const isAgreed = claim === null || isAbout(wall()) || (told !== null && isAbout(wall() + offset));
      const isSaidAgain = claim !== null && ticks() - claim.ticks >= SAID_AGAIN;
      // A database that knows of nothing has no lease that could have ended.
      const isFirst = told === null && (date + DAY >= before || stored === 0 || (isSaidAgain && date + DAY >= toldBefore));
      // It slept, and its clock was set back meanwhile: only the API knows for how long.
      const isLater = date >= before;
      followed = isAgreed || ((isFirst || isLater) && isSaidAgain);
      if (claim === null) told = { at: date, ticks: ticks() };
      if (!isAgreed && !isFirst && !isLater) return 0;
      const right = Math.min(Math.max(before, date), latest);
      const seen = right - wall();
      if (Math.abs(seen - offset) > SECOND / 2) offset = seen;
      if (Math.abs(right - before) <= SECOND / 2) return 0;
      known = { at: right, ticks: ticks() };
      return Math.max(0, before - now());
    },
    /** From here on another account API has the word: what was heard and kept of this one counts no more. */
    forget(): void {
      [told, claim, followed] = [null, null, null];
      [stored, toldBefore, offset] = [0, 0, 0];
      known = { at: 0, ticks: ticks() };
    },
    /** No later than it is for the account API; null before it has spoken in this run, and while its word is in doubt. */
    told: (): number | null => (told === null || claim !== null ? null : Math.floor(since(told))),
    /** Time goes by what the API said last, and not by a single answer against every other clock; null before it has spoken in this run. */
    followed: (): boolean | null => followed,
    /** The API contradicts everything that is known here, and whose clock is wrong is still to be seen. */
    isDoubted: (): boolean => followed === false,
    offset: (): number => Math.round(offset),
  };
}
export type Clock = ReturnType<typeof createClock>;
