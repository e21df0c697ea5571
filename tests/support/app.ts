import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { resolve } from 'node:path';
import { newDataDir, removeDataDir } from './data-dir.ts';

export interface LaunchOptions {
  /** Flags of the app, as after `npm start --`. */
  readonly args?: readonly string[];
  /** A profile to keep and come back to; without it, a new one that close() removes. */
  readonly userDataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The packaged app or the build in out/; without it, what the runner says. */
  readonly packaged?: boolean;
}

export interface Launched {
  readonly app: ElectronApplication;
  /** The first window, its page loaded. */
  readonly window: Page;
  readonly userDataDir: string;
  close(): Promise<void>;
}

const checkout = resolve(import.meta.dirname, '..', '..');

/** Set by tools/e2e/run.ts, which knows where the Electron, the packaged app and the screen are. */
function fromRunner(name: 'STATION_ELECTRON' | 'STATION_PACKAGED'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with npm run test:e2e`);
  return value;
}

export const isPackagedRun = (): boolean => Boolean(process.env['STATION_PACKAGED']);

/** Starts the app with a profile of its own and waits for its first window to load. */
export async function launchApp(options: LaunchOptions = {}): Promise<Launched> {
  const packaged = options.packaged ?? isPackagedRun();
  const userDataDir = options.userDataDir ?? newDataDir('station');
  const app = await _electron.launch({
    executablePath: fromRunner(packaged ? 'STATION_PACKAGED' : 'STATION_ELECTRON'),
    args: [
      ...(process.env['STATION_NO_SANDBOX'] ? ['--no-sandbox'] : []),
      ...(packaged ? [] : [checkout]),
      `--user-data-dir=${userDataDir}`,
      ...(options.args ?? []),
    ],
    cwd: checkout,
    env: { ...environment(), ...options.env },
  });
  const close = async (): Promise<void> => {
    await app.close();
    if (options.userDataDir === undefined) removeDataDir(userDataDir);
  };
  try {
    const window = await app.firstWindow();
    await window.waitForLoadState('load');
    return { app, window, userDataDir, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(): Record<string, string> {
  const set = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(set);
}
