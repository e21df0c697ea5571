import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { BLANK, noSandbox } from './blank-window.ts';
import { figure, spread, type Figure } from './figures.ts';
import { SEED } from './warehouse.ts';

const ROUNDS = 7;
const STATION = resolve(import.meta.dirname, '../..');

/**
 * From starting the program to a desk that takes scans (the page's own mark `scan-ready`), against a blank window on the
 * same Electron, in turn. Nothing is attached while the clock runs: the mark is read afterwards.
 */
export async function benchStart(dataDir: string): Promise<Figure> {
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const blankDir = mkdtempSync(join(tmpdir(), 'blank-'));
    baseline.push(await startOnce([BLANK, `--user-data-dir=${blankDir}`]));
    rmSync(blankDir, { recursive: true, force: true });
    ours.push(await startOnce([STATION, `--user-data-dir=${dataDir}`, '--practice', '--seed', String(SEED)]));
  }
  // The first start of either fills the file cache: it says more about the disk than about the program.
  const times = spread(ours.slice(1));
  const blank = spread(baseline.slice(1));
  return figure({
    name: 'start to scan-ready', unit: 'ms', ours: times, count: ours.length - 1,
    baselines: [{ is: 'blank Electron window to its first frame', numbers: blank }], expected: 'p50 at most 2x blank', met: times.p50 <= 2 * blank.p50,
  });
}

async function startOnce(args: readonly string[]): Promise<number> {
  const from = Date.now();
  const child = spawn(process.env['STATION_ELECTRON'] ?? '', [...noSandbox(), '--remote-debugging-port=0', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((settle) => child.once('exit', () => settle()));
  try {
    const address = await new Promise<string>((settle, reject) => {
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1];
        if (found) settle(found);
      });
      child.once('exit', () => reject(new Error(`it ended before it listened: ${said.slice(-500)}`)));
    });
    // Longer than any start: what is measured is over when the debugger comes.
    await new Promise((settle) => setTimeout(settle, 2_500));
    const browser = await chromium.connectOverCDP(address);
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('no window');
    await page.waitForFunction(() => performance.getEntriesByName('scan-ready').length > 0);
    const at = await page.evaluate(() => performance.timeOrigin + (performance.getEntriesByName('scan-ready')[0]?.startTime ?? Number.NaN));
    await browser.close();
    return at - from;
  } finally {
    child.kill();
    await gone;
  }
}
