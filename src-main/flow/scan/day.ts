import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';

/** 2026-11-24, of a UTC time in ms. */
export function dayOf(at: number): string {
  return new Date(at + CHINA_TIME).toISOString().slice(0, 10);
}

/** Start and end (exclusive) of a day in UTC ms. */
export function daySpan(day: string): { readonly from: number; readonly to: number } {
  const from = Date.parse(`${day}T00:00:00Z`) - CHINA_TIME;
  return { from, to: from + 86_400_000 };
}
