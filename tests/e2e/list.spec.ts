import { expect, test, type Page } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { Launched } from '../support/app.ts';
import { oneDesk } from '../support/one-desk.ts';
import { cutOff, resize, SMALLEST } from '../support/on-screen.ts';
import { drained, scan, seen } from '../support/scanner.ts';

let station: Launched;
let window: Page;
let rows: readonly SheetRow[];
let fresh: readonly SheetRow[];
const passing = (...work: SheetRow['work'][number][]): SheetRow[] =>
  fresh.filter((row) => row.verdict === 'pass' && row.interceptedAfter === null && JSON.stringify(row.work) === JSON.stringify(work));
const one = (verdict: SheetRow['verdict']): SheetRow => rows.find((row) => row.verdict === verdict && row.interceptedAfter === null) as SheetRow;
const ofNumber = (number: string) => window.locator(`[data-testid="list-row"][data-number="${number}"]`);

const desk = oneDesk(['--practice', '--seed', '3']);
test.beforeEach(async () => {
  ({ station, rows, fresh } = await desk());
  window = station.window;
});

test('the list follows the scans beside the verdict, and is filtered', async () => {
  const [first, second, third] = passing('privacy') as [SheetRow, SheetRow, SheetRow];
  await scan(window, first.number);
  await window.keyboard.press('/');
  await expect(ofNumber(first.number)).toBeVisible();
  // Scanned into the search field, as fast as a scanner: recorded, told, and nothing of it is left in the field.
  expect((await scan(window, second.number, 0)).verdict).toBe('pass');
  await expect(window.getByTestId('list-search')).toHaveValue('');
  await expect(window.getByTestId('list-row').first()).toHaveAttribute('data-number', second.number);
  await expect(window.getByTestId('verdict')).toContainText(second.number.slice(-4));
  await expect(ofNumber(second.number)).toHaveAttribute('data-work', 'done');

  await window.getByTestId('list-verdict-unknown').click();
  await expect(window.getByTestId('list-empty')).toBeVisible();
  await scan(window, one('unknown').number);
  await expect(window.getByTestId('list-row')).toHaveCount(1);
  await window.getByTestId('list-verdict-unknown').click();
  await window.getByTestId('list-state-done').click();
  await expect(window.getByTestId('list-row')).toHaveCount(2);
  await window.getByTestId('list-close').click();
  expect((await scan(window, third.number)).verdict).toBe('pass');
});

test('keys alone find a parcel by the end of its number, show its whole history and lead back', async () => {
  const row = passing('trace', 'write-back', 'privacy', 'forwarding-sms')[0] as SheetRow;
  await scan(window, row.number);
  for (const { number } of passing('privacy').slice(0, 4)) await scan(window, number);
  await drained(window);
  // As fingers do it: nobody waits for the field.
  await window.keyboard.press('/');
  await expect(window.getByTestId('list-scope')).toContainText('今天');
  await window.keyboard.type(row.number.slice(-5), { delay: 60 });
  await expect(window.getByTestId('list-search')).toHaveValue(row.number.slice(-5));
  await expect(window.getByTestId('list-row')).toHaveCount(1);
  await expect(window.getByTestId('list-scope')).toContainText('全部日期');
  const newNumber = await window.evaluate(() => document.querySelector('[data-testid="list-row"]')?.textContent ?? '');
  expect(newNumber).toContain('新单号');
  await window.keyboard.press('Enter');

  const history = window.getByTestId('history');
  await expect(history.getByTestId('table-history-scans').locator('tbody tr')).toHaveCount(1);
  await expect(history.getByTestId('table-history-jobs').locator('[data-job-state="done"]')).toHaveCount(4);
  await expect(history.getByTestId('table-history-money').locator('[data-entry="capture"]')).toHaveCount(3);
  await expect(history.getByTestId('history-money')).toContainText('¥0.235');
  await expect(history.getByTestId('history-messages')).toContainText('【');
  await expect(history.getByTestId('history-numbers')).toContainText('1700');
  await expect(history.getByTestId('history-numbers')).toContainText('已回传');
  // No phone that is not masked.
  await expect(history).not.toContainText(/(?<!\d)1[3-9]\d{9}(?!\d)(?<!1700\d{7})/);

  await window.keyboard.press('Escape');
  await expect(history).toHaveCount(0);
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('card')).toBeVisible();
  await expect(window.getByTestId('desk')).toBeFocused();
});

