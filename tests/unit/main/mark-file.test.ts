import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markFile } from '../../../src-main/store/mark-file.ts';
import { tempDir } from '../../support/station.ts';

const newFile = (): string => join(tempDir(), 'mark');
const torn = (file: string, from: number): void => {
  const bytes = readFileSync(file);
  bytes.fill(' ', from + 20, from + 512);
  writeFileSync(file, bytes);
};

describe('a mark in a file', () => {
  test('that nobody wrote is none; what was put is there in another process', async () => {
    const file = newFile();
    const mark = markFile(file);
    expect(mark.get()).toBeNull();
    for (const text of ['1', '2', '中文', '3']) {
      await mark.put(text);
      expect(mark.get()).toBe(text);
      expect(markFile(file).get()).toBe(text);
    }
  });
  test('torn while it was written leaves the one before, whichever place it was', async () => {
    const file = newFile();
    for (const [before, after] of [['1', '2'], ['3', '4'], ['5', '6']] as const) {
      const mark = markFile(file);
      await mark.put(before);
      const whole = readFileSync(file);
      await mark.put(after);
      const changed = readFileSync(file).findIndex((byte, at) => byte !== whole[at]);
      torn(file, changed < 512 ? 0 : 512);
      expect(markFile(file).get()).toBe(before);
    }
  });
  test('in a file that is no mark is none, and can be put again', async () => {
    const file = newFile();
    for (const spoil of [() => writeFileSync(file, 'x'.repeat(3000)), () => truncateSync(file, 0), () => truncateSync(file, 700), () => writeFileSync(file, Buffer.alloc(1024))]) {
      const mark = markFile(file);
      await mark.put('there');
      spoil();
      await markFile(file).put('again');
      expect(markFile(file).get()).toBe('again');
    }
  });
  test('that can not be written rejects, and is as it was', async () => {
    const mark = markFile(join(tempDir(), 'no such folder', 'mark'));
    await expect(mark.put('1')).rejects.toThrow('ENOENT');
    expect(mark.get()).toBeNull();
    await expect(markFile(newFile()).put('x'.repeat(600))).rejects.toThrow('longer than its place');
  });
});
