import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { discardExport, exportWhole, writeWhole } from '../../../src-main/store/write-whole.ts';
import { tempDir } from '../../support/station.ts';

/** A file in one folder, and a link to it in another. */
function linked(): { readonly link: string; readonly file: string; readonly folders: () => string[][] } {
  const [here, there] = [join(tempDir(), 'here'), join(tempDir(), 'there')];
  for (const dir of [here, there]) mkdirSync(dir);
  const [link, file] = [join(here, 'link.json'), join(there, 'file.json')];
  writeFileSync(file, 'of before');
  symlinkSync(file, link);
  return { link, file, folders: () => [here, there].map((dir) => readdirSync(dir)) };
}

test.each<readonly [string, (file: string, text: string) => unknown]>([['a file of ours', writeWhole], ['an export', exportWhole]])('%s that a link stands for is written where it is, and the link stays one', async (_name, write) => {
  const { link, file, folders } = linked();
  await write(link, 'of now');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('of now');
  expect(folders()).toEqual([['link.json'], ['file.json']]);
});

test('what is left of an export through a link is found beside the file', async () => {
  const { link, file, folders } = linked();
  writeFileSync(`${file}.ab12.new`, 'half');
  await discardExport(link, 'ab12');
  expect(folders()).toEqual([['link.json'], ['file.json']]);
});

test.each<readonly [string, (file: string, text: string) => unknown]>([['a file of ours', writeWhole], ['an export', exportWhole]])('%s takes the place of a link to nothing', async (_name, write) => {
  const link = join(tempDir(), 'link.json');
  symlinkSync(join(tempDir(), 'nothing', 'here.json'), link);
  await write(link, 'of now');
  expect(readFileSync(link, 'utf8')).toBe('of now');
});
