import { expect, test, type Page } from '@playwright/test';
import { launchApp, type Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { besideNarrowest } from '../support/narrowest.ts';
import { deskReady, drained, type as scanInto } from '../support/scanner.ts';
import { worldOf, type World } from '../support/world-control.ts';

let dir: string;
let station: Launched;
let world: World;

test.beforeEach(async () => {
  dir = newDataDir('messages');
  station = await launchApp({ args: ['--practice', '--seed', '11'], userDataDir: dir });
  await deskReady(station.window);
  world = worldOf(station.userDataDir);
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};
const rows = (window: Page) => window.getByTestId('table-messages').locator('tbody tr');
const decisionOf = (window: Page, rule: string) => window.locator(`[data-testid="preview"][data-rule="${rule}"]`);

/** Types into the form as a person without a mouse does, from the place on. */
async function fillIn(window: Page, place: string, code: string, phone: string): Promise<void> {
  await window.getByTestId('pickup-place').focus();
  await window.keyboard.press('ControlOrMeta+a');
  await window.keyboard.type(place);
  await window.keyboard.press('Tab');
  await window.keyboard.type(code);
  await window.keyboard.press('Tab');
  await window.keyboard.type(phone, { delay: 45 });
  await window.keyboard.press('Enter');
}

test('a pickup code by keyboard alone: counted before it is sent, sent once, and corrected by a message that says so', async () => {
  const { window } = station;
  await window.keyboard.press('F3');
  await expect(window.getByTestId('room-empty')).toBeVisible();
  await shot('messages-empty');
  await fillIn(window, '东门菜鸟驿站', '7-2-5018', '19900000042');
  const preview = window.getByTestId('preview');
  await expect(preview).toHaveAttribute('data-segments', '1');
  await expect(preview).toHaveAttribute('data-cost', '45');
  await expect(window.getByTestId('preview-text')).toHaveText('【京巴士】您的包裹已到东门菜鸟驿站,取件码7-2-5018,请及时取件。');
  expect((await world.state()).effects.messages).toBe(0);
  await expect(window.getByTestId('pickup-send')).toBeFocused();
  await shot('messages-preview');
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect(rows(window)).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await expect(rows(window).first()).toHaveAttribute('data-state', 'done');
  await expect(rows(window).first()).toContainText('199****0042');
  await expect(window.getByTestId('pickup-code')).toBeFocused();
  await expect(window.getByTestId('pickup-place')).toHaveValue('东门菜鸟驿站');

  // The same code again is refused with its reason, before anything is sent.
  await fillIn(window, '东门菜鸟驿站', '7-2-5018', '19900000042');
  await expect(window.getByTestId('pickup-problem').getByTestId('problem')).toHaveAttribute('data-code', 'pickup-code-used');

  await window.getByTestId('correct').focus();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('pickup')).toHaveAttribute('data-correcting', 'true');
  await expect(window.getByTestId('pickup-code')).toBeFocused();
  await window.keyboard.type('7-2-5019');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('preview-text')).toContainText('更正');
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect(rows(window)).toHaveCount(2, { timeout: 500 });
  }).toPass();
  await drained(window);
  expect((await world.state()).effects.messages).toBe(2);
  expect(stationSide(station.userDataDir).captured).toBe(90);
  await expect(window.getByTestId('table-messages').locator('tbody tr[data-state="done"]')).toHaveCount(2);
  await expect(window.getByTestId('pickup-code')).toBeFocused();
  await expect(window.getByTestId('pickup-place')).toHaveValue('东门菜鸟驿站');
  await shot('messages-list');
  expect(await besideNarrowest(station)).toBe(0);

  // The next number that is sought takes the place of this one, whatever was pressed.
  const search = window.getByTestId('messages-search');
  const chosen = (): Promise<string> => search.evaluate((field: HTMLInputElement) => field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0));
  await search.fill(' 7-2-5018 ');
  await search.press('Enter');
  await expect(rows(window)).toHaveCount(1);
  await expect(search).toBeFocused();
  expect(await chosen()).toBe('7-2-5018');
  await window.keyboard.type('7-2-5');
  await window.keyboard.press('Tab');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('messages-newest')).toBeVisible();
  await expect(search).toBeFocused();
  expect(await chosen()).toBe('7-2-5');
  await window.getByTestId('messages-newest').click();
  await expect(rows(window)).toHaveCount(2);
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
});

