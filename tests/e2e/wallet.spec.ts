import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { besideNarrowest } from '../support/narrowest.ts';
import { resize, SMALLEST } from '../support/on-screen.ts';
import { payWithPhone } from '../support/phone.ts';
import { deskReady, drained, scan } from '../support/scanner.ts';
import { worldOf, type World } from '../support/world-control.ts';

let dir: string;
let station: Launched;
let world: World;
let rows: SheetRow[];

test.beforeEach(async () => {
  dir = newDataDir('wallet');
  station = await launchApp({ args: ['--practice', '--seed', '9'], userDataDir: dir });
  await deskReady(station.window);
  world = worldOf(station.userDataDir);
  rows = await world.passing();
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};

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
  expect(await besideNarrowest(station)).toBe(0);
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
