import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { besideNarrowest } from '../support/narrowest.ts';
import { deskReady, scan } from '../support/scanner.ts';
import { worldOf, type World } from '../support/world-control.ts';

let dir: string;
let station: Launched;
let world: World;
let rows: SheetRow[];

test.beforeEach(async () => {
  dir = newDataDir('batch');
  await launch();
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

async function launch(): Promise<void> {
  station = await launchApp({ args: ['--practice', '--seed', '9'], userDataDir: dir });
  await deskReady(station.window);
  world = worldOf(station.userDataDir);
  // At a second start the desk is ready before the world is there again.
  await expect.poll(() => world.sheet().then(() => true, () => false), { timeout: 15_000 }).toBe(true);
  rows = (await world.passing()).filter(({ work }) => work.some((kind) => kind === 'sync' || kind === 'trace'));
}

/** What a person would choose in the system's dialogs. */
const choose = (open: string, save = ''): Promise<void> =>
  station.app.evaluate(({ dialog }, [opened, saved]) => {
    dialog.showOpenDialog = async () => ({ canceled: opened === '', filePaths: [opened as string] });
    dialog.showSaveDialog = async () => ({ canceled: saved === '', filePath: saved as string });
  }, [open, save] as const);

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};

test('a list in GBK: preview with its bad rows, conversion, original and new number side by side, export, and the desk afterwards', async () => {
  test.setTimeout(120_000);
  const { window } = station;
  const numbers = rows.slice(0, 14).map(({ number }) => number);
  const file = join(dir, 'list.csv');
  // 运单号 in GBK.
  writeFileSync(file, Buffer.concat([Buffer.from('d4cbb5a5bac5', 'hex'), Buffer.from(`,note\r\n${numbers.map((number) => `${number},x`).join('\r\n')}\r\n7.74124E+14,\r\n13800000000,\r\nEA123456789CN,\r\n${numbers[0]},\r\n`)]));
  const out = join(dir, 'out.csv');
  await choose(file, out);
  await window.getByTestId('room-batch').click();
  await expect(window.getByTestId('room-empty')).toBeVisible();
  await window.getByTestId('batch-choose').click();
  const preview = window.getByTestId('batch-preview');
  await expect(preview).toHaveAttribute('data-good', '14');
  await expect(preview).toHaveAttribute('data-bad', '4');
  await expect(window.getByTestId('table-bad-rows').locator('tbody tr')).toHaveCount(4);
  await shot('batch-preview');
  expect((await world.state()).effects).toMatchObject({ sync: 0, trace: 0 });
  await window.getByTestId('batch-start').click();
  await expect(window.getByTestId('batch')).toHaveAttribute('data-state', 'ended', { timeout: 60_000 });
  await expect(window.getByTestId('batch')).toHaveAttribute('data-done', '14');
  await expect(window.getByTestId('batch-sentence')).toContainText('14');
  await expect(window.getByTestId('table-batch-rows').locator('tbody tr[data-row-state="done"]')).toHaveCount(14);
  await shot('batch-ended');
  expect(await besideNarrowest(station)).toBe(0);
  const { effects } = await world.state();
  expect(effects.sync + effects.trace).toBe(14);
  // What could not be written stays on the screen until it is.
  await choose(file, join(dir, 'no-such-folder', 'out.csv'));
  await window.getByTestId('export-results').click();
  const failed = window.getByTestId('room-problem');
  await expect(failed.getByTestId('problem')).toHaveAttribute('data-code', 'list-not-written');
  await shot('batch-export-failed');
  await choose(file, out);
  await failed.getByRole('button').click();
  await expect(failed).toBeHidden();
  await expect.poll(() => {
    try {
      return readFileSync(out, 'utf8').trim().split('\r\n').length;
    } catch {
      return 0;
    }
  }).toBe(15);
  expect(readFileSync(out, 'utf8')).toContain(numbers[3]);
  await window.getByTestId('room-desk').click();
  expect((await scan(window, numbers[2] as string)).verdict).toBe('pass');
  expect((await world.state()).effects.sync + (await world.state()).effects.trace).toBe(14);
});

test('a pasted list is paused, outlives a restart, goes on, and is cancelled after a question', async () => {
  test.setTimeout(120_000);
  const { window } = station;
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('pause').click();
  await window.getByTestId('room-batch').click();
  await window.getByTestId('batch-paste').click();
  await window.getByTestId('batch-text').fill(rows.slice(0, 100).map(({ number }) => number).join('\n'));
  await window.getByRole('dialog').getByRole('button').last().click();
  await window.getByTestId('batch-start').click();
  await window.getByTestId('batch-pause').click();
  await expect(window.getByTestId('batch')).toHaveAttribute('data-state', 'paused');
  await station.close();
  await launch();
  await station.window.getByTestId('room-batch').click();
  await expect(station.window.getByTestId('batch')).toHaveAttribute('data-state', 'paused');
  await shot('batch-paused');
  expect((await world.state()).effects).toMatchObject({ sync: 0, trace: 0 });
  await station.window.getByTestId('batch-resume').click();
  await expect(station.window.getByTestId('batch')).toHaveAttribute('data-state', 'running');
  await station.window.getByTestId('batch-cancel').click();
  await station.window.getByRole('dialog').getByRole('button').last().click();
  await expect(station.window.getByTestId('batch')).toHaveAttribute('data-state', 'stopped');
  expect((await world.state()).effects).toMatchObject({ sync: 0, trace: 0 });
});

test('a list of long ago is looked for, opened and left again with the keyboard alone', async () => {
  test.setTimeout(240_000);
  const { window } = station;
  await window.evaluate(async () => {
    const { ask } = (globalThis as unknown as { station: StationBridge }).station;
    for (let n = 1; n <= 21; n += 1) {
      const list = await ask('batch.paste', { text: `运单号\nYT00000000010${String(n).padStart(2, '0')}` });
      if (!list.ok) throw new Error(list.problem.code);
      await ask('batch.start', { batchId: list.value.batchId });
      for (let over = false; !over; ) {
        const room = await ask('batch.view', {});
        over = room.ok && room.value.batches[0]?.state === 'ended';
      }
    }
  });
  await window.getByTestId('room-batch').click();
  const row = window.getByTestId('table-batch-rows').locator('tbody');
  await expect(row).toContainText('1021');
  const older = window.getByTestId('batches-older');
  await older.focus();
  await shot('batches-older');
  await window.keyboard.press('Enter');
  await expect(older).toBeHidden();
  await window.getByRole('combobox').focus();
  await window.keyboard.press('Space');
  // From the newest one up is round to the oldest.
  await window.keyboard.press('ArrowUp');
  await shot('batches-all');
  await window.keyboard.press('Enter');
  await expect(row).toContainText('1001');
});

test('a file that is no list is refused with its words, and the room goes on', async () => {
  const { window } = station;
  const file = join(dir, 'photo.xlsx');
  writeFileSync(file, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]));
  await choose(file);
  await window.getByTestId('room-batch').click();
  await window.getByTestId('batch-choose').click();
  await expect(window.getByTestId('problem')).toHaveAttribute('data-code', 'list-encoding');
  await choose('');
  await window.getByTestId('batch-choose').click();
  await expect(window.getByTestId('problem')).toBeHidden();
});

