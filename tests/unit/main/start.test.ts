import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usableDataDir } from '../../../src-main/start/data-dir.ts';
import { explain } from '../../../src-main/start/explain.ts';
import { startProblem } from '../../../src-main/start/start-problem.ts';
import { ERROR_CODES, StationError } from '../../../src-shared/errors/codes.ts';
import { skipBecause } from '../../support/skip.ts';

describe('what a terminal is told', () => {
  test.each([...ERROR_CODES])('%s: the code, a sentence and an action', (code) => {
    expect(explain({ code }, 'en_US.UTF-8')).toMatch(new RegExp(`^\\[${code}\\] [A-Z].+[.;] [A-Z].+\\.$`));
    expect(explain({ code }, 'zh_CN.UTF-8')).toMatch(new RegExp(`^\\[${code}\\] .+[。;] .+。$`));
  });
  test('names what it was about', () => {
    expect(explain({ code: 'flag-unknown', about: '--practise' }, 'en')).toBe('[flag-unknown] (--practise) A start option is not known. Remove the option and start again.');
  });
  test.each(['', 'C', 'C.UTF-8', 'de_DE', 'zh'])('language %j reads Chinese', (language) => {
    expect(explain({ code: 'disk-full' }, language)).toContain('磁盘已满');
  });
});

describe('a start that failed', () => {
  const system = (code: string): Error => Object.assign(new Error(`${code}: /home/somebody`), { code });
  test.each([
    [system('ENOSPC'), { code: 'disk-full', about: 'ENOSPC' }],
    [system('EDQUOT'), { code: 'disk-full', about: 'EDQUOT' }],
    [system('EACCES'), { code: 'data-dir-unusable', about: 'EACCES' }],
    [system('EISDIR'), { code: 'data-dir-unusable', about: 'EISDIR' }],
    [system('SQLITE_CORRUPT'), { code: 'database-damaged', about: 'SQLITE_CORRUPT' }],
    [new StationError('data-dir-unusable', 'x'), { code: 'data-dir-unusable', about: 'x' }],
    [new TypeError('x is not a function'), { code: 'internal' }],
    [undefined, { code: 'internal' }],
  ])('with %s says what a person can do', (error, problem) => {
    expect(startProblem(error)).toEqual(problem);
  });
});

describe('the data folder', () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'station-dir-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  test('is made with all folders above it', () => {
    const wanted = join(dir, '数据', 'a b', 'station');
    expect(usableDataDir(wanted)).toBe(wanted);
    expect(statSync(wanted).isDirectory()).toBe(true);
    expect(usableDataDir(wanted)).toBe(wanted);
  });
  test('that is a file is refused by name, and the file stays', () => {
    const file = join(dir, 'file');
    writeFileSync(file, 'mine');
    expect(() => usableDataDir(file)).toThrow(expect.objectContaining({ code: 'data-dir-unusable', about: file }));
    expect(() => usableDataDir(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'data-dir-unusable', about: join(file, 'below') }));
    expect(statSync(file).size).toBe(4);
  });
  test('that may not be written is refused', (context) => {
    if (process.getuid?.() === 0) skipBecause(context, 'root may write everywhere');
    chmodSync(dir, 0o500);
    try {
      expect(() => usableDataDir(dir)).toThrow(expect.objectContaining({ code: 'data-dir-unusable' }));
    } finally {
      chmodSync(dir, 0o700);
    }
  });
});
