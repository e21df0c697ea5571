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

test('the page runs no script but its own, and reaches nothing', async () => {
  const seen = await station.window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.documentElement.dataset.inline = "ran"';
    document.head.append(script);
    const reached = await fetch('http://127.0.0.1:9/').then(() => 'reached', (error: Error) => error.name);
    const image = await new Promise<string>((settle) => {
      const picture = new Image();
      picture.addEventListener('load', () => settle('loaded'));
      picture.addEventListener('error', () => settle('refused'));
      picture.src = 'http://127.0.0.1:9/x.png';
    });
    return { inline: document.documentElement.dataset['inline'] ?? 'refused', reached, image };
  });
  expect(seen).toEqual({ inline: 'refused', reached: 'TypeError', image: 'refused' });
  const policy = await station.window.evaluate(async () => (await fetch(location.href).catch(() => null))?.status ?? 'connect-src refuses');
  expect(policy).toBe('connect-src refuses');
});

test('opens no other window and goes nowhere else', async () => {
  const { window, app } = station;
  const before = window.url();
  await window.evaluate(() => {
    open('https://example.com/');
    location.href = 'https://example.com/';
  });
  await expect.poll(() => app.windows().length).toBe(1);
  expect(window.url()).toBe(before);
});
