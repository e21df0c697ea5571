import { JOB_KINDS, type JobKind, type StandsStill } from '../../../src-shared/domain/work.ts';
import { createBreaker } from './breaker.ts';
import { createRate, type Limits } from './rate.ts';
import type { Claim } from './claim.ts';
import type { Outcome } from './task.ts';

/** How many calls of a kind may start now: by its provider's rate, its Retry-After, and whether it answers at all. */
export function createPace(now: () => number, random: () => number) {
  const fresh = () => ({ rate: createRate(now), breaker: createBreaker(now, random), limitedUntil: 0, failing: 'offline' as 'offline' | 'unsafe' });
  const kinds = new Map(JOB_KINDS.map((kind) => [kind, fresh()]));
  const of = (kind: JobKind) => kinds.get(kind) as ReturnType<typeof fresh>;
  const standsStill = (kind: JobKind): StandsStill | null => {
    const { breaker, limitedUntil, failing } = of(kind);
    if (breaker.state() === 'open') return failing;
    return limitedUntil > now() ? 'limited' : null;
  };
  return {
    /** Calls that may be under way at once. */
    places(kind: JobKind, limits: Limits): number {
      if (standsStill(kind) !== null) return 0;
      return of(kind).breaker.state() === 'half-open' ? 1 : limits.concurrency;
    },
    /** Calls that the rate allows right now. */
    allowance: (kind: JobKind, limits: Limits): number => of(kind).rate.allowance(limits),
    /** ms until another one may start; places that are taken are not counted. */
    nextIn: (kind: JobKind, limits: Limits): number => Math.max(of(kind).rate.nextIn(limits), of(kind).breaker.nextIn(), of(kind).limitedUntil - now()),
    started: (kind: JobKind, limits: Limits): void => of(kind).rate.started(limits),
    /** What an outcome says of the provider, apart from its job. */
    heard({ job, purpose }: Pick<Claim, 'job' | 'purpose'>, outcome: Outcome): void {
      const known = of(job.kind);
      known.failing = outcome.kind === 'later' && outcome.why === 'unsafe' ? 'unsafe' : 'offline';
      if (outcome.kind === 'later' && (outcome.why === 'offline' || outcome.why === 'unsafe')) return known.breaker.failed();
      // A look-up that finds nothing out may well be answered.
      if (outcome.kind === 'unknown') return purpose === 'call' ? known.breaker.failed() : undefined;
      known.breaker.answered();
      if (outcome.kind === 'later' && outcome.why === 'limited' && outcome.after !== null) known.limitedUntil = Math.max(known.limitedUntil, now() + outcome.after);
    },
    /** Another provider does this kind of work: what is known of the one before says nothing of it. */
    anew: (kind: JobKind): void => void kinds.set(kind, fresh()),
    tryNow: (): void => kinds.forEach(({ breaker }) => breaker.tryNow()),
    standsStill,
  };
}
export type Pace = ReturnType<typeof createPace>;
