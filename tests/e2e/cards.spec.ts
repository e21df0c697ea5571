import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { CODE_OF, FUNCTION_CARDS } from '../../src-shared/domain/function-cards.ts';
import type { Launched } from '../support/app.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';
import { oneDesk } from '../support/one-desk.ts';
import { deskReady, drained, scan, seen, type } from '../support/scanner.ts';
import type { World } from '../support/world-control.ts';

let station: Launched;
let world: World;
let fresh: readonly SheetRow[];
const passing = (): SheetRow[] => fresh.filter(({ verdict, interceptedAfter, work, piece }) => verdict === 'pass' && interceptedAfter === null && work.includes('sync') && !piece);

const desk = oneDesk(['--practice', '--seed', '5']);
test.beforeEach(async () => {
  ({ station, world, fresh } = await desk());
});

const notice = (kind: string) => station.window.locator(`[data-testid="card-notice"][data-kind="${kind}"]`);

test('undo by card, key and button: one step, nothing charged twice, and the books agree', async () => {
  const { window } = station;
  const [first, second] = passing() as [SheetRow, SheetRow];
  // Nothing is sent while the queue is paused: then everything can be taken back.
  await type(window, CODE_OF.pause);
  await expect(notice('paused')).toBeVisible();
  await scan(window, first.number);
  await type(window, CODE_OF.undo);
  await expect(window.getByTestId('undone')).toContainText('已取消：同步');
  await expect(window.getByTestId('undone-kept')).toHaveCount(0);
  await expect(window.getByTestId('count-today')).toContainText('0');
  await window.keyboard.press('Control+z');
  await expect(notice('undo-refused')).toContainText('不能再往前撤');
  expect((await scan(window, first.number)).verdict).toBe('pass');
  await type(window, CODE_OF.pause.toLowerCase());
  await expect(notice('resumed')).toBeVisible();
  await drained(window);
  // What was sent stays, and is named.
  await window.keyboard.press('Control+z');
  await expect(window.getByTestId('undone-kept')).toContainText('单号已转换');
  expect((await scan(window, first.number)).verdict).toBe('pass');
  expect((await scan(window, second.number)).verdict).toBe('pass');
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('undone-then')).toContainText('再扫一次');
  // Of a parcel that has passed, whoever undoes its second scan has undone nothing else.
  expect((await scan(window, first.number)).verdict).toBe('duplicate');
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('undone-then')).toContainText('先前的记录不变');
  expect((await scan(window, first.number)).verdict).toBe('duplicate');
  expect((await scan(window, second.number)).verdict).toBe('pass');
  await drained(window);
  await expect
    .poll(async () => {
      const state = await world.state();
      return differences(stationSide(station.userDataDir), worldSide(state, 'practice-5'), state);
    }, { timeout: 20_000 })
    .toEqual([]);
});

test('the cards are shown with what they do, scanned from any case, and are no parcels', async () => {
  const { window } = station;
  await type(window, CODE_OF.help);
  const cards = window.getByTestId('function-cards');
  for (const card of FUNCTION_CARDS) await expect(cards.locator(`[data-card="${card}"]`)).toContainText(CODE_OF[card]);
  await expect(cards.locator('svg.barcode rect').first()).toBeAttached();
  await window.getByTestId('cards-sheet').click();
  const pdf = await station.app.evaluate(async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({ pageSize: 'A4' }))?.toString('latin1') ?? '');
  expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  // A scan goes on behind it, and the confirm card puts it away.
  const [pass] = passing();
  expect((await scan(window, pass?.number ?? '')).verdict).toBe('pass');
  await type(window, CODE_OF.ok);
  await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
  // The key that shows them puts them away, whichever of the pages is open.
  await window.keyboard.press('Control+h');
  await expect(cards).toBeVisible();
  await window.keyboard.press('Control+h');
  await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
  await window.getByTestId('show-cards').click();
  await window.getByTestId('cards-sheet').click();
  await window.keyboard.press('Control+h');
  await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
  await type(window, 'jbs-mute');
  await expect(notice('muted')).toBeVisible();
  await expect(window.getByTestId('mute')).toHaveAttribute('aria-pressed', 'true');
  const before = await seen(window);
  await type(window, 'JBS-UNDOO');
  await expect(notice('damaged')).toBeVisible();
  expect(await seen(window)).toEqual(before);
});

