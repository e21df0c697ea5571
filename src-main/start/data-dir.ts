import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { StationError } from '../../src-shared/errors/codes.ts';

/** Makes the data folder if it is not there. Throws StationError `data-dir-unusable`, naming it. */
export function usableDataDir(path: string): string {
  const dir = resolve(path);
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return dir;
  } catch (error) {
    throw new StationError('data-dir-unusable', dir, { cause: error });
  }
}
