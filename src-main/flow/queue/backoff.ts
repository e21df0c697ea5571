const FIRST = 1_000;
const CEILING = 300_000;

/** Exponential with full jitter, in ms: 0 to min(5 min, 1 s x 2^n). `random` is 0 to 1. Source: AWS, Exponential Backoff and Jitter. */
export function backoff(attempts: number, random: number): number {
  return Math.round(random * Math.min(CEILING, FIRST * 2 ** Math.min(attempts, 20)));
}
