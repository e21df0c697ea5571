import { expect, test, type Page } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { slipPage } from '../../src-main/flow/print/page.ts';
import { sampleSlip, slipOf, type Language, type SlipFacts } from '../../src-main/flow/print/slip.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { deskReady, scan } from '../support/scanner.ts';
import { worldOf, type World } from '../support/world-control.ts';

let station: Launched;
let world: World;
let rows: SheetRow[];
const ARGS = ['--practice', '--seed', '3'];

test.beforeEach(async () => {
  station = await launchApp({ args: ARGS });
  await deskReady(station.window);
  world = worldOf(station.userDataDir);
  rows = (await world.passing()).filter(({ work, piece }) => !piece && work.join() === 'sync,write-back');
});
test.afterEach(() => station.close());

const print = (window: Page) => window.getByTestId('card').getByTestId('print');
const printed = async (): Promise<string[]> => (await world.state()).printed.map(({ documents }) => [documents[0]?.data['original'], documents[0]?.data['mark']].filter(Boolean).join(' '));

/** As a person sets it up: Cainiao's component, its template, its printer. */
async function setUp(window: Page): Promise<void> {
  await window.getByTestId('room-settings').click();
  await window.getByTestId('print-to').getByText('菜鸟打印组件').click();
  await window.getByTestId('print-template').fill('https://templates.example/slip');
  await window.getByTestId('print-save').click();
  await window.getByTestId('print-printer').click();
  await expect(window.getByTitle('练习打印机（已停用）', { exact: false })).toHaveClass(/disabled/);
  await window.getByTitle('练习打印机 · 默认').click();
  await window.getByTestId('print-test').click();
  await expect(window.getByTestId('print-tested')).toHaveAttribute('data-kind', 'done');
  await window.getByTestId('room-desk').click();
}

test('a component is chosen and tried; a scan prints once, and a second scan of the parcel prints nothing', async () => {
  const { window } = station;
  const [row, other] = rows as [SheetRow, SheetRow];
  await setUp(window);
  expect(await printed()).toEqual(['ZT0000000000000 试打，不随件']);
  await scan(window, row.number);
  await expect(print(window)).toHaveAttribute('data-state', 'done');
  expect((await scan(window, row.number)).verdict).toBe('duplicate');
  // The one after it has come out: nothing is on its way before it.
  await scan(window, other.number);
  await expect(print(window)).toHaveAttribute('data-state', 'done');
  expect((await printed()).slice(1)).toEqual([row.number, other.number]);
  const data = (await world.state()).printed[1]?.documents[0]?.data ?? {};
  expect(data['number']).not.toBe(row.number);
  expect(data['phone']).toMatch(/^199\*{6}\d\d$/);
  expect(data['name']).toMatch(/^.\*+$/);
  await window.getByTestId('room-practice').click();
  await expect(window.getByTestId('practice-slip')).toHaveCount(3);
  await expect(window.getByTestId('practice-slip').first()).toContainText(other.number);
});

test('a result that nobody heard is told until a person has looked; 补打 prints exactly one more', async () => {
  const { window } = station;
  const [row, other] = rows as [SheetRow, SheetRow];
  await setUp(window);
  await world.command('print-fault', { kind: 'close', count: 1 });
  await scan(window, row.number);
  await expect(print(window)).toHaveAttribute('data-state', 'unknown');
  await expect(print(window)).toContainText('打印结果未知');
  await expect(window.getByTestId('problem-banner')).toHaveAttribute('data-code', 'print-unknown');
  await print(window).getByTestId('print-again').click();
  await print(window).getByTestId('print-why-nothing-came').click();
  await expect(print(window)).toHaveAttribute('data-state', 'done');
  await expect(window.getByTestId('problem-banner')).toHaveCount(0);
  expect((await printed()).slice(1)).toEqual([row.number, `${row.number} 补打 1`]);
  await window.getByTestId('card-history').click();
  const prints = window.getByTestId('history-prints').locator('[data-print-state]');
  await expect(prints).toHaveCount(2);
  await expect(prints.nth(0)).toHaveAttribute('data-print-state', 'unknown');
  await expect(prints.nth(1)).toContainText('没打出来');
  await window.getByTestId('history-back').click();

  await world.command('print-fault', { kind: 'close', count: 1 });
  await scan(window, other.number);
  await expect(print(window)).toHaveAttribute('data-state', 'unknown');
  // Whoever is in another room comes from there to the parcel.
  await window.getByTestId('room-settings').click();
  await window.getByTestId('problem-parcel').click();
  const page = window.getByTestId('history').getByTestId('print');
  await page.getByTestId('print-confirm').click();
  await expect(page).toHaveAttribute('data-state', 'done');
  await expect(window.getByTestId('history-prints').locator('[data-print-state="done"]')).toContainText('练习员 确认已打出');
  expect(await printed()).toHaveLength(4);
});

