import type { Electron } from '../electron/distribution.ts';
import { openDisplay, privateDisplay } from '../system/display.ts';
import { hasDisplay } from '../system/libraries.ts';
import { sandboxArguments } from '../system/sandbox.ts';

export interface AppRun {
  readonly electron: Electron;
  /** The packaged program to drive; without it, the build in out/. */
  readonly packaged?: string | undefined;
  /** For so many windows side by side: a window has the focus of its screen alone. A person's own screen is one. */
  readonly screens?: number;
}

/** Runs `work` with its screens and the variables by which tests/support/app.ts finds what to drive, and where. */
export async function withApp({ electron, packaged, screens = 1 }: AppRun, work: (env: NodeJS.ProcessEnv) => Promise<number>): Promise<number> {
  const displays = [await openDisplay()];
  const noSandbox = (await sandboxArguments(electron)).includes('--no-sandbox');
  try {
    if (!hasDisplay()) while (displays.length < screens) displays.push(await privateDisplay());
    return await work({
      ...process.env,
      ...displays[0]?.env,
      STATION_SCREENS: displays.map(({ env }) => env['DISPLAY'] ?? '').join(' ').trim(),
      STATION_ELECTRON: electron.executable,
      STATION_ELECTRON_VERSION: electron.version,
      STATION_NO_SANDBOX: noSandbox ? '1' : '',
      STATION_PACKAGED: packaged ?? '',
    });
  } finally {
    for (const display of displays) display.close();
  }
}
