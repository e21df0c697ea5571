import type { Told } from './day.ts';
import type { Invariant } from './view.ts';

/** One seed as one JSON line. */
export function lineOf(told: Told): string {
  return JSON.stringify({ ...told, violations: told.violations.slice(0, 3), history: undefined });
}

/** By what broke first: what follows it may be anything. */
export const breaksOneOf = (invariants: readonly Invariant[], { violations: [first] }: Pick<Told, 'violations'>): boolean => first !== undefined && invariants.includes(first.invariant);
