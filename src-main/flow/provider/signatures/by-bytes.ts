/**
 * Order of names: by the bytes of their UTF-8, which for ASCII names is the "ASCII order" of the vendors' documents.
 * Never by locale: that would put `Action` after `access` on one machine and before it on another.
 */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export type Pair = readonly [name: string, value: string];

/** Sorted by name, then by value. */
export const sortedPairs = (pairs: Iterable<Pair>): Pair[] => [...pairs].sort((a, b) => byBytes(a[0], b[0]) || byBytes(a[1], b[1]));
