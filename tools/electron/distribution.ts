import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../cache.ts';
import { installedVersion } from '../root.ts';

/** An unpacked Electron on this machine. */
export interface Electron {
  readonly folder: string;
  readonly executable: string;
  readonly version: string;
}

/** The version package.json pins, e.g. '45.4.1'. */
export const pinnedVersion = (): string => installedVersion('electron');

const executableName: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export function executableIn(folder: string): string {
  return join(folder, executableName[process.platform] ?? 'electron');
}

/** Where a distribution of that version belongs. */
export function cachedFolder(version: string): string {
  return join(cacheRoot, 'electron', `${version}-${process.platform}-${process.arch}`);
}

/** The distribution in a folder, if there is a whole one. Every distribution says its version in a file. */
export function distributionIn(folder: string): Electron | null {
  const executable = executableIn(folder);
  if (!existsSync(executable)) return null;
  try {
    const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
    return { folder, executable, version };
  } catch {
    return null;
  }
}
