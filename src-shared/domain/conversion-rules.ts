import type { ConversionRule } from '../contract/stores.ts';

type From = ConversionRule['from'];

/** Every parcel that fits `inner` fits `outer` too. */
const covers = (outer: From, inner: From): boolean =>
  (outer.platform === undefined || outer.platform === inner.platform) && (outer.courier === undefined || outer.courier === inner.courier) && (outer.prefix === undefined || (inner.prefix ?? '').startsWith(outer.prefix));

/** The rule before the nth that takes all of its parcels, so that it never decides; null where there is none. */
export function coveredBy(rules: readonly ConversionRule[], at: number): number | null {
  const before = rules.slice(0, at).findIndex(({ from }) => covers(from, (rules[at] as ConversionRule).from));
  return before < 0 ? null : before;
}

/** Two rules of the same parcels: the later one could never decide. */
export const isDoubled = (rules: readonly ConversionRule[]): boolean => rules.some(({ from }, at) => rules.slice(0, at).some((before) => covers(before.from, from) && covers(from, before.from)));
