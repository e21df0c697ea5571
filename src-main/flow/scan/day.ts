/** The account's time zone is UTC+8 all year; a day's counts must not depend on this machine's setting. */
const ZONE = 8 * 3_600_000;

/** 2026-11-24, of a UTC time in ms. */
export function dayOf(at: number): string {
  return new Date(at + ZONE).toISOString().slice(0, 10);
}

/** Start and end (exclusive) of a day in UTC ms. */
export function daySpan(day: string): { readonly from: number; readonly to: number } {
  const from = Date.parse(`${day}T00:00:00Z`) - ZONE;
  return { from, to: from + 86_400_000 };
}
