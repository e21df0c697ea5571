import { expect, test } from 'vitest';
import { dice } from '../../src-main/practice/day/dice.ts';
import { listen } from '../../tools/child.ts';
import { isDebian, isRoot } from '../../tools/system/debian.ts';
import { createDisk } from '../powercut/disk.ts';
import { skipBecause } from '../support/skip.ts';

test('a thousand power cuts: nothing answered is lost, nothing is broken, the mark covers every call and no database is behind it; the negative controls find each of these', async (context) => {
  if (process.platform !== 'linux') skipBecause(context, 'writes can only be recorded on Linux');
  const mayInstall = isDebian() && isRoot();
  if ((await listen('gcc', ['--version'])).code !== 0 && !mayInstall) skipBecause(context, 'gcc is missing: sudo apt-get install -y gcc libc6-dev');
  const { code, stdout, stderr } = await listen('node_modules/.bin/node', ['tests/powercut/powercut.ts', '--cuts', '1000']);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  process.stderr.write(`${line}\n`);
  expect(code, stderr).toBe(0);
  const told = JSON.parse(line) as { unsynced: number; control: Record<'normal' | 'off' | 'late', { lostScans: number; broken: number; uncovered: number; behind: number }> };
  expect(told).toMatchObject({ cuts: 1000, lostScans: 0, losing: 0, broken: 0, uncovered: 0, behind: 0 });
  expect(told.unsynced).toBeGreaterThan(500);
  // A tool that finds nothing where there must be something proves nothing.
  expect(told.control.normal).toMatchObject({ broken: 0, uncovered: 0 });
  expect(told.control.normal.lostScans).toBeGreaterThan(0);
  expect(told.control.normal.behind).toBeGreaterThan(0);
  expect(told.control.off.broken).toBeGreaterThan(0);
  expect(told.control.late).toMatchObject({ losing: 0, broken: 0, behind: 0 });
  expect(told.control.late.uncovered).toBeGreaterThan(0);
});

/** What a file can be after a power cut, over many throws of the dice; null where it is not there. */
function outcomes(disk: ReturnType<typeof createDisk>, name: string): Set<string | null> {
  const chance = dice('outcomes');
  return new Set(Array.from({ length: 400 }, () => disk.image(chance).get(name)?.toString() ?? null));
}
const sector = (letter: string): string => letter.repeat(512);

test('the disk keeps what was synced, and may keep, drop or tear everything since', () => {
  const disk = createDisk();
  disk.add({ kind: 'opened', fd: 2, name: '' });
  disk.add({ kind: 'created', fd: 1, name: 'a' });
  disk.add({ kind: 'wrote', fd: 1, offset: 0, data: Buffer.from(sector('a') + sector('b')) });
  disk.add({ kind: 'synced', fd: 1 });
  // Synced as it is, nobody knows yet that it exists.
  expect(outcomes(disk, 'a')).toEqual(new Set([null, sector('a') + sector('b')]));
  disk.add({ kind: 'synced', fd: 2 });
  expect(outcomes(disk, 'a')).toEqual(new Set([sector('a') + sector('b')]));
  disk.add({ kind: 'wrote', fd: 1, offset: 0, data: Buffer.from(sector('c') + sector('d')) });
  expect(outcomes(disk, 'a')).toEqual(new Set([['a', 'b'], ['c', 'd'], ['a', 'd'], ['c', 'b']].map((both) => both.map(sector).join(''))));
});

test('the disk may forget a removal, and bring the file back as it was, until its folder is synced', () => {
  const disk = createDisk();
  disk.add({ kind: 'opened', fd: 2, name: '' });
  disk.add({ kind: 'created', fd: 1, name: 'a' });
  disk.add({ kind: 'wrote', fd: 1, offset: 0, data: Buffer.from('old') });
  disk.add({ kind: 'synced', fd: 1 });
  disk.add({ kind: 'synced', fd: 2 });
  disk.add({ kind: 'unlinked', name: 'a' });
  disk.add({ kind: 'created', fd: 3, name: 'a' });
  disk.add({ kind: 'wrote', fd: 3, offset: 0, data: Buffer.from('new') });
  disk.add({ kind: 'synced', fd: 3 });
  expect(outcomes(disk, 'a')).toEqual(new Set([null, 'old', 'new']));
  disk.add({ kind: 'synced', fd: 2 });
  expect(outcomes(disk, 'a')).toEqual(new Set(['new']));
});
