import { expect, test } from '@playwright/test';
import { launchApp, type Launched } from '../support/app.ts';

let station: Launched;

test.beforeEach(async () => {
  station = await launchApp();
});
test.afterEach(async () => {
  await station.close();
});

test('opens one window with the name of the product', async () => {
  await expect(station.window).toHaveTitle('京巴士发货台');
  expect(station.app.windows()).toHaveLength(1);
});

test('gives the page neither Node nor Electron', async () => {
  const seen = await station.window.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(seen).toEqual([]);
});

test('runs the page sandboxed and isolated', async () => {
  const settings = await station.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Electron has it, for its own tests; its types leave it out.
      const seen = (contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences();
      return [seen.sandbox, seen.contextIsolation, seen.nodeIntegration, seen.webSecurity];
    }),
  );
  expect(settings).toEqual([[true, true, false, true]]);
});

test('keeps its data where it is told', async () => {
  const userData = await station.app.evaluate(({ app }) => app.getPath('userData'));
  expect(userData).toBe(station.userDataDir);
});
