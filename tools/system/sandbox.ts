import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listen } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { say } from '../report/say.ts';
import { isRoot } from './debian.ts';

/**
 * Chromium refuses to run sandboxed as root, and cannot where the kernel forbids user namespaces
 * (most containers). Only there do the development and test runs, never the packaged app on its
 * own, go without the operating system's sandbox.
 */
export async function sandboxArguments(electron: Electron): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  if (isRoot()) return ['--no-sandbox'];
  if (suidSandbox(electron)) return [];
  const namespaces = await listen('unshare', ['--user', '--map-root-user', 'true']);
  if (namespaces.code === 0) return [];
  say('This system allows no user namespaces: starting without the sandbox (development and tests only)');
  return ['--no-sandbox'];
}

function suidSandbox(electron: Electron): boolean {
  const found = statSync(join(electron.folder, 'chrome-sandbox'), { throwIfNoEntry: false });
  return found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0;
}
