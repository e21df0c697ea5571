import { expect, test, type Page } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { CODE_OF } from '../../src-shared/domain/function-cards.ts';
import type { Launched } from '../support/app.ts';
import { oneDesk } from '../support/one-desk.ts';
import { cutOff, speak, resize, SMALLEST } from '../support/on-screen.ts';
import { scannedTexts } from '../support/scanned.ts';
import { drained, scan, seen, type } from '../support/scanner.ts';
import type { World } from '../support/world-control.ts';

let station: Launched;
let world: World;
let rows: readonly SheetRow[];
let fresh: readonly SheetRow[];
const passing = (...work: SheetRow['work'][number][]): SheetRow[] =>
  fresh.filter((row) => row.verdict === 'pass' && row.interceptedAfter === null && JSON.stringify(row.work) === JSON.stringify(work));
const one = (verdict: SheetRow['verdict']): SheetRow => rows.find((row) => row.verdict === verdict && row.interceptedAfter === null) as SheetRow;

const desk = oneDesk(['--practice', '--seed', '3']);
test.beforeEach(async () => {
  ({ station, world, rows, fresh } = await desk());
});

test('each verdict has its word, its colour, its shape and its tone', async () => {
  const { window } = station;
  const pass = passing('sync', 'write-back')[0] as SheetRow;
  const cases = [
    [pass.number, 'pass', '通过'],
    [pass.number, 'duplicate', '重复'],
    [one('intercepted').number, 'intercepted', '拦截'],
    [one('unknown').number, 'unknown', '未知'],
    [one('invalid').number, 'invalid', '单号异常'],
  ] as const;
  const colours = new Set<string>();
  const shapes = new Set<string>();
  for (const [number, verdict, word] of cases) {
    expect((await scan(window, number)).verdict).toBe(verdict);
    const panel = window.getByTestId('verdict');
    await expect(panel).toContainText(word);
    const size = await panel.locator('strong').evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize));
    expect(size).toBeGreaterThanOrEqual(120);
    // Readable at 2 m: the number as large as a status, the reason not far below.
    const read = await panel.locator('.verdict-number, .verdict-why').evaluateAll((lines) => lines.map((line) => Number.parseFloat(getComputedStyle(line).fontSize)));
    expect(read[0]).toBeGreaterThanOrEqual(64);
    expect(read[1]).toBeGreaterThanOrEqual(40);
    await expect(panel.locator('.verdict-why')).not.toContainText(/[a-z]/);
    const stage = window.getByTestId('verdict-stage');
    await expect(stage).toHaveAttribute('data-fill', verdict);
    colours.add(await stage.evaluate((node) => getComputedStyle(node).backgroundColor));
    shapes.add(await panel.locator('svg').first().innerHTML());
    expect(await window.evaluate(() => document.documentElement.dataset['lastTone'])).toBe(verdict);
    // What is held would keep the panel.
    if (verdict === 'intercepted') await window.getByTestId('acknowledge').click();
  }
  expect(colours.size).toBe(cases.length);
  expect(shapes.size).toBe(cases.length);
});

test('on the smallest screen the longest words are whole, and as large as their panel', async () => {
  const { window } = station;
  await resize(station, SMALLEST);
  const stage = window.getByTestId('verdict-stage');
  const isWhole = async (): Promise<void> => {
    for (const part of ['.verdict-icon', 'strong', '.verdict-number']) expect(await cutOff(stage.locator(part).first(), stage), part).toBe(0);
    const word = stage.locator('.verdict-word');
    const width = await word.evaluate((node) => [...node.children].reduce((sum, child) => sum + child.getBoundingClientRect().width, 0));
    expect(width / (await stage.evaluate((node) => node.clientWidth))).toBeGreaterThan(0.75);
  };
  await scan(window, one('invalid').number);
  await isWhole();
  await window.keyboard.press('Space');
  // A space that something follows is the beginning of a scan.
  await expect(stage.getByTestId('acknowledge')).toBeHidden();
  await speak(station, 'en');
  await scan(window, one('unknown').number);
  await expect(stage).toContainText('Unknown');
  await isWhole();
});

