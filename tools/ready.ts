import { existsSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { ensureElectron } from './electron/ensure.ts';
import { pinnedVersion, type Electron } from './electron/distribution.ts';
import { missingCompiler } from './sqlite/compile.ts';
import { cachedFor, ensureSqlite } from './sqlite/ensure.ts';
import { ensureLibraries } from './system/libraries.ts';

/** Everything the app needs of this machine, found or fetched; quick when it is there already. */
export async function ready(): Promise<Electron> {
  // Office networks: fetch() ignores HTTPS_PROXY unless told otherwise.
  setGlobalProxyFromEnv();
  const electron = await ensureElectron();
  // Without its libraries this Electron cannot tell whether it loads the addon; if it is not the
  // pinned one, it most likely does not.
  const mayCompile = electron.version !== pinnedVersion() && !existsSync(cachedFor(electron));
  await ensureLibraries(electron, mayCompile ? await missingCompiler() : []);
  await ensureSqlite(electron);
  return electron;
}
