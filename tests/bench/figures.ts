export type Spread = { readonly p50: number; readonly p99: number; readonly count: number };

/** ms, to three decimals. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** One line of the bench: what was measured, beside the baseline of the same run, and what is expected of it. */
export type Figure = {
  readonly name: string;
  readonly unit: 'ms';
  readonly ours: Spread;
  readonly baseline: Spread;
  readonly baselineIs: string;
  readonly ratio: { readonly p50: number; readonly p99: number };
  readonly expected: string;
  readonly met: boolean;
};

export function figure(given: Omit<Figure, 'ratio' | 'unit'>): Figure {
  const { ours, baseline } = given;
  return { ...given, unit: 'ms', ratio: { p50: round(ours.p50 / baseline.p50), p99: round(ours.p99 / baseline.p99) } };
}
