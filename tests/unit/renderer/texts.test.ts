import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src-shared/errors/codes.ts';
import errorsEn from '../../../src-shared/errors/en.json';
import errorsZh from '../../../src-shared/errors/zh-CN.json';
import slipEn from '../../../src-shared/slip/en.json';
import slipZh from '../../../src-shared/slip/zh-CN.json';
import en from '../../../src-renderer/i18n/en.json';
import roomsEn from '../../../src-renderer/i18n/rooms/en.json';
import roomsZh from '../../../src-renderer/i18n/rooms/zh-CN.json';
import zh from '../../../src-renderer/i18n/zh-CN.json';

/** "desk.rescan.no-end" => its text */
function flat(texts: object, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') found.set(before + key, value);
    else for (const [path, text] of flat(value as object, `${before}${key}.`)) found.set(path, text);
  }
  return found;
}

/** `count` and `count_one`: Chinese says one and many in the same words. */
const plural = (key: string): string => key.replace(/_one$/, '');
const blanks = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] as string).sort();

describe.each([
  ['the first screen', zh, en],
  ['the rooms', roomsZh, roomsEn],
  ['errors', errorsZh, errorsEn],
  ['a slip', slipZh, slipEn],
])('the texts of %s', (_, chinese, english) => {
  const inChinese = flat(chinese);
  const inEnglish = flat(english);

  test('have the same keys in both languages, but for what English says of one', () => {
    expect([...new Set([...inEnglish.keys()].map(plural))].sort()).toEqual([...inChinese.keys()].sort());
    for (const key of inEnglish.keys()) expect(inEnglish.has(plural(key)), key).toBe(true);
  });

  test('are punctuated in Chinese as Chinese is', () => {
    for (const [key, text] of inChinese) expect(text, key).not.toMatch(/[\u4e00-\u9fff}][,;?!]|[\u4e00-\u9fff}]:(?!\/\/)|[,;?!][\u4e00-\u9fff]/);
  });

  test('have the same blanks to fill in, and none is empty', () => {
    for (const [key, text] of inChinese) {
      expect(text.trim(), key).not.toBe('');
      expect(inEnglish.get(key)?.trim(), key).not.toBe('');
      expect(blanks(inEnglish.get(key) ?? ''), key).toEqual(blanks(text));
    }
    for (const [key, text] of inEnglish) expect(blanks(text), key).toEqual(blanks(inChinese.get(plural(key)) ?? ''));
  });

  test('count one thing and many in English', () => {
    for (const [key, text] of inEnglish) if (/\{\{count\}\} (?:\w+ )?\w+s\b/.test(text)) expect(inEnglish.has(`${plural(key)}_one`), `${key}: ${text}`).toBe(true);
  });
});

test('a courier has one name, on a slip and on a screen', () => {
  expect(slipZh.courier).toEqual(zh.courier);
  expect(slipEn.courier).toEqual(en.courier);
});

test('every error code has a sentence and an action in both languages, and no other code has', () => {
  for (const texts of [errorsZh, errorsEn]) {
    expect(Object.keys(texts).sort()).toEqual([...ERROR_CODES].sort());
    for (const text of Object.values(texts)) expect(Object.keys(text).sort()).toEqual(['action', 'sentence']);
  }
});

test('what is said where the platform can’t be reached is true at the door of the sign-in too, where nothing can be scanned', () => {
  for (const texts of [errorsZh, errorsEn]) expect(Object.values(texts['api-unreachable']).join(' ')).not.toMatch(/扫描|上传|scan/i);
});

test('rows that a mark may have drawn into one are told as what may be, with what to do where the cell is meant so', () => {
  for (const [texts, may, lines] of [[roomsZh, '可能', '换行'], [roomsEn, 'may', 'line breaks']] as const) {
    expect(texts.batch.badReason.quote).toContain(may);
    expect(texts.batch.badReason.quote).toContain(lines);
  }
});
