export type Limits = { readonly perSecond: number; readonly concurrency: number };

/**
 * A provider's calls per second, as a bucket that holds one second of them. In memory on purpose: after a restart a
 * second's allowance is all there is to lose. `now` is ms of a clock that nobody sets. What takes a place before it is there makes the next one wait the longer.
 */
export function createRate(now: () => number) {
  let tokens: number | null = null;
  let at = now();
  const fill = (perSecond: number): number => {
    const time = now();
    // Below one call a second, one still has to come together some time.
    const most = Math.max(1, perSecond);
    tokens = Math.min(most, (tokens ?? most) + (Math.max(0, time - at) * perSecond) / 1000);
    at = time;
    return tokens;
  };
  return {
    /** Calls that may start right now. */
    allowance: ({ perSecond }: Limits): number => Math.floor(fill(perSecond)),
    /** ms until the next one may start. */
    nextIn: ({ perSecond }: Limits): number => {
      const missing = 1 - fill(perSecond);
      return missing <= 0 ? 0 : Math.ceil((missing * 1000) / perSecond);
    },
    started: ({ perSecond }: Limits): void => void (tokens = fill(perSecond) - 1),
  };
}