test('killed while the printer has it: unknown at the next start, and nothing is printed again', async () => {
  const { window, userDataDir } = station;
  const [row] = rows as [SheetRow];
  await setUp(window);
  await world.command('print-fault', { kind: 'silent', count: 1 });
  await scan(window, row.number);
  await expect(print(window)).toHaveAttribute('data-state', 'handed');
  await expect.poll(async () => (await printed()).length).toBe(2);
  const gone = new Promise((settle) => station.app.process().once('exit', settle));
  station.app.process().kill('SIGKILL');
  await gone;

  station = await launchApp({ args: ARGS, userDataDir });
  await deskReady(station.window);
  await expect(station.window.getByTestId('problem-banner')).toHaveAttribute('data-code', 'print-unknown');
  await station.window.getByTestId('strip').getByText(row.number.slice(-4)).first().click();
  await expect(print(station.window)).toHaveAttribute('data-state', 'unknown');
  await print(station.window).getByTestId('print-again').click();
  await print(station.window).getByTestId('print-why-nothing-came').click();
  await expect(print(station.window)).toHaveAttribute('data-state', 'done');
  // The world was started anew: what it has printed since is the one that a person asked for.
  expect(await printed()).toEqual([`${row.number} 补打 1`]);
});

test('a component that is not running says so and what to do; the slip is printed when a person retries', async () => {
  const { window } = station;
  const [row] = rows as [SheetRow];
  await setUp(window);
  await world.command('print-component', { running: false });
  await scan(window, row.number);
  await expect(print(window)).toHaveAttribute('data-state', 'failed');
  await expect(print(window).getByTestId('problem')).toHaveAttribute('data-code', 'print-component-away');
  await world.command('print-component', { running: true });
  await print(window).getByTestId('print-ask').click();
  await expect(print(window)).toHaveAttribute('data-state', 'done');
  expect((await printed()).slice(1)).toEqual([row.number]);
});