test('a merchant records the authorisation of a store, and what waited for it goes on', async () => {
  const { window } = station;
  const number = 'SF9999999999999';
  await world.command('add-order', {
    authorised: false,
    parcel: {
      number, courier: 'sf', platform: 'pdd', store: { id: 'pdd-new', name: '新开的店' }, orderNumber: 'NEW-1', target: { kind: 'segment', segment: 'offline' },
      privacy: false, recipient: { name: '李测试', phone: '19900000001', region: '上海市' }, items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false,
    },
  });
  await expect.poll(async () => (await scan(window, number)).verdict, { intervals: [500] }).toBe('pass');
  await expect(window.getByTestId('rail-exceptions')).toHaveText('1');
  // A retry would not help: the exception leads to where the authorisation is recorded.
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('to-stores').click();
  await expect(window.locator('[data-store-id="pdd-new"]')).toHaveAttribute('data-authorised', 'false');
  await shot('batch-stores');
  // An answer that did not come is said until it does.
  await world.command('fault', { on: 'authoriseStore', kind: 'lose-request', count: 1 });
  await window.getByTestId('authorise').click();
  await window.getByRole('dialog').getByRole('button').last().click();
  const failed = window.getByTestId('room-problem');
  await expect(failed.getByTestId('problem')).toHaveAttribute('data-code', 'api-unreachable');
  await shot('batch-stores-failed');
  await failed.getByRole('button').click();
  await expect(window.locator('[data-store-id="pdd-new"]')).toHaveAttribute('data-authorised', 'true');
  await expect(failed).toBeHidden();
  await expect.poll(async () => (await world.state()).effects.sync).toBe(1);
  await expect(window.getByTestId('rail-exceptions')).toBeHidden();
});

