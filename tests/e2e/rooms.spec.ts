import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { besideNarrowest } from '../support/narrowest.ts';
import { resize, SMALLEST } from '../support/on-screen.ts';
import { payWithPhone } from '../support/phone.ts';
import { deskReady, drained, scan, type } from '../support/scanner.ts';
import { worldOf, type World } from '../support/world-control.ts';

let dir: string;
let station: Launched;
let world: World;
let rows: SheetRow[];

test.beforeEach(async () => {
  dir = newDataDir('rooms');
  station = await launchApp({ args: ['--practice', '--seed', '9'], userDataDir: dir });
  await deskReady(station.window);
  world = worldOf(station.userDataDir);
  rows = await world.passing();
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};

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
  const out = join(dir, 'conversions.csv');
  await station.app.evaluate(({ dialog }, path) => void (dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })), out);
  await window.getByTestId('export-conversions').click();
  await expect(window.getByText('已导出 conversions.csv')).toBeVisible();
  const written = readFileSync(out, 'utf8');
  for (const { number, work } of scanned) expect(written.includes(number), number).toBe(work.includes('sync') || work.includes('trace'));
  await shot('reports');
});

test('the wallet: balance, what is lent, prices, ledger, both books, and a top-up that is resumed after a restart', async () => {
  test.setTimeout(120_000);
  const { window } = station;
  await world.command('fault', { on: 'journal', kind: 'lose-request', count: 1_000 });
  await scan(window, (rows.find(({ work }) => work.includes('trace')) as SheetRow).number);
  await drained(window);
  await window.getByTestId('room-wallet').click();
  // What is still being reported agrees in a moment, and nobody has to press anything.
  await expect(window.getByTestId('compare')).toHaveAttribute('data-same', 'false');
  await world.command('clear-faults', {});
  await expect(window.getByTestId('sum-balance')).toHaveAttribute('data-amount', '37500');
  await expect(window.getByTestId('table-leases').locator('tbody tr')).toHaveCount(1);
  await expect(window.getByTestId('table-prices')).toContainText('¥0.045');
  await expect(window.getByTestId('compare')).toHaveAttribute('data-same', 'true');
  await expect(window.getByTestId('table-ledger')).toContainText('¥0.110');

  await window.getByTestId('open-reconcile').click();
  await expect(window.getByTestId('reconcile')).toHaveAttribute('data-differences', '0');
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('reconcile')).toBeHidden();
  await window.getByTestId('open-top-up').click();
  await window.getByTestId('top-up-amount').fill('12.5');
  await window.getByTestId('create-top-up').click();
  await window.getByTestId('top-up-qr').waitFor();
  await station.close();
  station = await launchApp({ args: ['--practice', '--seed', '9'], userDataDir: dir });
  await deskReady(station.window);
  // While it can't be asked about there is no form for another.
  await world.command('fault', { on: 'topUp', kind: 'status-500', count: 1_000 });
  await station.window.getByTestId('room-wallet').click();
  await expect(station.window.getByTestId('open-top-up')).toHaveText(/继续支付/);
  await station.window.getByTestId('open-top-up').click();
  await expect(station.window.getByTestId('top-up')).toHaveAttribute('data-state', 'unheard');
  await shot('top-up-unheard');
  // The way out of one that can never be asked about says first what that may cost.
  await station.window.getByTestId('let-go-top-up').click();
  const warning = station.window.getByRole('dialog').filter({ hasText: '不要再付一笔' });
  await warning.waitFor();
  await shot('top-up-let-go');
  await warning.getByRole('button', { name: '继续等' }).click();
  await warning.waitFor({ state: 'hidden' });
  await station.window.getByTestId('ask-top-up').click();
  await world.command('clear-faults', {});
  const code = station.window.getByTestId('top-up-qr');
  await payWithPhone((await code.getAttribute('data-qr')) ?? '');
  await station.window.locator('[data-testid="top-up"][data-state="paid"]').waitFor({ timeout: 15_000 });
  await station.window.getByTestId('top-up-finish').click();
  await expect(station.window.getByTestId('sum-balance')).toHaveAttribute('data-amount', '50000');
});

test('the sums of the wallet add up after an adjustment, and have their room on a large and on the smallest screen', async () => {
  const { app, window } = station;
  await scan(window, (rows.find(({ work }) => work.includes('trace')) as SheetRow).number);
  await drained(window);
  const rich = async (): Promise<void> => {
    for (let n = 0; n < 12; n += 1) {
      const made = await window.evaluate(() => (globalThis as unknown as { station: StationBridge }).station.ask('wallet.createTopUp', { amount: 100_000_000, channel: 'alipay' }));
      if (made.ok) await world.command('pay', { topUpId: made.value.topUpId });
    }
  };
  await rich();
  await world.command('drain', {});
  await rich();
  await window.getByTestId('room-wallet').click();
  const sum = async (name: string): Promise<number> => Number(await window.getByTestId(`sum-${name}`).getAttribute('data-amount'));
  await expect(window.getByTestId('sum-adjusted')).toContainText('调整');
  expect((await sum('toppedUp')) + (await sum('adjusted'))).toBe((await sum('balance')) + (await sum('escrow')) + (await sum('captured')) - (await sum('refunded')));
  for (const [width, height] of [[1920, 1080], [1024, 700]] as const) {
    await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height });
    await expect.poll(() => window.evaluate(() => globalThis.innerWidth)).toBeLessThanOrEqual(width);
    await shot(`wallet-${width}`);
    expect(await window.locator('.sums').evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
  }
});

