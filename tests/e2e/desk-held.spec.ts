import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, type Page } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { PLATFORMS, type Platform } from '../../src-shared/domain/couriers.ts';
import { CODE_OF } from '../../src-shared/domain/function-cards.ts';
import type { Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { oneDesk } from '../support/one-desk.ts';
import { cutOff, speak, resize, SMALLEST } from '../support/on-screen.ts';
import { deskReady, scan, type } from '../support/scanner.ts';
import type { World } from '../support/world-control.ts';

let station: Launched;
let world: World;
let fresh: readonly SheetRow[];
let passing: readonly SheetRow[];

const desk = oneDesk(['--practice', '--seed', '3']);
test.beforeEach(async () => {
  ({ station, world, fresh, passing } = await desk());
  passing = passing.filter(({ work }) => work.join() === 'privacy');
});

test('an interception keeps the screen until somebody has the parcel; what is scanned meanwhile is recorded and told', async () => {
  const { window } = station;
  const [first, second] = fresh.filter((row) => row.verdict === 'intercepted' && row.interceptedAfter === null) as [SheetRow, SheetRow];
  const [pass, other] = passing as [SheetRow, SheetRow];
  const passedBefore = stationSide(station.userDataDir).scans['pass'] ?? 0;
  await scan(window, first.number);
  const panel = window.getByTestId('verdict');
  const told = window.getByTestId('told-meanwhile');
  await expect(told).toHaveCount(0);

  expect((await scan(window, pass.number)).verdict).toBe('pass');
  await expect(panel).toHaveAttribute('data-verdict', 'intercepted');
  await expect(told).toHaveAttribute('data-verdict', 'pass');
  await expect(told).toContainText(pass.number.slice(-4));
  expect(await told.locator('strong').evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize))).toBeGreaterThanOrEqual(64);
  expect(await window.evaluate(() => document.documentElement.dataset['lastTone'])).toBe('pass');
  await expect.poll(() => stationSide(station.userDataDir).scans['pass']).toBe(passedBefore + 1);

  // A scanner that sends one Enter too many answers nobody.
  for (const key of ['Enter', 'NumpadEnter', 'Tab']) await window.keyboard.press(key);
  await expect(panel).toContainText(first.number.slice(-4));

  // A window that opens anew holds it again.
  await window.reload();
  await deskReady(window);
  await expect(panel).toContainText(first.number.slice(-4));
  await expect(window.getByTestId('acknowledge')).toBeVisible();

  // A second one takes the panel, and the first is not forgotten.
  await scan(window, second.number);
  await expect(panel).toContainText(second.number.slice(-4));
  await expect(window.getByTestId('also-held')).toContainText(first.number.slice(-4));
  await window.getByTestId('acknowledge').click();
  await expect(panel).toContainText(first.number.slice(-4));
  await expect(window.getByTestId('also-held')).toHaveCount(0);
  await window.keyboard.press('Space');
  await expect(window.getByTestId('acknowledge')).toHaveCount(0);

  // What somebody has is not held again.
  await window.reload();
  await deskReady(window);
  await expect(window.getByTestId('strip')).toContainText(second.number.slice(-4));
  await expect(window.getByTestId('acknowledge')).toHaveCount(0);

  // The desk goes on as ever.
  expect((await scan(window, other.number)).verdict).toBe('pass');
  await expect(panel).toHaveAttribute('data-verdict', 'pass');
  await expect(told).toHaveCount(0);
});

