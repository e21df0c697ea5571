import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { pausedText } from '../../../src-renderer/app/paused-text.ts';
import en from '../../../src-renderer/i18n/en.json';
import zh from '../../../src-renderer/i18n/zh-CN.json';

beforeAll(() => i18next.init({ lng: 'zh-CN', defaultNS: 'station', resources: { 'zh-CN': { station: zh }, en: { station: en } } }));

const FRIDAY = Date.parse('2026-11-27T18:02:11+08:00');

test.each([
  ['zh-CN', '王主管', '王主管 于 2026-11-27 18:02:11 暂停了发送。扫描照常。'],
  ['en', '王主管', '王主管 paused sending at 2026-11-27 18:02:11. Scans go on.'],
])('a pause that was kept over days says of which day it is: %s', (lng, by, said) => {
  expect(pausedText({ at: FRIDAY, by }, i18next.getFixedT(lng))).toBe(said);
});

test.each([
  ['zh-CN', '发送已暂停。扫描照常。'],
  ['en', 'Sending is paused. Scans go on.'],
])('a pause of which nothing else can be read names nobody and no time: %s', (lng, said) => {
  expect(pausedText({ at: 0, by: '' }, i18next.getFixedT(lng))).toBe(said);
});
