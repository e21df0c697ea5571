import { setGlobalProxyFromEnv } from 'node:http';
import { ensureElectron } from './electron/ensure.ts';
import type { Electron } from './electron/distribution.ts';
import { ensureSqlite } from './sqlite/ensure.ts';
import { ensureLibraries } from './system/libraries.ts';

/** Everything the app needs of this machine, found or fetched; quick when it is there already. */
export async function ready(): Promise<Electron> {
  // Office networks: fetch() ignores HTTPS_PROXY unless told otherwise.
  setGlobalProxyFromEnv();
  const electron = await ensureElectron();
  await ensureLibraries(electron);
  await ensureSqlite(electron);
  return electron;
}