test('a scan that could not be recorded keeps the panel until somebody has seen it, and is tried again', async () => {
  const { window, userDataDir } = station;
  const [lost, pass] = passing as [SheetRow, SheetRow];
  const db = new Database(join(userDataDir, 'station.db'));
  db.exec(`CREATE TRIGGER refused BEFORE INSERT ON scans WHEN NEW.number = '${lost.number}' BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  await type(window, lost.number);
  const failed = window.getByTestId('scan-failed');
  await expect(failed).toContainText('没有记下');
  await expect(failed).toContainText('store-failed');
  expect(await window.evaluate(() => document.documentElement.dataset['lastTone'])).toBe('not-recorded');
  // How it is acknowledged is one line, also in the longer language on the smallest screen.
  await resize(station, SMALLEST);
  await speak(station, 'en');
  const hint = failed.locator('.failed-choices small');
  await expect(hint).toContainText('Space');
  expect((await hint.boundingBox())?.height).toBeLessThan(40);
  expect(await cutOff(hint, window.getByTestId('verdict-stage'))).toBe(0);
  await scan(window, pass.number);
  await expect(failed).toContainText(lost.number.slice(-4));
  await expect(window.getByTestId('told-meanwhile')).toHaveAttribute('data-verdict', 'pass');
  await window.keyboard.press('Space');
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'pass');
  await expect(failed).toContainText(lost.number.slice(-4));
  db.exec('DROP TRIGGER refused');
  db.close();
  await window.getByTestId('scan-retry').click();
  await expect(window.getByTestId('verdict')).toContainText(lost.number.slice(-4));
  await expect(failed).toHaveCount(0);
});

test('an expired order, another station\'s platform and a refund during packing have words, a sign and a sound each, and hold the desk', async () => {
  const { window, userDataDir } = station;
  const [refunded, elsewhere] = passing as [SheetRow, SheetRow];
  const expired = fresh.find((row) => row.expired) as SheetRow;
  await world.command('intercept', { number: refunded.number, reason: 'refund' });
  await expect.poll(() => stationSide(userDataDir).interceptions, { timeout: 15_000 }).toContain(refunded.number);
  const others = PLATFORMS.filter((platform) => platform !== elsewhere.platform);
  const cases = [
    [refunded.number, '打包时买家退款', 'refund-while-packing'],
    [expired.number, '订单已过期', 'expired'],
    [elsewhere.number, '本工位只发', 'wrong-platform'],
  ] as const;
  for (const [number, words, name] of cases) {
    if (name === 'wrong-platform') await ruleFor(window, others);
    expect((await scan(window, number)).verdict).toBe('intercepted');
    const panel = window.getByTestId('verdict');
    await expect(panel.locator('.verdict-why')).toContainText(words);
    await expect(panel.locator('.reason-icon')).toHaveAttribute('data-reason', name);
    expect(await window.evaluate(() => [document.documentElement.dataset['lastTone'], document.documentElement.dataset['lastWord']])).toEqual([name, name]);
    await window.getByTestId('acknowledge').click();
    await expect(window.getByTestId('acknowledged')).toBeVisible();
  }
  await ruleFor(window, PLATFORMS);
});

test('a double click is for one: what comes into its place waits for a hand of its own', async () => {
  const { window, userDataDir } = station;
  const held = fresh.filter((row) => row.verdict === 'intercepted' && row.interceptedAfter === null).slice(0, 3);
  const [first, second, lost, again] = passing as [SheetRow, SheetRow, SheetRow, SheetRow];
  for (const { number } of held) await scan(window, number);
  await window.getByTestId('acknowledge').dblclick();
  await expect(window.getByTestId('verdict')).toContainText(held[1]?.number.slice(-4) ?? '');
  await expect(window.getByTestId('also-held')).toContainText(held[0]?.number.slice(-4) ?? '');
  await window.getByTestId('acknowledge').click();
  // Where a click of the list has left the focus on a row, too.
  await window.keyboard.press('/');
  await window.getByTestId('list-row').first().click();
  await window.keyboard.press('Space');
  await expect(window.getByTestId('acknowledge')).toHaveCount(0);
  await window.getByTestId('list-close').click();

  for (const { number } of [first, second]) await scan(window, number);
  for (const { number } of [first, second]) await world.command('intercept', { number, reason: 'refund' });
  const recalls = window.getByTestId('recall');
  await expect(recalls).toHaveCount(2, { timeout: 15_000 });
  await recalls.first().getByRole('button').dblclick();
  await expect(recalls).toHaveCount(1);
  await recalls.first().getByRole('button').click();
  await expect(recalls).toHaveCount(0);

  const db = new Database(join(userDataDir, 'station.db'));
  db.exec("CREATE TRIGGER refused BEFORE INSERT ON scans BEGIN SELECT RAISE(ABORT, 'refused'); END");
  const failed = window.getByTestId('scan-failed');
  for (const [at, { number }] of [lost, again].entries()) {
    await type(window, number);
    await expect(failed).toHaveCount(at + 1);
    await window.keyboard.press('Space');
  }
  await failed.first().getByRole('button').last().dblclick();
  await expect(failed).toHaveCount(1);
  db.exec('DROP TRIGGER refused');
  db.close();
  await expect(async () => {
    await failed.getByTestId('scan-retry').click({ timeout: 1_000 });
    await expect(failed).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
});

test('however many parcels are called back, what is held and its button are whole on the smallest screen, and each of them can be reached', async () => {
  const { window } = station;
  const called = passing.slice(0, 4);
  const stopped = fresh.filter((row) => row.verdict === 'intercepted' && row.interceptedAfter === null).slice(0, 2);
  await resize(station, SMALLEST);
  await speak(station, 'en');
  for (const { number } of called) await scan(window, number);
  for (const { number } of called) await world.command('intercept', { number, reason: 'refund' });
  const recalls = window.getByTestId('recall');
  const more = window.getByTestId('recall-more');
  // What is called back just now is on the screen at once.
  await expect(recalls).toHaveCount(4, { timeout: 15_000 });
  await type(window, CODE_OF.pause);
  for (const { number } of stopped) await scan(window, number);
  await expect(more).toHaveText('3 more');
  await expect(recalls).toHaveCount(1);
  await expect(window.getByTestId('paused-banner')).toBeVisible();
  const stage = window.getByTestId('verdict-stage');
  const isWhole = async (): Promise<void> => {
    for (const part of ['.verdict-icon', 'strong', '.verdict-number', '.verdict-why span', '[data-testid="acknowledge"]', '[data-testid="also-held"]']) expect(await cutOff(stage.locator(part).first(), stage), part).toBe(0);
    expect(await stage.getByTestId('acknowledge').evaluate((node) => node.clientHeight)).toBeGreaterThanOrEqual(38);
    const [reason, below] = await Promise.all(['.verdict-why span', '.acknowledge'].map((part) => stage.locator(part).first().boundingBox()));
    expect((reason?.y ?? 0) + (reason?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
  };
  await isWhole();

  await more.focus();
  await window.keyboard.press('Enter');
  await expect(recalls).toHaveCount(4);
  await isWhole();
  // From the desk, which has the focus again, backwards.
  await expect(window.getByTestId('desk')).toBeFocused();
  await window.keyboard.press('Shift+Tab');
  const done = recalls.last().getByTestId('recall-done');
  await expect(done).toBeFocused();
  await expect(done).toBeInViewport({ ratio: 1 });
  await window.keyboard.press('Enter');
  await expect(recalls).toHaveCount(3);
  // A scan needs the room.
  await scan(window, passing[4]?.number ?? '');
  await expect(recalls).toHaveCount(1);
  await expect(more).toHaveText('2 more');
  await type(window, CODE_OF.pause);
  await expect(window.getByTestId('paused-banner')).toBeHidden();
});

/** A supervisor's rule: this station packs for these platforms. */
async function ruleFor(window: Page, platforms: readonly Platform[]): Promise<void> {
  const set = await window.evaluate(async (only) => {
    const { station: bridge } = globalThis as unknown as { station: StationBridge };
    return (await bridge.ask('exceptions.setRules', { unknown: 'pass', platforms: only })).ok;
  }, [...platforms]);
  expect(set).toBe(true);
}
