import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Outside the checkout, so that a second clone is ready in seconds. */
export const cacheRoot = join(process.env['XDG_CACHE_HOME'] || defaultCacheHome(), 'jingbus-station');

function defaultCacheHome(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}

const abandonedAfterMs = 2 * 60 * 60 * 1000;

/**
 * Fills a folder and gives it its name in one rename: a reader sees the whole of it or nothing.
 * Of two processes that fill the same folder at once, the first to finish wins and both go on.
 */
export async function publish(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  await sweep(parent, basename(target));
  const unfinished = join(parent, `${basename(target)}.${process.pid}.unfinished`);
  try {
    await mkdir(unfinished);
    await fill(unfinished);
    await rename(unfinished, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what a killed process left behind. */
async function sweep(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith('.unfinished')) continue;
    const path = join(parent, entry);
    const age = await stat(path).then((found) => Date.now() - found.mtimeMs, () => 0);
    if (age > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}
