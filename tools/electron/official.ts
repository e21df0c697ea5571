import { downloadArtifact } from '@electron/get';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { publish } from '../cache.ts';
import { waiting } from '../patience.ts';
import { progressOf, say } from '../report/say.ts';
import { cachedFolder, pinnedVersion } from './distribution.ts';

const fromElectron = createRequire(createRequire(import.meta.url).resolve('electron/package.json'));

/**
 * Electron's own release, fetched as the `electron` package fetches it: same mirror variables
 * (ELECTRON_MIRROR), same zip cache (electron_config_cache), same pinned checksums. It is unpacked
 * outside node_modules, and it gives up where `electron` would wait for the system's own timeout.
 */
export async function downloadOfficial(): Promise<void> {
  const version = pinnedVersion();
  const wait = waiting({ firstMs: 10_000, idleMs: 30_000 });
  const progress = progressOf(`electron ${version}`);
  say(`Downloading Electron ${version}`);
  try {
    const zip = await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: fromElectron('./checksums.json') as Record<string, string>,
      ...(process.env['electron_config_cache'] ? { cacheRoot: process.env['electron_config_cache'] } : {}),
      downloadOptions: {
        quiet: true,
        signal: wait.signal,
        getProgressCallback: async ({ transferred, total }: { transferred: number; total: number | null }) => {
          wait.heard();
          progress(transferred, total);
        },
      },
    });
    wait.stop();
    say('  unpacking');
    await publish(cachedFolder(version), (folder) => unzip(zip, folder));
  } finally {
    wait.stop();
  }
}

/** The extractor `electron` itself uses; Node has none, and a clean machine has no unzip. */
export async function unzip(zip: string, folder: string): Promise<void> {
  const address = pathToFileURL(fromElectron.resolve('@electron-internal/extract-zip')).href;
  const { extract } = (await import(address)) as { extract(zip: string, to: { dir: string }): Promise<void> };
  await extract(zip, { dir: folder });
}
