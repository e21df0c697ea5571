import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { isPackagedRun, launchApp, type Launched } from '../support/app.ts';
import { stationSide } from '../support/both-sides.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { oneDesk } from '../support/one-desk.ts';
import { deskReady, scan, seen, type } from '../support/scanner.ts';

let dir: string;
let station: Launched | null = null;

test.beforeEach(() => {
  dir = newDataDir('bad');
});
test.afterEach(async () => {
  await station?.close();
  station = null;
  removeDataDir(dir);
});

const launch = async (...args: string[]): Promise<Launched> => (station = await launchApp({ args: ['--practice', ...args], userDataDir: dir }));

/** Starts the program as a person at a terminal does, and gives what it said and its exit code. */
function terminal(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = process.env[isPackagedRun() ? 'STATION_PACKAGED' : 'STATION_ELECTRON'] ?? '';
  const app = isPackagedRun() ? [] : [resolve(import.meta.dirname, '../..')];
  const child = spawn(program, [...(process.env['STATION_NO_SANDBOX'] ? ['--no-sandbox'] : []), ...app, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data) => (said += String(data)));
  child.stderr.on('data', (data) => (said += String(data)));
  return new Promise((settle) => child.once('exit', (code) => settle({ code, said })));
}

test('a wrong flag and a wrong value: code, sentence, next action, and no window', async () => {
  for (const [args, code, named] of [[['--practise'], 'flag-unknown', '--practise'], [['--practice', '--seed', 'abc'], 'flag-value', '--seed'], [['--account-api', 'ftp://x'], 'flag-value', '--account-api']] as const) {
    const { code: exit, said } = await terminal(...args, `--user-data-dir=${dir}`);
    expect(exit).toBe(2);
    expect(said).toContain(`[${code}]`);
    expect(said).toContain(named);
  }
});

test('a data folder that cannot be used is named, and the program ends', async () => {
  const file = join(dir, 'a-file');
  writeFileSync(file, 'not a folder');
  const { code, said } = await terminal('--practice', '--user-data-dir', join(file, 'data'));
  expect(code).toBe(2);
  expect(said).toContain('[data-dir-unusable]');
  expect(said).toContain(file);
});

test('--user-data-dir with a blank keeps the data there', async () => {
  const { window } = await (async () => (station = await launchApp({ args: ['--practice', '--user-data-dir', join(dir, 'with blank')], userDataDir: join(dir, 'other') })))();
  await deskReady(window);
  expect(readdirSync(join(dir, 'with blank'))).toContain('station.db');
});

test('damaged settings are put aside and said; the desk opens', async () => {
  writeFileSync(join(dir, 'settings.json'), '{"language": "en", ');
  const { window } = await launch();
  await deskReady(window);
  await expect(window.getByTestId('problem-banner')).toHaveAttribute('data-code', 'settings-damaged');
  const aside = readdirSync(dir).find((name) => name.startsWith('settings.damaged'));
  expect(readFileSync(join(dir, aside ?? ''), 'utf8')).toBe('{"language": "en", ');
});

test('a folder where the secrets should be is put aside and said; the desk opens', async () => {
  mkdirSync(join(dir, 'secrets.json'));
  const { window } = await launch();
  await deskReady(window);
  await expect(window.getByTestId('problem-banner')).toHaveAttribute('data-code', 'secrets-damaged');
  expect(readdirSync(dir).filter((name) => name.startsWith('secrets.damaged'))).toHaveLength(1);
});

test('a database that is none is left as it is, and the window says so', async () => {
  const garbage = 'this was a database once '.repeat(400);
  writeFileSync(join(dir, 'station.db'), garbage);
  const { window } = await launch();
  await expect(window.getByTestId('start-failed')).toHaveAttribute('data-code', 'database-damaged');
  expect(readFileSync(join(dir, 'station.db'), 'utf8')).toBe(garbage);
});

test('a folder where the database should be', async () => {
  mkdirSync(join(dir, 'station.db'));
  const { window } = await launch();
  await expect(window.getByTestId('start-failed')).toBeVisible();
});

test('a taken port of the practice world is said by its code, and taken when it is free', async () => {
  const server = createServer();
  const port = await new Promise<number>((settle) => server.listen(0, '127.0.0.1', () => settle((server.address() as { port: number }).port)));
  const { window } = await launch('--practice-port', String(port));
  await expect(window.locator('[data-testid="problem-banner"]')).toContainText('practice-port-taken');
  await new Promise((settle) => server.close(settle));
  await deskReady(window);
  expect(new URL((JSON.parse(readFileSync(join(dir, 'practice-world.json'), 'utf8')) as { origin: string }).origin).port).toBe(String(port));
});

test.describe('what comes to a station that runs', () => {
  const desk = oneDesk(['--practice']);

  test('anything at all can be scanned: a verdict each time, and the desk goes on', async () => {
    const { station: { window, userDataDir }, passing } = await desk();
    const [row] = passing as [SheetRow];
    const texts = [
      'https://example.com/t?n=SF1234567890123', "'; DROP TABLE scans;--", '😀📦😀📦', 'ＹＴ１２３', '13800001234', '"; "', '{"k1":"SF"}', '<script>alert(1)</script>', '../../etc/passwd', '0'.repeat(30), 'A'.repeat(10_000),
    ];
    for (const text of texts) {
      const before = (await seen(window))?.scanId ?? 0;
      await window.evaluate((keys) => {
        // As a scanner that sends each of these characters as a key.
        for (const key of [...keys, 'Enter']) for (const kind of ['keydown', 'keyup']) document.activeElement?.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true, cancelable: true }));
      }, text);
      await expect.poll(async () => (await seen(window))?.scanId ?? 0, { message: text.slice(0, 40) }).toBeGreaterThan(before);
      expect((await seen(window))?.verdict, text.slice(0, 40)).toMatch(/invalid|unknown/);
    }
    // Nothing but Enter is no scan; another parcel's number is that parcel.
    const before = await seen(window);
    await type(window, '');
    expect(await seen(window)).toEqual(before);
    expect((await scan(window, row.number)).verdict).toBe('pass');
    expect(stationSide(userDataDir).scans).toMatchObject({ pass: 1 });
  });

  test('a second start on the same data finds the first, and touches nothing', async () => {
    const { station: { window, userDataDir } } = await desk();
    const { code, said } = await terminal('--practice', `--user-data-dir=${userDataDir}`);
    expect(code).toBe(0);
    expect(said).toContain('[already-running]');
    expect((await scan(window, 'SF0000000000000')).verdict).toBe('unknown');
  });

  test('an answer of the account API that breaks its schema is shown with its path, and cures itself', async () => {
    const { station: { window }, world } = await desk();
    await world.command('fault', { on: 'orders', kind: 'schema', count: 3 });
    await expect(window.locator('[data-testid="problem-banner"]')).toHaveAttribute('data-code', 'api-schema', { timeout: 15_000 });
    await expect(window.getByTestId('problem-banner')).toHaveCount(0, { timeout: 20_000 });
  });

  test('a practice world that dies is started again by itself, and nothing is lost', async () => {
    const { station: { window }, world, passing } = await desk();
    const rows = passing.filter(({ work }) => work.includes('privacy')).slice(0, 3);
    await world.command('exit').catch(() => undefined);
    for (const { number } of rows) expect((await scan(window, number)).verdict).toBe('pass');
    await expect.poll(async () => (await world.state().catch(() => null))?.effects.bindings ?? 0, { timeout: 30_000 }).toBe(3);
  });
});
