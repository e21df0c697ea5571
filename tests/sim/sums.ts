import type { Told } from './day.ts';

/** What many days come to. */
export type Sum = {
  seeds: number; steps: number; scans: number; requests: number;
  faults: Record<string, number>; excluded: Record<string, number>; jobs: Record<string, number>;
  longestHealing: number; failed: number[];
  /** Of all days, in whatever order they were played. */
  digest: string;
};

export const nothing = (): Sum => ({ seeds: 0, steps: 0, scans: 0, requests: 0, faults: {}, excluded: {}, jobs: {}, longestHealing: 0, failed: [], digest: '0' });

export function sumOf(told: Told): Sum {
  const { steps, scans, requests, faults, excluded, jobs, healed, violations, seed, digest } = told;
  return { seeds: 1, steps, scans, requests, faults, excluded, jobs, longestHealing: healed, failed: violations.length > 0 ? [seed] : [], digest };
}

export function add(to: Sum, more: Sum): void {
  for (const figure of ['seeds', 'steps', 'scans', 'requests'] as const) to[figure] += more[figure];
  for (const counts of ['faults', 'excluded', 'jobs'] as const) {
    for (const [kind, n] of Object.entries(more[counts])) to[counts][kind] = (to[counts][kind] ?? 0) + n;
    // The same whoever played which seeds.
    to[counts] = Object.fromEntries(Object.entries(to[counts]).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  to.longestHealing = Math.max(to.longestHealing, more.longestHealing);
  to.digest = (BigInt(`0x${to.digest}`) ^ BigInt(`0x${more.digest}`)).toString(16);
  to.failed.push(...more.failed);
  to.failed.sort((a, b) => a - b);
}
