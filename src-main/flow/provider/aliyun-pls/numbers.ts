import { createHash } from 'node:crypto';

/** So many numbers are tried for one parcel, and asked about. */
const TRIES = 5;

/**
 * The numbers of the pool that a parcel may be bound to, the same ones in the same order on every attempt and every
 * station, whatever joins or leaves the pool beside them: so a binding whose answer was lost is found where it must be,
 * and binding it again meets itself.
 */
export function numbersFor(key: string, pool: readonly string[]): string[] {
  const rank = (number: string): string => createHash('sha256').update(`${key}\n${number}`).digest('hex');
  return [...new Set(pool)].map((number) => ({ number, rank: rank(number) })).sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, TRIES).map(({ number }) => number);
}