test('on the smallest screen the selected row shows its number whole, and its buttons beneath it', async () => {
  await resize(station, SMALLEST);
  await scan(window, (passing('sync', 'write-back')[0] as SheetRow).number);
  await drained(window);
  await window.keyboard.press('/');
  const row = window.getByTestId('list-row').first();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  const number = row.locator('.list-number');
  expect(await cutOff(number.locator('b'), number)).toBe(0);
  const buttons = row.getByRole('button');
  await expect(buttons).toHaveCount(3);
  for (const button of await buttons.all()) {
    expect(await cutOff(button, row)).toBe(0);
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
});

test('a scan brings back the verdict, and what is held is told even over a history', async () => {
  const [row, next] = passing('privacy') as [SheetRow, SheetRow];
  await scan(window, row.number);
  await scan(window, one('intercepted').number);
  await window.getByTestId('card-history').click();
  await expect(window.getByTestId('history-held')).toContainText(one('intercepted').number.slice(-4));
  await scan(window, next.number);
  await expect(window.getByTestId('history')).toHaveCount(0);
  expect((await seen(window))?.verdict).toBe('pass');
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'intercepted');
});

test('a history shows what is, while it is open and when somebody comes back to it', async () => {
  const { number } = passing('sync', 'write-back')[0] as SheetRow;
  const jobs = window.getByTestId('table-history-jobs');
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('pause').click();
  await expect(window.getByTestId('paused-banner')).toContainText(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 暂停了发送/);
  await window.getByTestId('room-desk').click();
  await scan(window, number);
  await window.getByTestId('card-history').click();
  await expect(jobs.locator('[data-job-state="waiting"]')).toHaveCount(2);
  if (process.env['STATION_SHOTS']) await window.screenshot({ path: `${process.env['STATION_SHOTS']}/history-paused.png` });
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('paused-banner').getByTestId('pause').click();
  await drained(window);
  await window.getByTestId('room-desk').click();
  await expect(jobs.locator('[data-job-state="done"]')).toHaveCount(2);
});

test('from the search field: a space is for what is held, and the keys of the desk work', async () => {
  await window.keyboard.press('/');
  const field = window.getByTestId('list-search');
  await scan(window, one('intercepted').number, 0);
  await expect(window.getByTestId('acknowledge')).toBeVisible();
  await expect(field).toBeFocused();
  await window.keyboard.press('Space');
  await expect(window.getByTestId('acknowledged')).toBeVisible();
  await expect(field).toHaveValue('');
  for (const [key, overlay] of [['m', 'entry'], ['o', 'operators'], ['h', 'help']] as const) {
    await window.keyboard.press(`Control+${key}`);
    await expect(window.getByTestId('desk-overlay')).toHaveAttribute('data-overlay', overlay);
    await window.keyboard.press('Escape');
    await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
    await expect(field).toBeFocused();
  }
  // Undo in a field is that of the field.
  await window.keyboard.press('Control+z');
  await expect(window.getByTestId('acknowledged')).toBeVisible();
});

test('the selected numbers are copied by keys', async () => {
  const row = passing('sync', 'write-back')[0] as SheetRow;
  await scan(window, row.number);
  await drained(window);
  await window.keyboard.press('/');
  await expect(ofNumber(row.number)).toHaveAttribute('aria-selected', 'true');
  const copied = (): Promise<string> => station.app.evaluate(({ clipboard }) => clipboard.readText());
  await window.keyboard.press('Control+c');
  await expect.poll(copied).toBe(row.number);
  await expect(window.getByTestId('list-keys')).toContainText(`已复制原单号 …${row.number.slice(-4)}`);
  await window.keyboard.press('Control+Shift+c');
  await expect.poll(async () => (await copied()) !== row.number && (await copied()).length > 8).toBe(true);
  await expect(window.getByTestId('list-keys')).toHaveAttribute('data-copied', 'replacement');
  // Where there is none it is said: what is pasted next would be another parcel's.
  const before = await copied();
  await scan(window, (passing('privacy')[0] as SheetRow).number, 0);
  await window.keyboard.press('ArrowUp');
  await window.keyboard.press('Control+Shift+c');
  await expect(window.getByTestId('list-keys')).toContainText('什么也没有复制');
  expect(await copied()).toBe(before);
});
