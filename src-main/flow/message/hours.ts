import type { Hours } from '../../../src-shared/contract/templates.ts';
import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** When a message may go out, UTC ms: `at` itself inside the permitted hours, otherwise their next beginning. Null where no minute is permitted. */
export function permittedFrom(at: number, hours: Hours): number | null {
  if (hours === null) return at;
  const { from, to } = hours;
  if (from === to) return null;
  const midnight = Math.floor((at + CHINA_TIME) / DAY) * DAY - CHINA_TIME;
  const minute = Math.floor((at - midnight) / MINUTE);
  const inside = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (inside) return at;
  const today = midnight + from * MINUTE;
  return today > at ? today : today + DAY;
}
