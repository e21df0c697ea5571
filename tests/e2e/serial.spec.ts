import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { OPENED_BEFORE } from '../../src-main/devices/frames.ts';
import { CODE_OF } from '../../src-shared/domain/function-cards.ts';
import { anotherWindow } from '../support/another-window.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { deskReady } from '../support/scanner.ts';
import { noSerialLines, serialLines, type SerialLines } from '../support/serial-line.ts';
import { worldOf } from '../support/world-control.ts';

let lines: SerialLines;
let station: Launched;

test.beforeAll(async () => {
  const why = await noSerialLines();
  test.skip(why !== null, why ?? '');
  lines = await serialLines();
});
test.afterAll(() => lines?.remove());
test.afterEach(() => station?.close());

async function addScanner(window: Page, name: string, path: string): Promise<void> {
  await window.getByTestId('device-add').click();
  await window.getByTestId('device-name').fill(name);
  await window.getByTestId('device-path').locator('input').fill(path);
  await window.keyboard.press('Escape');
  await window.getByTestId('device-save').click();
  await expect(window.locator(`[data-testid="device"][data-device="${name}"]`)).toBeVisible();
}
const device = (window: Page, name: string) => window.locator(`[data-testid="device"][data-device="${name}"]`);

test('a serial scanner is added, tested, scans, is unplugged and comes back', async () => {
  station = await launchApp({ args: ['--practice', '--seed', '3'] });
  const { window } = station;
  await deskReady(window);
  const rows = (await worldOf(station.userDataDir).sheet()).filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null) as SheetRow[];
  const [first, second] = rows as [SheetRow, SheetRow];

  await window.getByTestId('room-settings').click();
  await addScanner(window, '左手', lines.pathOf('left'));
  await expect(device(window, '左手')).toHaveAttribute('data-state', 'reconnecting');
  await expect(device(window, '左手')).toContainText('device-absent');
  const line = await lines.plug('left');
  await expect(device(window, '左手')).toHaveAttribute('data-state', 'connected');
  // Whatever may have begun before the port was open ends here.
  await line.send('\r');
  await device(window, '左手').getByTestId('device-test').click();
  await expect(device(window, '左手')).toHaveAttribute('data-testing', 'true');
  await line.send('HELLO\r\n');
  await expect(device(window, '左手').getByTestId('device-last')).toHaveText('HELLO');
  await expect(device(window, '左手')).toHaveAttribute('data-testing', 'false');
  // The calibration card shows what it does to a code.
  for (const [sent, said] of [[`]C0${CODE_OF.calibrate}`, '多了「]C0」'], [CODE_OF.calibrate.toLowerCase(), '字母是小写']] as const) {
    await device(window, '左手').getByTestId('device-test').click();
    await expect(device(window, '左手')).toHaveAttribute('data-testing', 'true');
    await line.send(`${sent}\r`);
    await expect(device(window, '左手').getByTestId('device-card')).toContainText(said);
  }

  // In another room it is said, and not scanned.
  await line.send(`${first.number}\r\n`);
  await expect(window.getByTestId('misplaced')).toContainText(first.number.slice(-4));
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('verdict')).toHaveCount(0);

  await line.send(`${first.number}\r\n`);
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'pass');
  await line.send('SF12');
  await expect(window.getByTestId('rescan')).toHaveAttribute('data-why', 'no-end');
  await line.unplug();
  await expect(window.getByTestId('rescan')).toHaveAttribute('data-why', 'cut');
  const again = await lines.plug('left');
  await window.getByTestId('room-settings').click();
  await expect(device(window, '左手')).toHaveAttribute('data-state', 'connected');
  await window.getByTestId('room-desk').click();
  // What comes sooner after the plug is said to be cut off, whatever it is.
  await window.waitForTimeout(2 * OPENED_BEFORE);
  await again.send('34567\r');
  await expect(window.getByTestId('rescan')).toHaveAttribute('data-why', 'rest');
  await again.send(`${second.number}\r\n`);
  // The part is held through the scan of another parcel, which is told beneath, until somebody has seen it.
  await expect(window.getByTestId('told-meanwhile')).toContainText(second.number.slice(-4));
  await expect(window.getByTestId('rescan')).toBeVisible();
  await window.keyboard.press('Space');
  await expect(window.getByTestId('verdict')).toContainText(second.number.slice(-4));
  expect(scansIn(station.userDataDir)).toEqual([{ number: first.number, device: '左手' }, { number: second.number, device: '左手' }]);
});

