import { describe, expect, test } from 'vitest';
import { ERROR_CODES, StationError, problemOf } from '../../../src-shared/errors/codes.ts';
import en from '../../../src-shared/errors/en.json' with { type: 'json' };
import zh from '../../../src-shared/errors/zh-CN.json' with { type: 'json' };

describe.each([['zh-CN', zh, /[。;]$/], ['en', en, /[.;]$/]] as const)('%s', (_language, texts, end) => {
  test('has every code and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...ERROR_CODES].sort());
  });
  test.each([...ERROR_CODES])('%s has one sentence and one next action', (code) => {
    const { sentence, action } = texts[code];
    for (const text of [sentence, action]) {
      expect(text).toMatch(end);
      expect(text).toBe(text.trim());
      // A code or a placeholder is no sentence.
      expect(text).not.toMatch(/\{|\}|TODO|undefined/);
      if (code.includes('-')) expect(text).not.toContain(code);
    }
    expect(action).not.toBe(sentence);
  });
  test('no two codes say the same', () => {
    const said = Object.values(texts).map(({ sentence }) => sentence);
    expect(new Set(said).size).toBe(said.length);
  });
});

test('the English is not the Chinese', () => {
  for (const code of ERROR_CODES) {
    expect(zh[code].sentence).toMatch(/[\u4e00-\u9fa5]/);
    expect(en[code].sentence).not.toMatch(/[\u4e00-\u9fa5]/);
  }
});

describe('a failure as it crosses the bridge', () => {
  test('an expected one keeps its code and what it was about', () => {
    expect(problemOf(new StationError('disk-full', 'SQLITE_FULL'))).toEqual({ code: 'disk-full', about: 'SQLITE_FULL' });
    expect(problemOf(new StationError('not-allowed'))).toEqual({ code: 'not-allowed' });
  });
  test.each([new Error('phone 13812345678'), 'text', null, undefined, { code: 'disk-full' }])('any other is internal and tells nothing of itself', (error) => {
    expect(problemOf(error)).toEqual({ code: 'internal' });
  });
});
