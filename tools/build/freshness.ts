import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

const sources = ['src-shared', 'src-main', 'src-renderer', 'assets', 'tools/sounds', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const record = join(root, 'out', 'built-from');

/** Changes with any file that is added, removed or written. */
export function sourcesNow(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted().map((file) => join(path, file))
      : [path];
    for (const file of files) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

export const isFresh = (): boolean => existsSync(record) && readFileSync(record, 'utf8') === sourcesNow();

/** `from` was taken before the build: what changed while it ran makes it stale. */
export function recordBuild(from: string): void {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(record, from);
}