test('换人: the badge sheet, the badge, and what that person may', async () => {
  const { window } = station;
  await window.getByTestId('show-cards').click();
  await window.getByTestId('cards-badges').click();
  await expect(window.getByTestId('badges')).toContainText('OP-1002');
  await window.keyboard.press('Escape');
  await type(window, 'OP-1002');
  await expect(notice('badge-first')).toBeVisible();
  await type(window, CODE_OF.switch);
  await expect(notice('badge-wanted')).toBeVisible();
  await type(window, 'OP-1002');
  await expect(notice('switched')).toContainText('张师傅');
  await expect(window.locator('.desk-who')).toContainText('张师傅');
  await expect(window.getByTestId('room-exceptions')).toHaveCount(0);
  await type(window, CODE_OF.pause);
  await expect(notice('pause-refused')).toContainText('主管');
  expect((await scan(window, passing()[0]?.number ?? '')).verdict).toBe('pass');
  expect((await scan(window, passing()[0]?.number ?? '')).verdict).toBe('duplicate');
  await expect(window.getByTestId('verdict')).toContainText('张师傅');
  await type(window, CODE_OF.switch);
  await type(window, 'OP-1001');
  await expect(notice('switched')).toContainText('练习员');
});

test('换人 by keys alone: the list of people, the arrows and Enter, and a badge scanned at it', async () => {
  const { window } = station;
  await window.keyboard.press('Control+o');
  await expect(window.getByTestId('operators').getByText('练习员')).toBeFocused();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(notice('switched')).toContainText('李师傅');
  // Whoever begins here may calibrate the scanner.
  await expect(notice('switched').getByTestId('calibrate')).toBeVisible();
  await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
  await expect(window.getByTestId('room-exceptions')).toHaveCount(0);
  expect(await window.evaluate(() => document.documentElement.dataset['lastWord'])).toBe('switched');
  expect((await scan(window, passing()[0]?.number ?? '')).verdict).toBe('pass');
  await window.getByTestId('switch-operator').click();
  await expect(window.getByTestId('operators')).toContainText('张师傅');
  await type(window, 'OP-1001');
  await expect(notice('switched')).toContainText('练习员');
  await expect(window.getByTestId('desk-overlay')).toHaveCount(0);
  await expect(window.getByTestId('room-exceptions')).toBeVisible();
});

test('a number is typed in with its check: what is not ours is refused before it is a scan', async () => {
  const { window } = station;
  await window.keyboard.press('Control+m');
  const check = window.getByTestId('entry-check');
  const submit = window.getByTestId('entry-submit');
  await window.getByTestId('entry-number').fill('YT1234567890123456');
  await expect(check).toHaveAttribute('data-why', 'look-alike');
  await expect(submit).toBeDisabled();
  await window.getByTestId('entry-number').fill('EA123456784CN');
  await expect(check).toHaveAttribute('data-why', 'check-digit');
  await expect(submit).toBeDisabled();
  await window.getByTestId('entry-number').fill(passing()[0]?.number.toLowerCase() ?? '');
  await expect(check).toHaveAttribute('data-check', 'fits');
  await window.getByTestId('entry-number').fill('');
  // Nobody can tell what an input method has left of a number, nor which digits of it fingers had typed before a scan.
  await window.getByTestId('entry-number').dispatchEvent('compositionstart');
  await window.getByTestId('entry-number').fill('777012345678');
  await expect(check).toHaveAttribute('data-check', 'composed');
  await expect(submit).toBeDisabled();
  await window.getByTestId('entry-number').fill('');
  await window.keyboard.press('7');
  await window.waitForTimeout(200);
  await type(window, '777012345678', 8);
  await expect(check).toHaveAttribute('data-check', 'mixed');
  await expect(submit).toBeDisabled();
  await window.getByTestId('entry-number').fill('');
  // As fingers type it; a scanner's is none.
  await window.getByTestId('entry-number').pressSequentially(passing()[0]?.number.toLowerCase() ?? '', { delay: 120 });
  await submit.click();
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'pass');
  await scan(window, passing()[0]?.number ?? '');
  await window.getByTestId('card-history').click();
  await expect(window.getByTestId('table-history-scans').locator('tbody tr')).toHaveCount(2);
  await expect(window.getByTestId('table-history-scans').locator('tbody tr').first()).toContainText('键盘扫描枪');
  await expect(window.getByTestId('table-history-scans').locator('tbody tr').last()).toContainText('手工录入');
  await window.keyboard.press('Escape');
  await window.keyboard.press('/');
  await expect(window.getByTestId('list-row').nth(1)).toContainText('手工录入');
  await expect(window.getByTestId('list-row').first()).not.toContainText('手工录入');
});

