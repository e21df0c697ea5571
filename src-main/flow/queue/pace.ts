import type { JobKind } from '../../../src-shared/domain/work.ts';

export type Limits = { readonly perSecond: number; readonly concurrency: number };

/**
 * How many calls of a kind may start now: its provider's rate, and one probe at a time while the provider can't be
 * reached. In memory on purpose: after a restart a second's allowance is all there is to lose.
 */
export function createPace(now: () => number) {
  const kinds = new Map<JobKind, { tokens: number; at: number; failing: boolean }>();
  const of = (kind: JobKind, perSecond: number) => {
    const at = now();
    // Below one call a second, one still has to come together some time.
    const most = Math.max(1, perSecond);
    const known = kinds.get(kind) ?? { tokens: most, at, failing: false };
    known.tokens = Math.min(most, known.tokens + (Math.max(0, at - known.at) * perSecond) / 1000);
    known.at = at;
    kinds.set(kind, known);
    return known;
  };
  return {
    /** Calls under way at once: 1 while failing. */
    places(kind: JobKind, limits: Limits): number {
      const known = of(kind, limits.perSecond);
      return known.failing ? 1 : limits.concurrency;
    },
    /** Calls that the rate allows right now. */
    allowance: (kind: JobKind, limits: Limits): number => Math.floor(of(kind, limits.perSecond).tokens),
    started: (kind: JobKind, limits: Limits): void => void (of(kind, limits.perSecond).tokens -= 1),
    reached(kind: JobKind, yes: boolean): void {
      const known = kinds.get(kind);
      if (known) known.failing = !yes;
    },
  };
}
export type Pace = ReturnType<typeof createPace>;