test('the system’s printer that is not there is told by its code; the page of a slip is one sheet of exactly its paper', async () => {
  const { app, window } = station;
  const [row] = rows as [SheetRow];
  await window.getByTestId('room-settings').click();
  await window.getByTestId('print-to').getByText('系统打印机').click();
  await window.getByTestId('print-test').click();
  await expect(window.getByTestId('print-tested').getByTestId('problem')).toHaveAttribute('data-code', 'print-no-printer');
  await window.evaluate(() => {
    const { station: bridge } = globalThis as unknown as { station: { ask(channel: string, request: object): Promise<unknown> } };
    return bridge.ask('settings.change', { printing: { to: 'system', printer: 'GK888t', when: 'converted', paper: { width: 100, height: 150 }, address: 'ws://127.0.0.1:5000', template: '' } });
  });
  await window.getByTestId('room-desk').click();
  await scan(window, row.number);
  await expect(print(window).getByTestId('problem')).toHaveAttribute('data-code', 'printer-gone');

  // No printer is here: the very page, printed into a file as the hidden window would be.
  for (const paper of [{ width: 76, height: 130 }, { width: 100, height: 150 }, { width: 60, height: 40 }]) {
    const page = slipPage(sampleSlip({ operator: '李四', station: '03', at: 0 }, 'zh-CN'), paper, 'zh-CN');
    const pdf = await app.evaluate(async ({ BrowserWindow }, { html, width, height }) => {
      const hidden = new BrowserWindow({ show: false, webPreferences: { sandbox: true, javascript: false } });
      try {
        await hidden.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html, 'utf8').toString('base64')}`);
        const bytes = await hidden.webContents.printToPDF({ printBackground: true, margins: { top: 0, bottom: 0, left: 0, right: 0 }, pageSize: { width: width / 25.4, height: height / 25.4 } });
        return bytes.toString('latin1');
      } finally {
        hidden.destroy();
      }
    }, { html: page, ...paper });
    expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)]).toHaveLength(1);
    const [, right = '', top = ''] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/.exec(pdf) ?? [];
    expect(Number(right)).toBeCloseTo((paper.width / 25.4) * 72, -0.5);
    expect(Number(top)).toBeCloseTo((paper.height / 25.4) * 72, -0.5);
  }
});

const SHORT: SlipFacts = {
  number: 'YT9000000000001', courier: 'yto', original: 'ZT1000000000002', orderNumber: 'O-77', piece: { number: 2, of: 4 },
  recipient: { name: '张练习一', phone: '199****5678', region: '浙江省 杭州市' }, operator: '李四', station: '03', at: Date.UTC(2026, 10, 24, 4), reprint: 0, sample: false,
};
const LONG: SlipFacts = {
  ...SHORT, number: 'JDVC12345678901', courier: 'jd', original: 'JDVB01234567890', orderNumber: '240601-123456789012345',
  recipient: { name: '张练习一', phone: '199****5678', region: '内蒙古自治区 呼伦贝尔市 莫力达瓦达斡尔族自治旗' }, operator: '阿卜杜勒艾则孜买买提江', reprint: 1,
};
const SIZES = [[76, 130], [100, 150], [100, 90], [100, 70], [76, 60], [70, 50], [60, 40], [50, 40]] as const;

test('what stands on a slip is whole on every paper, in short and long texts', async () => {
  const slips = SIZES.flatMap(([width, height]) => [SHORT, LONG].flatMap((facts) => (['zh-CN', 'en'] as const).map((language: Language) => ({ name: `${width}×${height} ${facts.orderNumber} ${language}`, page: slipPage(slipOf(facts, language), { width, height }, language) }))));
  test.slow();
  const cut = await station.app.evaluate(async ({ BrowserWindow }, pages) => {
    const hidden = new BrowserWindow({ show: false, width: 1200, height: 1200 });
    try {
      const lost: string[] = [];
      await hidden.loadURL('data:text/html,');
      for (const { name, page } of pages) {
        const said = (await hidden.webContents.executeJavaScript(`(() => {
          document.open();
          document.write(${JSON.stringify(page)});
          document.close();
          const main = document.querySelector('main');
          const paper = main.getBoundingClientRect();
          const number = document.createRange();
          number.selectNodeContents(document.querySelector('.number'));
          const all = [...main.querySelectorAll('header *, .mark, .bars, dt, dd')].map((one) => [one.textContent, one.getBoundingClientRect(), one.tagName !== 'svg' && (one.scrollHeight > one.clientHeight + 1 && one.tagName === 'DD')]);
          return [...all, ['number', number.getBoundingClientRect(), false]].filter(([, at, isCut]) => isCut || at.left < paper.left || at.right > paper.right || at.top < paper.top || at.bottom > paper.bottom).map(([text]) => text);
        })()`)) as string[];
        if (said.length > 0) lost.push(`${name}: ${said.join(' | ')}`);
      }
      return lost;
    } finally {
      hidden.destroy();
    }
  }, slips);
  expect(cut).toEqual([]);
});