test('待查: a number without an order is filed, held where the rule says so, and resolved when its order arrives', async () => {
  const { window } = station;
  const [first, second] = fresh.filter(({ verdict }) => verdict === 'unknown') as [SheetRow, SheetRow];
  const order = sampleOrder();
  expect((await scan(window, first.number)).verdict).toBe('unknown');
  await world.command('add-order', { parcel: { ...order, number: first.number, orderNumber: 'late-1' } });
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'pass', { timeout: 15_000 });
  await expect(notice('order-arrived')).toContainText('订单到了');
  await expect(window.getByTestId('jobs').locator('[data-job-kind="sync"]')).toBeVisible();

  await window.getByTestId('room-exceptions').click();
  await window.getByText('本工位规则').click();
  await window.getByTestId('rule-unknown').getByText('留下').click();
  await expect(window.getByText('扫描台停住')).toBeVisible();
  await window.getByTestId('room-desk').click();
  expect((await scan(window, second.number)).verdict).toBe('unknown');
  await expect(window.getByTestId('acknowledge')).toBeVisible();
  await type(window, CODE_OF.ok);
  await expect(window.getByTestId('acknowledged')).toBeVisible();
  await window.getByTestId('room-exceptions').click();
  await window.getByTestId('exceptions-tabs').getByText('待查').click();
  await expect(window.locator(`[data-number="${second.number}"]`)).toHaveAttribute('data-state', 'open');
  await expect(window.locator(`[data-number="${first.number}"]`)).toHaveAttribute('data-state', 'done');
  await world.command('add-order', { parcel: { ...order, number: second.number, orderNumber: 'late-2' } });
  await expect(window.locator(`[data-number="${second.number}"]`)).toHaveAttribute('data-state', 'arrived', { timeout: 15_000 });
  await window.getByText('本工位规则').click();
  await window.getByTestId('rule-unknown').getByText('放行').click();
  await window.getByTestId('room-desk').click();
  expect((await scan(window, second.number)).verdict).toBe('pass');
});

test('a parcel that has passed and is refunded then is called back, until somebody has it', async () => {
  const { window } = station;
  const [pass] = passing() as [SheetRow];
  expect((await scan(window, pass.number)).verdict).toBe('pass');
  await world.command('intercept', { number: pass.number, reason: 'refund' });
  await expect(window.getByTestId('recall')).toContainText('追回', { timeout: 15_000 });
  expect(await window.evaluate(() => document.documentElement.dataset['lastTone'])).toBe('refund-while-packing');
  expect(await window.evaluate(() => document.documentElement.dataset['lastWord'])).toBe('fetch-back');
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'intercepted');
  // What nobody has is called back after a restart too.
  await window.reload();
  await deskReady(window);
  await expect(window.getByTestId('recall')).toContainText(pass.number.slice(-4));
  await type(window, CODE_OF.ok);
  await expect(window.getByTestId('recall')).toHaveCount(0);
  expect(await window.evaluate(() => document.documentElement.dataset['lastWord'])).toBe('confirmed');
  await window.reload();
  await deskReady(window);
  await expect(window.getByTestId('strip')).toContainText(pass.number.slice(-4));
  await expect(window.getByTestId('recall')).toHaveCount(0);
});

/** An order of the day, as the world's feed tells it, under another number. */
function sampleOrder() {
  return {
    courier: 'jt', platform: 'taobao', store: { id: 'taobao-1', name: '青禾手作' }, target: { kind: 'segment', segment: 'pdd' }, privacy: false,
    recipient: { name: '张练习一', phone: '19900009999', region: '上海市 浦东新区' }, items: [{ name: '台灯', quantity: 1 }], refund: false, hold: false,
  } as const;
}