test('on the smallest screen who scans can be read while offline, and the card writes nothing over anything', async () => {
  const { window } = station;
  const card = window.getByTestId('card');
  await resize(station, SMALLEST);
  await speak(station, 'en');
  await window.evaluate(() => (globalThis as unknown as { station: StationBridge }).station.ask('settings.change', { muted: true, stationName: '发货区东侧三号打包台靠窗扫描工位甲' }));
  await type(window, CODE_OF.pause);
  await scan(window, (passing('sync', 'write-back')[0] as SheetRow).number);
  await expect(card).toContainText('charged');
  const sums = card.locator('.card-sums');
  const [cost, took] = [sums.locator('div').first(), sums.locator('div').last()];
  for (const sum of [cost, took]) expect(await cutOff(sum.locator('dd'), sum)).toBe(0);
  expect(await cutOff(took, card)).toBe(0);

  await world.command('network', { network: 'off' });
  await expect(window.getByTestId('offline-badge')).toBeVisible({ timeout: 20_000 });
  const operator = window.getByTestId('desk-operator');
  await expect(operator).toHaveText('练习员');
  expect(await cutOff(operator, operator)).toBe(0);
  for (const part of [operator, window.getByTestId('count-shift')]) expect(await cutOff(part, window.locator('.desk-header'))).toBe(0);
  // A muted desk says so in its button, and a long name of the station pushes neither the sums nor the clock out.
  const mute = window.getByTestId('mute');
  await expect(mute).toHaveText('Muted');
  expect(await cutOff(mute.locator('span'), mute)).toBe(0);
  const status = window.getByTestId('status');
  for (const part of ['status-balance', 'clock']) expect(await cutOff(status.getByTestId(part), status), part).toBe(0);
  expect((await window.getByTestId('status-who').boundingBox())?.width).toBeGreaterThan(30);
  await type(window, CODE_OF.pause);
  await expect(window.getByTestId('paused-banner')).toBeHidden();
});

test('the strip shows the newest scan, also after Tab has been through it', async () => {
  const { window } = station;
  await resize(station, SMALLEST);
  const strip = window.getByTestId('strip');
  const lines = strip.locator('.strip-line');
  for (let n = 0; n < 8; n += 1) await scan(window, one('unknown').number);
  await expect.poll(() => lines.count()).toBeGreaterThanOrEqual(8);
  const count = await lines.count();
  await lines.first().focus();
  let last = '';
  for (let n = 0; n < count; n += 1) {
    const focused = window.locator('.strip-line:focus');
    if ((await focused.count()) === 0) break;
    expect(await cutOff(focused, strip)).toBeLessThanOrEqual(1);
    last = (await focused.textContent()) ?? '';
    await window.keyboard.press('Tab');
  }
  expect(last).not.toBe('');
  expect(await cutOff(lines.first(), strip)).toBeLessThanOrEqual(1);
});

test('the card fills in by itself: both numbers, write-back, privacy number, message and cost', async () => {
  const { window } = station;
  const row = passing('trace', 'write-back', 'privacy', 'forwarding-sms')[0] as SheetRow;
  const { effects: before } = await world.state();
  await scan(window, row.number);
  const card = window.getByTestId('card');
  for (const kind of row.work) await expect(card.locator(`[data-job-kind="${kind}"]`)).toHaveAttribute('data-job-state', 'done');
  await expect(card.getByTestId('original')).toContainText(row.number.slice(-4));
  await expect(card.getByTestId('replacement')).not.toContainText(row.number.slice(-4));
  await expect(card.getByTestId('privacy-number')).toContainText('1700');
  await expect(card).toContainText('¥0.235');
  const { effects } = await world.state();
  expect(effects).toEqual({ ...before, trace: before.trace + 1, messages: before.messages + 1, bindings: before.bindings + 1, writeBacks: before.writeBacks + 1 });
  await expect(card).not.toContainText(/1\d{10}(?!\d)(?<!1700\d{7})/);
});