test('a wallet that could not be fetched anew says so wherever one stands in it, with a top-up that waits', async () => {
  const { window } = station;
  await window.getByTestId('room-wallet').click();
  await window.getByTestId('open-top-up').click();
  await expect(window.getByTestId('top-up-amount')).toBeFocused();
  await window.getByTestId('top-up-amount').fill('12.5');
  await window.getByTestId('create-top-up').click();
  await window.getByTestId('top-up-qr').waitFor();
  await window.keyboard.press('Escape');
  const note = window.locator('.room-note');
  await expect(note).toContainText('充值');
  await expect(note).toContainText('更新');
  await window.locator('.room-body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await world.command('network', { network: 'off' });
  await window.getByRole('button', { name: '刷新' }).click();
  await expect(window.getByTestId('room-problem').first()).toBeInViewport({ ratio: 1 });
  await shot('wallet-not-fetched');
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
  await window.getByTestId('room-practice').click();
  await window.getByTestId('practice-network').click();
  await expect(window.getByTestId('network')).toHaveAttribute('data-network', 'offline', { timeout: 15_000 });
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('offline-badge')).toBeVisible();
  const row = rows.find(({ work }) => work.includes('sync')) as SheetRow;
  expect((await scan(window, row.number)).verdict).toBe('pass');
  expect(stationSide(station.userDataDir).sync).toBe(0);
  await window.getByTestId('room-practice').click();
  await window.getByTestId('practice-network').click();
  await expect(window.getByTestId('network')).toHaveAttribute('data-network', 'online', { timeout: 15_000 });
  await drained(window);
  await expect.poll(async () => (await world.state()).effects).toMatchObject({ sync: 1, writeBacks: 1 });
});

test('a refused conversion waits for a person with a reason and one proposed action; giving it up frees the money', async () => {
  const { window } = station;
  const model = rows.find(({ work }) => work.includes('sync')) as SheetRow;
  const number = 'SF9999999999999';
  await world.command('add-order', {
    authorised: false,
    parcel: {
      number, courier: 'sf', platform: model.platform, store: { id: 'store-without-consent', name: '未授权店' }, orderNumber: 'NEW-1', target: { kind: 'segment', segment: 'offline' },
      privacy: false, recipient: { name: '李测试', phone: '19900000001', region: '上海市' }, items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false,
    },
  });
  await expect.poll(async () => (await scan(window, number)).verdict, { intervals: [500] }).toBe('pass');
  await expect(window.getByTestId('rail-exceptions')).toHaveText('1');
  // On the smallest screen the reason has more room than a column beside its state.
  await resize(station, SMALLEST);
  const reason = window.getByTestId('card').locator('[data-job-state="parked"] .job-detail');
  expect((await reason.boundingBox())?.width).toBeGreaterThan(240);
  await scan(window, 'YT8888777766665');
  await window.getByTestId('room-exceptions').click();
  expect(await besideNarrowest(station)).toBe(0);
  await window.getByTestId('exceptions-tabs').getByText('待查').click();
  await expect(window.getByTestId('unknown-drop')).toBeVisible();
  expect(await besideNarrowest(station)).toBe(0);
  await window.getByTestId('exceptions-tabs').getByText('任务').click();
  await expect(window.getByTestId('to-stores')).toBeVisible();
  // By keys alone: what opens the question does not answer it.
  const other = window.getByTestId('act-other');
  const question = window.getByRole('dialog').filter({ hasText: '不能撤销' });
  for (const key of ['Enter', 'Space']) {
    await other.focus();
    await window.keyboard.press(key);
    await expect(window.getByRole('menuitem', { name: '重试' })).toBeFocused();
    await window.keyboard.press('ArrowDown');
    await expect(window.getByRole('menuitem', { name: '作废' })).toBeFocused();
    await window.keyboard.press(key);
    await expect(question.getByRole('button').first()).toBeFocused();
    await window.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(other).toBeFocused();
  }
  await other.click();
  await window.getByRole('menuitem', { name: '作废' }).click();
  await question.getByRole('button').last().click();
  await expect(window.getByTestId('room-empty')).toBeVisible();
  await expect.poll(() => stationSide(station.userDataDir).open).toBe(0);
  expect(stationSide(station.userDataDir).captured).toBe(0);
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
});

test('a scan in another room is not taken for a scan, and not dropped in silence', async () => {
  const { window } = station;
  await window.getByTestId('room-reports').click();
  await type(window, (rows[0] as SheetRow).number);
  await expect(window.getByTestId('misplaced')).toBeVisible();
  const heard = (): Promise<string | undefined> => window.evaluate(() => document.documentElement.dataset['lastWord']);
  expect(await heard()).toBe('not-recorded');
  await window.evaluate(() => delete document.documentElement.dataset['lastWord']);
  await type(window, (rows[0] as SheetRow).number);
  await expect.poll(heard, { message: 'the same number once more is heard once more' }).toBe('not-recorded');
  expect(stationSide(station.userDataDir).scans).toEqual({});
});

test('sending is paused in the exceptions room, every room says so, and it goes on from there', async () => {
  const { window } = station;
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
  expect((await world.state()).effects).toMatchObject({ sync: 0 });
  await window.getByTestId('paused-banner').getByTestId('pause').click();
  await drained(window);
  await expect(window.getByTestId('paused-banner')).toBeHidden();
  await expect.poll(async () => (await world.state()).effects).toMatchObject({ sync: 1, writeBacks: 1 });
});
