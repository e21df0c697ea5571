import { CHINA_TIME, LAST_TIME } from '../../src-shared/domain/china-time.ts';

/** As the account's calendar has it. One wrong time must not break a whole room: one that no calendar has is shown as the nearest. */
const shown = (at: number): string => new Date(Math.max(0, Math.min(at || 0, LAST_TIME)) + CHINA_TIME).toISOString();

/** 10:32:07, as the reports count hours; `at` is UTC ms. */
export const clockTime = (at: number): string => shown(at).slice(11, 19);

/** 10:32 */
export const minuteTime = (at: number): string => clockTime(at).slice(0, 5);

/** 2026-11-24 */
export const calendarDay = (at: number): string => shown(at).slice(0, 10);

/** 2026-11-24 09:30:05 */
export const dateTime = (at: number): string => `${calendarDay(at)} ${clockTime(at)}`;

/** 09:12 today, 11-23 09:12 on another day: as much as a packer needs to know. */
export function shortTime(at: number, now: number): string {
  const time = minuteTime(at);
  return calendarDay(at) === calendarDay(now) ? time : `${calendarDay(at).slice(5)} ${time}`;
}

/** 1 284, with thin spaces as in amounts of money. */
export const groupedCount = (count: number): string => count.toString().replace(/\B(?=(\d{3})+$)/g, '\u2009');
