import { resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

/** The least that an Electron window can be; a page that changes one line on Enter. */
export const BLANK = resolve(import.meta.dirname, 'blank');

export async function launchBlank(): Promise<{ readonly app: ElectronApplication; readonly window: Page }> {
  const app = await _electron.launch({ executablePath: process.env['STATION_ELECTRON'] ?? '', args: [...noSandbox(), BLANK] });
  const window = await app.firstWindow();
  await window.waitForLoadState('load');
  return { app, window };
}

export function noSandbox(): string[] {
  return process.env['STATION_NO_SANDBOX'] ? ['--no-sandbox'] : [];
}
