import type { SendCount } from '../../../src-shared/bridge/views.ts';

/** A working day from 8 to 20, stretched to whatever hours something left or was finished in; hours in which no parcel left are 0. */
export function hoursOfDay(counts: readonly SendCount[]): readonly { readonly hour: number; readonly parcels: number }[] {
  const known = new Map(counts.map((count) => [Number(count.key), count.parcels]));
  const first = Math.min(8, ...known.keys());
  const last = Math.max(20, ...known.keys());
  return Array.from({ length: last - first + 1 }, (_, at) => ({ hour: first + at, parcels: known.get(first + at) ?? 0 }));
}