test('a segment is called by its platform, a duplicate says that its work was done before', async () => {
  const { window } = station;
  const converted = passing('sync', 'write-back').slice(0, 6);
  for (const row of converted) {
    await scan(window, row.number);
    await expect(window.getByTestId('verdict').locator('.verdict-why')).toContainText(/(京东|拼多多|淘宝|抖音|线下)号段 · 同步/);
  }
  await scan(window, (converted[0] as SheetRow).number);
  await expect(window.getByTestId('jobs')).toContainText('第一次扫描时已经办理');
  await expect(window.getByTestId('replacement')).not.toContainText('不换单');
});

test('the card of a parcel with all its jobs needs no scrolling, on a large and on a small screen', async () => {
  const { app, window } = station;
  const row = passing('trace', 'write-back', 'privacy', 'forwarding-sms')[0] as SheetRow;
  await scan(window, row.number);
  const card = window.getByTestId('card');
  await card.getByTestId('privacy-number').waitFor();
  for (const [width, height] of [[1920, 1080], [1366, 768]] as const) {
    await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height });
    await expect.poll(() => window.evaluate(() => globalThis.innerWidth)).toBeLessThanOrEqual(width);
    await expect.poll(() => card.evaluate((node) => node.scrollHeight - node.clientHeight)).toBe(0);
    expect(await window.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth)).toBe(0);
  }
});

test('two quick scans are two scans, in order', async () => {
  const { window } = station;
  const [first, second] = passing('privacy') as [SheetRow, SheetRow];
  await type(window, first.number, 0);
  await type(window, second.number, 0);
  await expect(window.getByTestId('verdict')).toContainText(second.number.slice(-4));
  expect(scannedTexts(station.userDataDir).slice(-2)).toEqual([first.number, second.number]);
});

test('from Enter to its verdict a scan begins no picture of its own', async () => {
  const { window } = station;
  const [first, second] = passing('privacy') as [SheetRow, SheetRow];
  await scan(window, first.number);
  await drained(window);
  // All that changes in the panel from the last key on, as the browser hands it over: what is drawn alone makes the verdict wait for the next picture.
  await window.evaluate(() => {
    const before: string[] = [];
    Object.assign(globalThis, { before });
    const area = document.querySelector('[data-testid="verdict-area"]') as Element;
    const last = area.getAttribute('data-scan-id');
    const watching = new MutationObserver((changes) => {
      if (area.getAttribute('data-scan-id') === last) before.push(...changes.map((change) => `${change.type} of ${change.target.nodeName}`));
      else watching.disconnect();
    });
    addEventListener('keydown', ({ key }) => key === 'Enter' && watching.observe(area, { subtree: true, childList: true, characterData: true, attributes: true }), true);
  });
  await scan(window, second.number);
  expect(await window.evaluate(() => (globalThis as unknown as { before: string[] }).before)).toEqual([]);
});

test('Enter of a scan presses no button, wherever the focus was', async () => {
  const { window } = station;
  await window.getByTestId('room-desk').focus();
  const row = passing('sync', 'write-back')[1] as SheetRow;
  expect((await scan(window, row.number)).verdict).toBe('pass');
});

