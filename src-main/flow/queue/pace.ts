import type { StandsStill } from '../../../src-shared/domain/work.ts';
import { createBreaker } from './breaker.ts';
import type { Called } from './called.ts';
import { createRate, type Limits } from './rate.ts';
import type { Claim } from './claim.ts';
import { TAKEN_ON, type Outcome } from './task.ts';

/** Why a call came to nothing that would keep every other from its work as well. */
const FAILING = ['offline', 'unsafe', 'refused', 'stopped'] as const satisfies readonly StandsStill[];
type Failing = (typeof FAILING)[number];

/** How many calls of a provider may start now: by its rate, its Retry-After, and whether it answers at all. */
export function createPace(now: () => number, random: () => number) {
  const fresh = () => ({ rate: createRate(now), breaker: createBreaker(now, random), rest: { until: 0, why: 'limited' as 'limited' | 'clock' }, failing: 'offline' as Failing });
  const all = new Map<Called, ReturnType<typeof fresh>>();
  let heldUntil = 0;
  const of = (called: Called): ReturnType<typeof fresh> => {
    const known = all.get(called) ?? fresh();
    all.set(called, known);
    return known;
  };
  /** While it is half open one call may try; all others stand still. */
  const standsStill = (called: Called): StandsStill | null => {
    const { breaker, rest, failing } = of(called);
    if (heldUntil > now()) return 'retry';
    if (rest.until > now()) return rest.why;
    return breaker.state() === 'closed' ? null : failing;
  };
  /** Nobody is called, nor anything more of what is under way: by a Retry-After, or a hold. */
  const rests = (called: Called): boolean => Math.max(heldUntil, of(called).rest.until) > now();
  return {
    rests,
    /** Calls that may be under way at once. */
    places: (called: Called, limits: Limits): number => (rests(called) ? 0 : { closed: limits.concurrency, 'half-open': 1, open: 0 }[of(called).breaker.state()]),
    /** Calls that the rate allows right now. */
    allowance: (called: Called, limits: Limits): number => of(called).rate.allowance(limits),
    /** ms until another one may start; places that are taken are not counted. */
    nextIn: (called: Called, limits: Limits): number => Math.max(of(called).rate.nextIn(limits), of(called).breaker.nextIn(), of(called).rest.until - now(), heldUntil - now()),
    started: (called: Called, limits: Limits): void => of(called).rate.started(limits),
    /** One more request of what is under way takes its place at the rate, before whatever has not begun. Returns the ms until it may leave. */
    further(called: Called, limits: Limits): number {
      const { rate } = of(called);
      const wait = rate.nextIn(limits);
      rate.started(limits);
      return wait;
    },
    /** What an outcome says of the provider, apart from its job. */
    heard(called: Called, { purpose }: Pick<Claim, 'purpose'>, outcome: Outcome): void {
      const known = of(called);
      const failed = (why: Failing): void => {
        known.failing = why;
        known.breaker.failed();
      };
      const why = outcome.kind === 'later' ? FAILING.find((one) => one === outcome.why) : undefined;
      if (why) return failed(why);
      // A look-up that finds nothing out may well be answered. One that is told of nothing says that the provider is there, not that it does its work: calls
      // that fail in between would never be failures in a row.
      if (outcome.kind === 'absent') return;
      if (outcome.kind === 'unknown') return purpose === 'look-up' ? undefined : outcome.about === TAKEN_ON ? known.breaker.answered() : failed('offline');
      // Each that is called now would be refused as well, and be a click for a person.
      if (outcome.kind === 'refused' && outcome.ofAll) return purpose === 'look-up' ? undefined : failed('refused');
      known.breaker.answered();
      if (outcome.kind !== 'later' || outcome.after === null) return;
      // What is refused for its time would be refused of every job, as what comes too fast.
      const until = now() + outcome.after;
      if ((outcome.why === 'limited' || outcome.why === 'clock') && until > known.rest.until) known.rest = { until, why: outcome.why };
    },
    /** For so many ms nobody is called, whoever it is. */
    hold: (ms: number): void => void (heldUntil = now() + ms),
    /** Another provider does this service: what is known of the one before says nothing of it. */
    anew: (called: Called): void => void all.delete(called),
    /** Of one, or of all. */
    tryNow: (called?: Called): void => all.forEach(({ breaker }, each) => called === undefined || each === called ? breaker.tryNow() : undefined),
    standsStill,
  };
}

export type Pace = ReturnType<typeof createPace>;
