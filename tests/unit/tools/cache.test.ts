import { mkdtemp, readdir, readFile, rm, utimes, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publish } from '../../../tools/cache.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cache-'));
});
afterEach(() => rm(parent, { recursive: true }));

test('a folder appears whole, under its name, and alone', async () => {
  await publish(join(parent, 'thing'), async (folder) => {
    await writeFile(join(folder, 'a'), '1');
    expect(await readdir(parent)).not.toContain('thing');
  });
  expect(await readdir(parent)).toEqual(['thing']);
});

test('a failed filling leaves nothing', async () => {
  const broken = publish(join(parent, 'thing'), async (folder) => {
    await writeFile(join(folder, 'a'), '1');
    throw new Error('disk full');
  });
  await expect(broken).rejects.toThrow('disk full');
  expect(await readdir(parent)).toEqual([]);
});

test('who comes second keeps what the first one published', async () => {
  await publish(join(parent, 'thing'), async (folder) => {
    // Meanwhile another process finishes the same work.
    await mkdir(join(parent, 'thing'));
    await writeFile(join(parent, 'thing', 'a'), 'first');
    await writeFile(join(folder, 'a'), 'second');
  });
  expect(await readdir(parent)).toEqual(['thing']);
  expect(await readFile(join(parent, 'thing', 'a'), 'utf8')).toBe('first');
});

test('sweeps what a killed process left long ago, and nothing that may still be filled', async () => {
  const old = join(parent, 'thing.1.unfinished');
  const young = join(parent, 'thing.2.unfinished');
  await mkdir(old);
  await mkdir(young);
  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
  await utimes(old, yesterday, yesterday);
  await publish(join(parent, 'thing'), async () => {});
  expect((await readdir(parent)).toSorted()).toEqual(['thing', 'thing.2.unfinished']);
});