test('keys that an input method masks make the same number', async () => {
  const { window } = station;
  const row = passing('privacy')[2] as SheetRow;
  // What Chromium reports while an input method holds the keys: key "Process", keyCode 229, and the true code.
  await window.evaluate((number) => {
    for (const character of [...number, 'Enter']) {
      const code = character === 'Enter' ? 'Enter' : /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`;
      for (const kind of ['keydown', 'keyup']) {
        document.activeElement?.dispatchEvent(new KeyboardEvent(kind, { key: character === 'Enter' ? 'Enter' : 'Process', code, keyCode: character === 'Enter' ? 13 : 229, bubbles: true, cancelable: true }));
      }
    }
  }, row.number);
  await expect(window.getByTestId('verdict')).toContainText(row.number.slice(-4));
  await expect(window.getByTestId('verdict')).toHaveAttribute('data-verdict', 'pass');
});

test('twenty scans a second: each is told in words, and the colour changes no more than three times a second', async () => {
  const { window } = station;
  const [pass] = passing('privacy') as [SheetRow];
  const codes = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? pass.number : one('unknown').number));
  const { words, colours } = await window.evaluate(async (scans) => {
    const stage = document.querySelector('[data-testid="verdict-stage"]') as HTMLElement;
    const area = document.querySelector('[data-testid="verdict-area"]') as HTMLElement;
    const told = { words: new Set<string>(), colours: [] as { at: number; fill: string }[] };
    new MutationObserver(() => told.words.add(`${area.dataset['scanId']} ${area.querySelector('[data-testid="verdict"]')?.getAttribute('data-verdict')}`)).observe(area, { attributes: true, subtree: true, childList: true });
    new MutationObserver(() => told.colours.push({ at: performance.now(), fill: stage.dataset['fill'] ?? '' })).observe(stage, { attributeFilter: ['data-fill'] });
    for (const code of scans) {
      for (const key of [...code, 'Enter']) for (const kind of ['keydown', 'keyup']) document.activeElement?.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true, cancelable: true }));
      await new Promise((go) => setTimeout(go, 50));
    }
    while (told.words.size < scans.length || told.colours.at(-1)?.fill !== area.dataset['verdict']) await new Promise((go) => setTimeout(go, 50));
    return { words: [...told.words].filter((word) => !word.endsWith('null')), colours: told.colours };
  }, codes);
  expect(words.length).toBeGreaterThanOrEqual(codes.length);
  expect(new Set(colours.map(({ fill }) => fill))).toEqual(new Set(['pass', 'duplicate', 'unknown']));
  for (const { at } of colours) expect(colours.filter((other) => other.at >= at && other.at < at + 1_000).length).toBeLessThanOrEqual(3);
  expect(await window.getByTestId('verdict-stage').getAttribute('data-fill')).toBe('unknown');
});

test('the first word is ready before the first scan, is spoken after its tone, and a muted desk says that it is', async () => {
  const { window } = station;
  const said = (): Promise<DOMStringMap> => window.evaluate(() => ({ ...document.documentElement.dataset }));
  const [first, second, third] = passing('privacy') as [SheetRow, SheetRow, SheetRow];
  await scan(window, first.number);
  await expect.poll(said).toMatchObject({ lastTone: 'pass', lastWord: 'pass', lastToneMuted: 'false', lastWordSounded: 'true' });
  await window.keyboard.press('F12');
  await expect(window.getByTestId('mute')).toHaveAttribute('aria-pressed', 'true');
  await scan(window, second.number);
  expect(await said()).toMatchObject({ lastToneMuted: 'true', lastWordSounded: 'false' });
  await window.getByTestId('mute').click();
  await expect(window.getByTestId('mute')).toHaveAttribute('aria-pressed', 'false');
  await scan(window, third.number);
  expect(await said()).toMatchObject({ lastToneMuted: 'false', lastWordSounded: 'true' });
});

test('the language changes without a restart, and stays', async () => {
  const { window } = station;
  await scan(window, one('unknown').number);
  await chooseEnglish(window);
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('verdict')).toContainText(/unknown/i);
  expect((await seen(window))?.verdict).toBe('unknown');
});

test('nothing moves on a desk where nothing happens, and its clock tells the minute', async () => {
  const { window } = station;
  await expect(window.getByTestId('clock')).toHaveText(/^\d\d:\d\d$/);
  const movedInThreeSeconds = (): Promise<string[]> => window.evaluate(async () => {
    const moved: string[] = [];
    const observer = new MutationObserver((records) => moved.push(...records.map(({ target }) => `${target.nodeName} ${target.textContent?.slice(0, 40)}`)));
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    await new Promise((go) => setTimeout(go, 3_000));
    observer.disconnect();
    return moved;
  });
  // Orders are still being read when a desk is ready, and once in a minute the clock does move.
  await expect.poll(movedInThreeSeconds, { timeout: 60_000 }).toEqual([]);
});

async function chooseEnglish(window: Page): Promise<void> {
  await window.getByTestId('room-settings').click();
  await window.getByTestId('set-language').getByText('English').click();
  await expect(window.getByTestId('room-desk')).toContainText(/desk|scan/i);
}