test('a code and a waybill number may be scanned into their fields; nothing is sent that nobody has read', async () => {
  const { window } = station;
  await window.getByTestId('room-messages').click();
  await window.getByTestId('pickup-place').fill('南苑便利店');
  await window.getByTestId('pickup-phone').fill('19900000043');
  await window.getByTestId('pickup-code').fill('88-1');
  await window.getByTestId('pickup-number').focus();
  await scanInto(window, 'SF1234567890123', 3);
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('pickup-number')).toHaveValue('SF1234567890123');
  await expect(window.getByTestId('preview')).toBeVisible();
  await expect(window.getByTestId('misplaced')).toBeHidden();
  expect((await world.state()).effects.messages).toBe(0);
  await window.getByTestId('pickup-back').click();
  await expect(window.getByTestId('preview')).toBeHidden();

  // What an input method has left of a number may be another's: it is not taken. A code may be Chinese, and is to be compared.
  await window.getByTestId('pickup-number').dispatchEvent('compositionstart');
  await window.getByTestId('pickup-number').fill('777012345678');
  await expect(window.getByTestId('pickup-composed')).toContainText('清空');
  await expect(window.getByTestId('pickup-count')).toBeDisabled();
  await window.getByTestId('pickup-number').press('Enter');
  await window.getByTestId('pickup-number').fill('');
  await expect(window.getByTestId('pickup-composed')).toBeHidden();
  await expect(window.getByTestId('preview')).toBeHidden();
  await window.getByTestId('pickup-code').dispatchEvent('compositionstart');
  await window.getByTestId('pickup-code').fill('88-2');
  await expect(window.getByTestId('pickup-composed')).toContainText('逐字核对');
  await window.getByTestId('pickup-code').press('Enter');
  await expect(window.getByTestId('preview')).toBeVisible();
  await expect(window.getByTestId('pickup-composed')).toBeVisible();
});

test('whoever has opted out gets nothing, wherever the message comes from; arrivals are told by themselves', async () => {
  const { window } = station;
  await world.command('reply', { phone: '19900000044', text: 'R' });
  await world.command('arrive', { code: '1-1-1001', place: '丰巢柜3号', phone: '19900000044' });
  await world.command('arrive', { code: '1-1-1002', place: '丰巢柜3号', phone: '19900000045' });
  await window.getByTestId('room-messages').click();
  await expect(rows(window)).toHaveCount(2, { timeout: 15_000 });
  await expect(window.locator('[data-testid="table-messages"] tr[data-rule="message-opted-out"][data-state="refused"]')).toHaveCount(1, { timeout: 15_000 });
  await expect(window.locator('[data-testid="table-messages"] tr[data-state="done"]')).toHaveCount(1);
  await fillIn(window, '东门菜鸟驿站', '5-5-5005', '19900000044');
  await expect(decisionOf(window, 'message-opted-out')).toBeVisible();
  await expect(window.getByTestId('pickup-send')).toBeDisabled();
  await window.getByTestId('filter-stopped').click();
  await expect(rows(window)).toHaveCount(1);
  await shot('messages-refused');
  // Nor do its buttons lie over what is said of it.
  expect(await besideNarrowest(station)).toBe(0);
  const state = await world.state();
  expect(state.effects.messages).toBe(1);
  expect(state.messagesAfterOptOut).toBe(0);

  // Whoever got theirs and wants no more: it is told on the message; and a complaint is answered from its details.
  await world.command('reply', { phone: '19900000045', text: '退订' });
  await window.getByTestId('filter-sent').click();
  await expect(async () => {
    await window.getByRole('button', { name: '刷新' }).click();
    await expect(window.locator('tr[data-state="done"]').getByTestId('opted-out')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  await window.locator('tr[data-state="done"]').getByTestId('detail').click();
  const fields = window.getByTestId('message-detail').getByTestId('sent-fields');
  await expect(fields).toHaveAttribute('data-said-by', 'gateway');
  await expect(fields.locator('dd')).toHaveCount(6);
  await expect(fields.getByTestId('sent-audience')).toHaveText('丰巢柜3号 的到件 1-1-1002 的收件人 199****0045');
  await shot('messages-detail');
  await fields.locator('button.copy').click();
  const copied = (): Promise<string> => station.app.evaluate(({ clipboard }) => clipboard.readText());
  for (const text of await fields.locator('dd').allTextContents()) await expect.poll(copied).toContain(text);
});

test('outside the permitted hours a message waits and says until when', async () => {
  const { window } = station;
  // Never now, whatever the clock says: the hours are over a minute after they began, half a day away.
  const minute = Math.floor(((Date.now() + 8 * 3_600_000) % 86_400_000) / 60_000);
  const from = (minute + 720) % 1440;
  await world.command('message-limits', { hours: { notification: { from, to: from === 1439 ? 0 : from + 1 } } });
  await window.getByTestId('room-messages').click();
  await expect(async () => {
    await fillIn(window, '东门菜鸟驿站', '6-6-6006', '19900000046');
    await expect(decisionOf(window, 'message-hours')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect(rows(window)).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await expect(rows(window).first()).toHaveAttribute('data-rule', 'message-hours');
  await expect(rows(window).first()).toHaveAttribute('data-state', 'waiting');
  // The sum says what the row does, and that it is not charged.
  await expect(rows(window).first()).toContainText('¥0.045');
  await expect(window.getByTestId('table-messages').locator('tfoot')).toContainText('¥0.045其中未扣 ¥0.045');
  await shot('messages-hours');
  expect((await world.state()).effects.messages).toBe(0);
});