test('a store gets a rule, sees what it would take today, and its parcels go by it', async () => {
  const { window } = station;
  const number = 'YT5500000000001';
  await world.command('add-order', {
    parcel: {
      number, courier: 'yto', platform: 'pdd', store: { id: 'pdd-ruled', name: '有规则的店' }, orderNumber: 'RULED-1', target: null,
      privacy: false, recipient: { name: '李测试', phone: '19900000001', region: '上海市' }, items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false,
    },
  });
  await window.getByTestId('room-batch').click();
  await window.getByTestId('tab-stores').click();
  const row = window.locator('[data-store-id="pdd-ruled"]');
  await expect(async () => {
    await window.getByTestId('room-desk').click();
    await window.getByTestId('room-batch').click();
    await window.getByTestId('tab-stores').click();
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await row.getByTestId('edit-rules').click();
  const rules = window.getByTestId('rule');
  await window.getByTestId('rule-add').click();
  await rules.first().getByTestId('rule-prefix').fill('yt55');
  await expect(rules.first().getByTestId('rule-prefix')).toHaveValue('YT55');
  await rules.first().getByTestId('rule-to').click();
  await window.keyboard.type('中通');
  await window.keyboard.press('Enter');
  await expect(rules.first()).toHaveAttribute('data-takes', '1');
  // One that is the same again could never decide: it is said, and not saved.
  await window.getByTestId('rule-add').click();
  await rules.nth(1).getByTestId('rule-prefix').fill('YT55');
  const save = window.getByRole('dialog').getByRole('button', { name: '保存到平台' });
  await expect(save).toBeDisabled();
  await shot('batch-rules');
  await rules.nth(1).getByTestId('rule-prefix').fill('');
  await rules.nth(1).getByTestId('rule-up').click();
  await expect(rules.nth(1)).toContainText('第 1 条');
  await rules.first().getByTestId('rule-down').click();
  await rules.nth(1).getByTestId('rule-remove').click();
  await expect(rules).toHaveCount(1);
  await save.click();
  await expect(row).toHaveAttribute('data-rules', '1');
  await window.getByTestId('room-desk').click();
  expect((await scan(window, number)).verdict).toBe('pass');
  await expect.poll(async () => (await world.state()).effects.trace).toBe(1);
});

test('a dialog begins where one types, and what was written there is dropped by nothing but a word for it', async () => {
  const { app, window } = station;
  const beside = (): Promise<void> => window.mouse.click(512, 8);
  await app.evaluate(({ clipboard }) => clipboard.writeText('YT2149718848134'));
  await window.getByTestId('room-batch').click();
  await window.getByTestId('batch-paste').click();
  const text = window.getByTestId('batch-text');
  await expect(text).toBeFocused();
  await window.keyboard.press('Control+v');
  await beside();
  await expect(text).toHaveValue('YT2149718848134');
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('batch-paste')).toBeFocused();
  // What is no list is told where it is to be mended.
  await window.keyboard.press('Enter');
  await expect(text).toBeFocused();
  await expect(text).toHaveValue('YT2149718848134');
  const selected = (): Promise<string> => text.evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd));
  await expect.poll(selected).toBe('YT2149718848134');
  await text.fill('运单号,备注\nYT2149718848134,"杯子\nYT2149718848135,x');
  await window.getByRole('dialog').getByRole('button').last().click();
  await expect(window.getByTestId('batch-refused').getByTestId('problem')).toHaveAttribute('data-code', 'list-quote');
  await expect(window.getByTestId('batch-refused')).toContainText('第 2 行');
  await shot('batch-refused');
  await expect(text).toBeFocused();
  // A room key leaves from any field.
  await window.keyboard.press('F1');
  await expect(text).toBeHidden();
  await window.getByTestId('room-batch').click();
  await expect(window.getByTestId('batch-refused')).toContainText('第 2 行');
  await expect.poll(selected).toContain('YT2149718848135');
  await expect(text).toBeFocused();
  await window.keyboard.press('Escape');
  await expect(text).toBeHidden();

  await window.getByTestId('tab-stores').click();
  const edit = window.getByTestId('edit-rules').first();
  await edit.click();
  await window.getByTestId('rule-add').click();
  await window.getByTestId('rule-prefix').fill('YT1');
  await beside();
  const question = window.getByRole('dialog').filter({ hasText: '不保存' }).last();
  await expect(question).toBeHidden();
  await window.keyboard.press('Escape');
  await question.getByRole('button', { name: '继续修改' }).click();
  await expect(question).toBeHidden();
  await expect(window.getByTestId('rule-prefix')).toHaveValue('YT1');
  // Nor by going to the desk.
  await window.keyboard.press('F1');
  await question.getByRole('button', { name: '继续修改' }).click();
  await expect(question).toBeHidden();
  await expect(window.getByTestId('rule-prefix')).toHaveValue('YT1');
  await window.keyboard.press('Escape');
  await shot('batch-rules-leave');
  await question.getByRole('button', { name: '放弃修改' }).click();
  await expect(window.getByTestId('rules')).toBeHidden();
  await expect(edit).toBeFocused();
  // Where nothing was written there is nothing to ask.
  await edit.click();
  await window.getByTestId('rule-add').waitFor();
  await window.keyboard.press('Escape');
  await expect(edit).toBeFocused();
});
