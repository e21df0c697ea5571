import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Mark } from '../../src-main/flow/ledger/high-water.ts';

/** A high-water mark as the app keeps it: a file of its own, synced and renamed into place. */
export function markFile(dir: string): Mark {
  const file = join(dir, 'mark.json');
  let kept: string | null = null;
  return {
    get: () => kept,
    put(text) {
      const fd = openSync(`${file}.new`, 'w');
      writeSync(fd, text);
      fsyncSync(fd);
      closeSync(fd);
      renameSync(`${file}.new`, file);
      kept = text;
    },
  };
}
