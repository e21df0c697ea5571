/** What was measured of one thing, by name: `p50`, `p99`, `max` of times, or `rate`. */
export type Numbers = Readonly<Record<string, number>>;

/** ms, to three decimals. */
export function spread(times: readonly number[]): { readonly p50: number; readonly p99: number; readonly max: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** So many in so many ms, per second. */
export function rate(count: number, ms: number): { readonly rate: number } {
  return { rate: round((count * 1000) / ms) };
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** What a figure stands beside, measured in the same run. `ratio` is ours divided by it, for each number of the same name. */
type Baseline = { readonly is: string; readonly numbers: Numbers; readonly ratio: Numbers };

/** One line of the bench: what was measured, beside the baselines of the same run, and what is expected of it. */
export type Figure = {
  readonly name: string;
  readonly unit: 'ms' | 'per second' | 'MiB' | '%';
  readonly ours: Numbers;
  /** How many were measured. */
  readonly count: number;
  readonly baselines: readonly Baseline[];
  readonly expected: string;
  readonly met: boolean;
};

export function figure(given: Omit<Figure, 'baselines'> & { readonly baselines: readonly Omit<Baseline, 'ratio'>[] }): Figure {
  const { ours } = given;
  const ratio = (numbers: Numbers): Numbers =>
    Object.fromEntries(Object.entries(numbers).flatMap(([name, value]) => (ours[name] === undefined ? [] : [[name, round(ours[name] / value)]])));
  return { ...given, baselines: given.baselines.map(({ is, numbers }) => ({ is, numbers, ratio: ratio(numbers) })) };
}
