import type { SendCount } from '../../../src-shared/bridge/views.ts';

/** A working day from 8 to 20, stretched to whatever hours something was sent in; hours without a send are 0. */
export function hoursOfDay(counts: readonly SendCount[]): readonly { readonly hour: number; readonly count: number }[] {
  const known = new Map(counts.map((count) => [Number(count.key), count.count]));
  const first = Math.min(8, ...known.keys());
  const last = Math.max(20, ...known.keys());
  return Array.from({ length: last - first + 1 }, (_, at) => ({ hour: first + at, count: known.get(first + at) ?? 0 }));
}
