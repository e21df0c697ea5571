import { bin } from '../bin.ts';
import { handOverQuietly } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { say } from '../report/say.ts';
import { Stop } from '../report/stop.ts';

/** Makes the app as it ships, unpacked, in dist/ (settings: electron-builder.yml). */
export async function packageApp(electron: Electron): Promise<void> {
  say('Packaging');
  const code = await handOverQuietly(process.execPath, [
    bin('electron-builder'),
    '--dir',
    '--publish=never',
    // The Electron at hand, rather than a second download of the pinned one.
    `-c.electronDist=${electron.folder}`,
    `-c.electronVersion=${electron.version}`,
  ]);
  if (code !== 0) {
    throw new Stop('E_PACKAGE', `electron-builder failed with exit code ${code}`, 'Mend the error above and run this again.');
  }
}
