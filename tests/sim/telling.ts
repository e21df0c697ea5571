import type { Told } from './day.ts';

/** One seed as one JSON line. */
export function lineOf(told: Told): string {
  return JSON.stringify({ ...told, violations: told.violations.slice(0, 3), history: undefined });
}
