import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { CODE_OF } from '../../src-shared/domain/function-cards.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { deskReady, drained, scan, type } from '../support/scanner.ts';
import { worldOf } from '../support/world-control.ts';

let dir: string;
let station: Launched;

async function launch(): Promise<void> {
  station = await launchApp({ args: ['--practice', '--seed', '3'], userDataDir: dir });
  await deskReady(station.window);
}
test.beforeEach(async () => {
  dir = newDataDir('again');
  await launch();
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

/** What a page shows that came after the first one died: the test runner knows only that one. A question to a page that is dying is never answered. */
const shown = (testId: string) =>
  station.app.evaluate(({ BrowserWindow }, id) => {
    const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`document.querySelector('[data-testid="${id}"]')?.textContent ?? null`) as Promise<string | null>;
    return Promise.race([answer, new Promise<null>((none) => setTimeout(() => none(null), 500))]);
  }, testId);
const die = () => station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());

test('a window whose page has died is there again, and holds what it held', async () => {
  const held = (await worldOf(dir).sheet()).find((row) => row.verdict === 'intercepted' && row.interceptedAfter === null) as SheetRow;
  await scan(station.window, held.number);
  await die();
  await expect.poll(() => shown('verdict'), { timeout: 30_000 }).toContain(held.number.slice(-4));
  expect(await shown('acknowledge')).not.toBeNull();
  expect(readFileSync(join(dir, 'logs', 'station.log'), 'utf8')).toMatch(/window/);
});

test('one that dies again and again says so, and the program ends', async () => {
  const child = station.app.process();
  const ended = new Promise((end) => child.once('exit', end));
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  // A real box would wait for somebody who closes it.
  await station.app.evaluate(({ dialog }) => {
    dialog.showErrorBox = (_title, text) => void process.stderr.write(text);
  });
  for (let time = 1; time <= 4; time += 1) {
    await expect.poll(() => shown('desk'), { timeout: 30_000 }).not.toBeNull();
    await die().catch(() => undefined);
  }
  await ended;
  expect(said).toContain('[window-failed]');
});

test('a page that can show nothing any more says so, and the next Enter opens it again', async () => {
  const { window, app } = station;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('station:status', { problems: null }));
  const failed = window.getByTestId('window-failed');
  await expect(failed).toContainText('window-failed');
  await expect(failed).toContainText('扫过的和排队的都在');
  const loaded = window.waitForEvent('load');
  await type(window, 'SF123', 3);
  await loaded;
  await deskReady(window);
});

test('work that is under way when the app is killed is done once, and no scan is lost', async () => {
  test.setTimeout(120_000);
  const world = worldOf(dir);
  await world.command('fault', { on: 'trace', kind: 'latency', count: 20, ms: 1500 });
  await world.command('fault', { on: 'privacy', kind: 'latency', count: 20, ms: 1500 });
  const batch = (await world.passing()).filter(({ work }) => work.join() === 'trace,write-back,privacy,forwarding-sms').slice(0, 6);
  for (const row of batch) await scan(station.window, row.number);
  const gone = new Promise((settle) => station.app.process().once('exit', settle));
  station.app.process().kill('SIGKILL');
  await gone;

  await launch();
  await expect(station.window.getByTestId('strip')).toContainText((batch.at(-1) as SheetRow).number.slice(-4));
  await drained(station.window);
  await expect.poll(async () => differences(stationSide(dir), worldSide(await world.state(), 'practice-3'), await world.state()), { timeout: 30_000 }).toEqual([]);
  const side = stationSide(dir);
  expect([side.scans['pass'], side.trace, side.messages, side.bindings]).toEqual([6, 6, 6, 6]);
});

test('a code that is no number holds the desk as well, over a restart, until the confirm card is scanned', async () => {
  const world = worldOf(dir);
  const invalid = (await world.sheet()).find(({ verdict }) => verdict === 'invalid') as SheetRow;
  const [pass] = (await world.passing()) as [SheetRow];
  await scan(station.window, invalid.number);
  await scan(station.window, pass.number);
  await scan(station.window, pass.number);
  await expect(station.window.getByTestId('told-meanwhile')).toHaveAttribute('data-verdict', 'duplicate');
  await station.app.close();

  await launch();
  const { window } = station;
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'invalid');
  await type(window, CODE_OF.ok);
  await expect(window.getByTestId('verdict')).toHaveCount(0);
  // What may go on held nothing.
  await window.reload();
  await deskReady(window);
  await expect(window.getByTestId('strip')).toContainText(pass.number.slice(-4));
  await expect(window.getByTestId('acknowledge')).toHaveCount(0);
});
