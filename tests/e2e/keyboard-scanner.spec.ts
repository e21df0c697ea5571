import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { scannedTexts } from '../support/scanned.ts';
import { deskReady, scan, type } from '../support/scanner.ts';
import { worldOf } from '../support/world-control.ts';

const root = resolve(import.meta.dirname, '../..');
let station: Launched;
let numbers: readonly string[];

test.beforeEach(async () => {
  station = await launchApp({ args: ['--practice', '--seed', '3'] });
  await deskReady(station.window);
  const rows: readonly SheetRow[] = await worldOf(station.userDataDir).sheet();
  numbers = rows.filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null).map(({ number }) => number);
});
test.afterEach(() => station.close());

/** What `npm run -s wedge` says of a file. */
const replayed = (file: string): Promise<unknown> =>
  new Promise((settle, fail) => {
    const child = execFile(join(root, 'node_modules/.bin/node'), [join(root, 'tools/wedge.ts')], (error, stdout) => (error ? fail(error) : settle(JSON.parse(stdout))));
    child.stdin?.end(readFileSync(file));
  });

test('a scanner is recorded, nothing is scanned meanwhile, and the saved file says the same again', async () => {
  const { app, window, userDataDir } = station;
  const [first, second, third] = numbers as [string, string, string];
  await window.getByTestId('room-settings').click();
  await expect(window.getByTestId('recorder')).toContainText('键入的一切都会写进文件');
  await window.getByTestId('recorder-start').click();
  // Enter of a scan presses neither the button that started it nor any other.
  await type(window, first, 8);
  await window.getByTestId('room-desk').click();
  await expect(window.getByTestId('recording-banner')).toContainText('扫描不会记录');
  await type(window, second.toLowerCase(), 20);
  await type(window, 'YT12', 8);
  await expect(window.getByTestId('recording-heard')).toContainText('3 次扫描');
  await expect(window.getByTestId('verdict')).toHaveCount(0);
  await window.getByTestId('recording-stop').click();

  const lines = window.getByTestId('recorder-findings').locator('li');
  await expect(lines).toHaveCount(3);
  for (const [at, number] of [first, second].entries()) {
    await expect(lines.nth(at)).toHaveAttribute('data-kind', 'scan');
    expect((await lines.nth(at).locator('.waybill').textContent())?.replace(/\s/g, '')).toBe(number);
  }
  await expect(lines.nth(2)).toHaveAttribute('data-kind', 'scan');

  const saveAs = (path: string): Promise<void> => app.evaluate(({ dialog }, filePath) => void (dialog.showSaveDialog = async () => ({ canceled: filePath === '', filePath })), path);
  await saveAs('');
  await window.getByTestId('recorder-save').click();
  await expect(window.getByTestId('recorder-saved')).toHaveCount(0);
  await saveAs(join(userDataDir, 'not/there.json'));
  await window.getByTestId('recorder-save').click();
  await expect(window.getByTestId('recorder')).toContainText('recording-not-written');
  await saveAs(join(userDataDir, 'scanner'));
  await window.getByTestId('recorder-save').click();
  await expect(window.getByTestId('recorder-saved')).toContainText('scanner.json');
  expect(await replayed(join(userDataDir, 'scanner.json'))).toEqual([{ kind: 'scan', code: first }, { kind: 'scan', code: second }, { kind: 'scan', code: 'YT12' }]);

  // Afterwards a scan is a scan.
  await window.getByTestId('room-desk').click();
  expect((await scan(window, third)).verdict).toBe('pass');
  expect(scannedTexts(userDataDir)).toEqual([third]);
});
