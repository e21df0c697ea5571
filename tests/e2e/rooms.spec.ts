import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import type { Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { oneDesk } from '../support/one-desk.ts';
import { drained, scan, type } from '../support/scanner.ts';
import type { World } from '../support/world-control.ts';

let station: Launched;
let world: World;
let rows: readonly SheetRow[];

const desk = oneDesk(['--practice', '--seed', '9']);
test.beforeEach(async () => {
  ({ station, world, passing: rows } = await desk());
});

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};

// The first, before anything else is counted.
test('the reports count the parcels that left and the jobs that were done, by service, courier, platform, operator and hour', async () => {
  const { window } = station;
  const scanned = rows.filter(({ work }) => work.length > 0).slice(0, 8);
  for (const { number } of scanned) await scan(window, number);
  await drained(window);
  await window.getByTestId('room-reports').click();
  const jobs = sumOf(scanned.map(({ work }) => work.length));
  const parcels = scanned.length;
  await expect(window.getByTestId('report-parcels')).toContainText(String(parcels));
  await expect(window.getByTestId('report-jobs')).toContainText(String(jobs));
  const column = async (name: string, nth: number): Promise<number> => sumOf((await window.getByTestId(`table-${name}`).locator(`tbody tr td:nth-child(${nth})`).allTextContents()).map(Number));
  expect(await column('service', 2)).toBe(jobs);
  for (const name of ['courier', 'platform', 'operator', 'hour']) expect([await column(name, 2), await column(name, 3)], name).toEqual([parcels, jobs]);
  const hours = await window.getByTestId('hour-chart').locator('[data-hour]').evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('data-parcels'))));
  expect(sumOf(hours)).toBe(parcels);
  const out = join(station.userDataDir, 'conversions.csv');
  await station.app.evaluate(({ dialog }, path) => void (dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })), out);
  await window.getByTestId('export-conversions').click();
  await expect(window.getByText('已导出 conversions.csv')).toBeVisible();
  const written = readFileSync(out, 'utf8');
  for (const { number, work } of scanned) expect(written.includes(number), number).toBe(work.includes('sync') || work.includes('trace'));
  await shot('reports');
});

test('the practice sheet is the one that the command prints, as Code 128, and it prints on paper', async () => {
  const { window } = station;
  await window.getByTestId('room-practice').click();
  await window.getByTestId('sheet-row').first().waitFor();
  const shown = await window.getByTestId('sheet-row').evaluateAll((entries) => entries.map((entry) => [entry.getAttribute('data-number'), entry.getAttribute('data-verdict')]));
  const printed = JSON.parse(
    execFileSync(process.execPath, [resolve(import.meta.dirname, '../../src-main/practice/practice-sheet.ts'), '--seed', '9'], { encoding: 'utf8' }),
  ) as SheetRow[];
  expect(printed.length).toBeGreaterThanOrEqual(300);
  expect(shown).toEqual(printed.map(({ number, verdict }) => [number, verdict]));
  expect(await window.getByTestId('sheet-row').first().locator('svg rect').count()).toBeGreaterThan(20);
  const pdf = await station.app.evaluate(async ({ BrowserWindow }) => {
    const data = await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({ pageSize: 'A4' });
    return data?.toString('latin1') ?? '';
  });
  expect(pdf.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0).toBeGreaterThan(10);
});

test('the network switch in the practice room, the grey cloud, and work that drains when it is back', async () => {
  const { window } = station;
  const { effects: before } = await world.state();
  await window.getByTestId('room-practice').click();
  await window.getByTestId('practice-network').click();
  await expect(window.getByTestId('network')).toHaveAttribute('data-network', 'offline', { timeout: 15_000 });
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('offline-badge')).toBeVisible();
  const row = rows.find(({ work }) => work.includes('sync')) as SheetRow;
  expect((await scan(window, row.number)).verdict).toBe('pass');
  expect(stationSide(station.userDataDir).sync).toBe(before.sync);
  await window.getByTestId('room-practice').click();
  await window.getByTestId('practice-network').click();
  await expect(window.getByTestId('network')).toHaveAttribute('data-network', 'online', { timeout: 15_000 });
  await drained(window);
  await expect.poll(async () => (await world.state()).effects).toMatchObject({ sync: before.sync + 1, writeBacks: before.writeBacks + 1 });
});

test('a scan into a text field brings its text back, sends no form and is not dropped in silence', async () => {
  const { window } = station;
  const row = rows[0] as SheetRow;
  await window.getByTestId('room-settings').click();
  const name = window.getByTestId('set-station-name');
  await name.fill('靠门');
  await name.evaluate((field: HTMLInputElement) => field.setSelectionRange(1, 1));
  await type(window, row.number, 3);
  await expect(window.getByTestId('misplaced')).toContainText(row.number.slice(-4));
  await expect(name).toHaveValue('靠门');
  await expect(window.getByTestId('status-station')).toHaveText('工位 01');
  // Fingers still type numbers and send the form.
  await name.fill('');
  await window.keyboard.type('12', { delay: 60 });
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('status-station')).toHaveText('工位 12');
  // What was changed by keys is still under the hand.
  await expect(name).toBeFocused();
  const volume = window.locator('.volume').getByRole('slider');
  await volume.focus();
  await window.keyboard.press('ArrowLeft');
  await expect.poll(() => window.evaluate(async () => (await (globalThis as unknown as { station: StationBridge }).station.ask('settings.view', {})) as { value?: { volume: number } })).toMatchObject({ value: { volume: 0.65 } });
  await expect(volume).toBeFocused();
});

test('a scan in another room is not taken for a scan, and not dropped in silence', async () => {
  const { window } = station;
  const { scans } = stationSide(station.userDataDir);
  await window.getByTestId('room-reports').click();
  await type(window, (rows[0] as SheetRow).number);
  await expect(window.getByTestId('misplaced')).toBeVisible();
  const heard = (): Promise<string | undefined> => window.evaluate(() => document.documentElement.dataset['lastWord']);
  expect(await heard()).toBe('not-recorded');
  await window.evaluate(() => delete document.documentElement.dataset['lastWord']);
  await type(window, (rows[0] as SheetRow).number);
  await expect.poll(heard, { message: 'the same number once more is heard once more' }).toBe('not-recorded');
  expect(stationSide(station.userDataDir).scans).toEqual(scans);
});

test('sending is paused in the exceptions room, every room says so, and it goes on from there', async () => {
  const { window } = station;
  const { effects: before } = await world.state();
  const row = rows.find(({ work }) => work.includes('sync')) as SheetRow;
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('pause').click();
  await expect(window.getByTestId('paused-banner')).toBeVisible();
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('paused-banner')).toBeVisible();
  expect((await scan(window, row.number)).verdict).toBe('pass');
  await expect(window.locator('[data-job-kind="sync"]')).toHaveAttribute('data-job-waits', 'paused');
  await expect(window.getByTestId('paused-rest')).toContainText('2');
  await shot('paused');
  expect((await world.state()).effects).toEqual(before);
  await window.getByTestId('paused-banner').getByTestId('pause').click();
  await drained(window);
  await expect(window.getByTestId('paused-banner')).toBeHidden();
  await expect.poll(async () => (await world.state()).effects).toMatchObject({ sync: before.sync + 1, writeBacks: before.writeBacks + 1 });
});
