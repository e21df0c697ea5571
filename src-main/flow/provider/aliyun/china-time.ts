import { CHINA_TIME } from '../../../../src-shared/domain/china-time.ts';

/** Aliyun's APIs count in UTC+8 wherever they take or give a time without a zone. */
const shifted = (at: number): string => new Date(at + CHINA_TIME).toISOString();

/** `2026-11-24 12:00:00` of UTC ms. */
export const chinaTime = (at: number): string => shifted(at).slice(0, 19).replace('T', ' ');

/** `20261124` of UTC ms. */
export const chinaDay = (at: number): string => shifted(at).slice(0, 10).replaceAll('-', '');

/** UTC ms of `2026-11-24 12:00:00`; null for anything else. */
export function fromChinaTime(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at - CHINA_TIME;
}
