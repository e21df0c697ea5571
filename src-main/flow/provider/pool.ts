import { createHash } from 'node:crypto';

/** So many numbers of a pool are asked about: one that has grown since may have put others before those that were tried. */
export const ASKED = 40;

/**
 * The first `most` of the pool's numbers that a parcel may be bound to, the same ones in the same order on every attempt and every
 * station, but for what joins or leaves the pool: so a binding whose answer was lost is found where it must be,
 * and binding it again meets itself.
 */
export function numbersFor(key: string, pool: readonly string[], most: number): string[] {
  const rank = (number: string): string => createHash('sha256').update(`${key}\n${number}`).digest('hex');
  return [...new Set(pool)].map((number) => ({ number, rank: rank(number) })).sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, most).map(({ number }) => number);
}
