import type { Electron } from '../electron/distribution.ts';
import { openDisplay } from '../system/display.ts';
import { sandboxArguments } from '../system/sandbox.ts';

/** Runs `work` with a screen and the variables by which tests/support/app.ts finds what to drive. */
export async function withApp(electron: Electron, packaged: string | undefined, work: (env: NodeJS.ProcessEnv) => Promise<number>): Promise<number> {
  const display = await openDisplay();
  const noSandbox = (await sandboxArguments(electron)).includes('--no-sandbox');
  try {
    return await work({
      ...process.env,
      ...display.env,
      STATION_ELECTRON: electron.executable,
      STATION_ELECTRON_VERSION: electron.version,
      STATION_NO_SANDBOX: noSandbox ? '1' : '',
      STATION_PACKAGED: packaged ?? '',
    });
  } finally {
    display.close();
  }
}
