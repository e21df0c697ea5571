/** 10:32:07 of the machine's time zone; `at` is UTC ms. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** 2026-11-24 */
export function calendarDay(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** 2026-11-24 09:30:05 */
export const dateTime = (at: number): string => `${calendarDay(at)} ${clockTime(at)}`;

/** 09:12 today, 11-23 09:12 on another day: as much as a packer needs to know. */
export function shortTime(at: number, now: number): string {
  const time = clockTime(at).slice(0, 5);
  return calendarDay(at) === calendarDay(now) ? time : `${calendarDay(at).slice(5)} ${time}`;
}

/** 1 284, with thin spaces as in amounts of money. */
export const groupedCount = (count: number): string => count.toString().replace(/\B(?=(\d{3})+$)/g, '\u2009');

const two = (value: number): string => value.toString().padStart(2, '0');
