import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A data folder with room beside it, where its practice world keeps its own. */
export function newDataDir(name: string): string {
  const dir = join(mkdtempSync(join(tmpdir(), `jingbus-${name}-`)), 'data');
  mkdirSync(dir);
  return dir;
}

/** Takes a data folder away, and what its practice world kept. */
export const removeDataDir = (dir: string): void => rmSync(dirname(dir), { recursive: true, force: true });
