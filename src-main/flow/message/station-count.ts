import type { Store } from '../../store/store.ts';

/** `n`: so many, where it is exact; otherwise no more than so many. `oldest`: when the first of them was called, UTC ms. */
type Known = { readonly n: number; readonly isExact: boolean; readonly oldest: number | null; readonly at: number; readonly undone: number };

/**
 * A station's own messages within a time, beside the platform's limit. There may be thousands, and a claim looks for each message that it may call: they are
 * counted where a look could reach the limit, and after that when the oldest has left, one came to nothing, or a transaction was undone.
 */
export function stationCount(store: Pick<Store, 'undone'>, count: (since: number) => { readonly n: number; readonly oldest: number | null }, within: number) {
  let known: Known | null = null;
  const decides = ({ n, isExact, oldest, at, undone }: Known, now: number, most: number): boolean =>
    undone === store.undone() && at <= now && (n < most || (isExact && oldest !== null && oldest + within > now));

  return {
    /** Before this look: exact where it is `most` or more. `freeAt`: when the oldest leaves. */
    look(now: number, most: number): { readonly n: number; readonly freeAt: number | null } {
      const before = known && decides(known, now, most) ? known : { ...count(now - within), isExact: true, at: now, undone: store.undone() };
      // It may be called now.
      known = before.n < most ? { ...before, n: before.n + 1, isExact: false } : before;
      return { n: before.n, freeAt: before.oldest === null ? null : before.oldest + within };
    },
    /** There may be others than is known: a call came to nothing, or nobody looked before one. */
    anew: (): void => void (known = null),
  };
}