test('a serial scanner that is used before anybody has signed in is told so', async () => {
  station = await launchApp();
  const { window } = station;
  const line = await lines.plug('early');
  await window.getByTestId('door-welcome').waitFor();
  await putScanner(window, '早班', lines.pathOf('early'));
  await expect.poll(() => stateOf(window)).toBe('connected');
  await line.send('\rSF1234567890123\r');
  await expect(window.getByTestId('untaken')).toContainText('0123');
  await expect(window.getByTestId('untaken')).toContainText('早班');
  expect(await window.evaluate(() => document.documentElement.dataset['lastWord'])).toBe('not-recorded');
});

test('a serial scanner scans while another window is in front, and what it did is told when the desk is back', async () => {
  station = await launchApp({ args: ['--practice', '--seed', '3'] });
  const { window } = station;
  await deskReady(window);
  const rows = (await worldOf(station.userDataDir).sheet()).filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null) as SheetRow[];
  const [first, second] = rows as [SheetRow, SheetRow];
  const line = await lines.plug('away');
  await window.getByTestId('room-settings').click();
  await addScanner(window, '后台', lines.pathOf('away'));
  await expect(device(window, '后台')).toHaveAttribute('data-state', 'connected');
  await window.getByTestId('room-desk').click();
  const another = await anotherWindow(station);
  await another.toFront();
  await expect(window.getByTestId('away')).toContainText('串口扫描枪照常');
  await line.send(`\r${first.number}\r${second.number}\r`);
  await expect(window.getByTestId('verdict')).toContainText(second.number.slice(-4));
  await another.close();
  await expect(window.getByTestId('absence')).toContainText(`记录了 2 件：…${first.number.slice(-4)} 通过、…${second.number.slice(-4)} 通过`);
});

test('a serial scanner that was unplugged is said in every room, and once by tone and word, until it is back', async () => {
  station = await launchApp({ args: ['--practice', '--seed', '3'] });
  const { window } = station;
  await deskReady(window);
  const line = await lines.plug('loose');
  await putScanner(window, '左手', lines.pathOf('loose'));
  await expect.poll(() => stateOf(window)).toBe('connected');
  await line.unplug();
  const banner = window.getByTestId('device-banner');
  await expect(banner).toHaveAttribute('data-code', 'device-absent', { timeout: 15_000 });
  await expect(banner).toContainText('扫描枪「左手」扫的收不到');
  expect(await window.evaluate(() => document.documentElement.dataset['lastWord'])).toBe('not-heard');
  await window.getByTestId('room-settings').click();
  await expect(banner).toBeVisible();
  await lines.plug('loose');
  await expect(banner).toHaveCount(0, { timeout: 15_000 });
});

/** Without the room of the settings. */
async function putScanner(window: Page, name: string, path: string): Promise<void> {
  const added = await window.evaluate((change) => {
    const { station: bridge } = globalThis as unknown as { station: { ask(channel: string, request: object): Promise<{ ok: boolean }> } };
    return bridge.ask('settings.putDevice', change);
  }, { kind: 'scanner', name, path, baudRate: 9600, end: 'line' });
  expect(added.ok).toBe(true);
}

async function stateOf(window: Page): Promise<string | undefined> {
  return window.evaluate(async () => {
    const { station: bridge } = globalThis as unknown as { station: { ask(channel: string, request: object): Promise<{ ok: true; value: { devices: { state: { kind: string } }[] } }> } };
    return (await bridge.ask('settings.devices', {})).value.devices[0]?.state.kind;
  });
}

function scansIn(dir: string): unknown[] {
  const database = new Database(join(dir, 'station.db'), { readonly: true, fileMustExist: true });
  try {
    return database.prepare('SELECT number, device FROM scans ORDER BY id').all();
  } finally {
    database.close();
  }
}
