import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheRoot, publish } from '../cache.ts';
import { listen, type Ended } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { installedVersion, root } from '../root.ts';
import { say } from '../report/say.ts';
import { Stop } from '../report/stop.ts';
import { compileAddon } from './compile.ts';

const addonName = 'better_sqlite3.node';
/** better-sqlite3 prefers this file to the prebuilt ones it ships. */
const installedAddon = join(root, 'node_modules', 'better-sqlite3', 'build', 'Release', addonName);

/**
 * The prebuilt addon needs a newer Node-API than an older Electron has, and crashes there. Whether
 * this Electron is such a one is not guessed from version numbers but tried.
 */
export async function ensureSqlite(electron: Electron): Promise<void> {
  if (await works(electron)) return;
  if (existsSync(installedAddon)) {
    // Perhaps built for another Electron; the prebuilt one may do for this.
    await rm(installedAddon);
    if (await works(electron)) return;
  }
  const version = installedVersion('better-sqlite3');
  const cached = cachedFor(electron);
  if (!existsSync(cached)) {
    say(`better-sqlite3 ${version}: its prebuilt binary does not run on Electron ${electron.version}, building it (once)`);
    await publish(cached, (folder) => compileAddon(join(folder, addonName)));
  }
  await install(join(cached, addonName));
  const verdict = await probe(electron.executable, { ELECTRON_RUN_AS_NODE: '1' });
  if (passed(verdict) && passed(await probe(process.execPath))) return;
  await rm(cached, { recursive: true });
  throw new Stop('E_SQLITE', `The better-sqlite3 built here does not run: exit code ${verdict.code} ${verdict.stderr.trim()}`,
    'Run this again (the build was discarded); if it persists, check the compiler with `g++ --version` (10 or newer).');
}

/** The binary built for an Electron, kept outside the checkout. */
export function cachedFor(electron: Electron): string {
  const name = `${installedVersion('better-sqlite3')}-electron-${electron.version}-${process.platform}-${process.arch}`;
  return join(cacheRoot, 'sqlite', name);
}

/** Both must be able to: the app in Electron, the tests in Node. */
async function works(electron: Electron): Promise<boolean> {
  return passed(await probe(electron.executable, { ELECTRON_RUN_AS_NODE: '1' })) && passed(await probe(process.execPath));
}

const probe = (runtime: string, env: Record<string, string> = {}): Promise<Ended> =>
  listen(runtime, [join(import.meta.dirname, 'probe.cjs')], { env: { ...process.env, ...env } });

const passed = (ended: Ended): boolean => ended.code === 0 && ended.stdout.includes('sqlite works');

/** Renamed into place: a test that loads it in this very moment sees the old or the new one. */
async function install(addon: string): Promise<void> {
  await mkdir(dirname(installedAddon), { recursive: true });
  const arriving = `${installedAddon}.${process.pid}`;
  await copyFile(addon, arriving);
  await rename(arriving, installedAddon);
}
