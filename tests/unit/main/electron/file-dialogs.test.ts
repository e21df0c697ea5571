import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { fileDialogs } from '../../../../src-main/electron/file-dialogs.ts';
import { tempDir } from '../../../support/station.ts';

/** What a person has typed into the dialog, which asks about a file of just this name. */
const typed = vi.hoisted(() => ({ path: '' }));
vi.mock('electron', () => ({ app: { getPath: () => '/documents' }, dialog: { showSaveDialog: async () => ({ canceled: false, filePath: typed.path }) } }));

async function placeOf(path: string): Promise<string | null> {
  typed.path = path;
  return fileDialogs(() => ({}) as never).choosePlace('11月-结果.xlsx', 'table');
}

test('a name with its extension is taken as it is: the dialog has asked whether to replace the file', async () => {
  const dir = tempDir();
  for (const name of ['11月.xlsx', '11月.CSV']) {
    writeFileSync(join(dir, name), '');
    expect(await placeOf(join(dir, name))).toBe(join(dir, name));
  }
});
test('a name without one gets it; a file that nobody was asked about is not replaced', async () => {
  const dir = tempDir();
  expect(await placeOf(join(dir, '11月'))).toBe(join(dir, '11月.xlsx'));
  for (const next of ['11月 (2).xlsx', '11月 (3).xlsx']) {
    writeFileSync((await placeOf(join(dir, '11月'))) ?? '', '');
    expect(await placeOf(join(dir, '11月'))).toBe(join(dir, next));
  }
});
