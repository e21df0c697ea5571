import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';

/** `2026-11-24 12:00:00` in UTC+8 of UTC ms, and back: Aliyun's APIs write times so. */
export const aliyunTime = (at: number): string => new Date(at + CHINA_TIME).toISOString().replace('T', ' ').slice(0, 19);

/** NaN for what is no such time. */
export const fromAliyunTime = (text: string): number => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN);
