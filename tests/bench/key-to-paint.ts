import { resolve } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { launchApp } from '../support/app.ts';
import { deskReady } from '../support/scanner.ts';
import { figure, spread, type Figure } from './figures.ts';
import { SEED } from './warehouse.ts';

const SCANS = 500;
const BLANK = resolve(import.meta.dirname, 'blank');

/**
 * From the last key of a scan (its event's own time) to the frame that shows the verdict: the first task after the
 * animation frame in which the new verdict stood in the page. The blank window changes one line on the same key.
 */
export async function benchKeyToPaint(dataDir: string, numbers: readonly string[]): Promise<Figure> {
  const blank = await _electron.launch({ executablePath: process.env['STATION_ELECTRON'] ?? '', args: [...noSandbox(), BLANK] });
  const blankWindow = await blank.firstWindow();
  await blankWindow.waitForLoadState('load');
  const baseline = spread(await paints(blankWindow, numbers.slice(0, SCANS)));
  await blank.close();

  const station = await launchApp({ args: ['--practice', '--seed', String(SEED)], userDataDir: dataDir });
  try {
    await deskReady(station.window);
    const ours = spread(await paints(station.window, numbers.slice(0, SCANS)));
    return figure({
      name: 'last key to painted verdict, real window', unit: 'ms', ours, count: SCANS,
      baselines: [{ is: 'blank window, one line changed on the same key', numbers: baseline }], expected: 'p99 <= 50 ms', met: ours.p99 <= 50,
    });
  } finally {
    await station.close();
  }
}

async function paints(window: Page, numbers: readonly string[]): Promise<number[]> {
  // Before the page's own scripts: the desk swallows every key of a scan, also from listeners behind its own.
  await window.context().addInitScript(() => {
    const page = globalThis as unknown as { paints: number[]; last: number };
    page.paints = [];
    page.last = 0;
    addEventListener('keydown', (event) => void (event.key === 'Enter' && (page.last = event.timeStamp)), true);
    const shown = (): string | null => document.querySelector('[data-testid="verdict"]')?.getAttribute('data-scan-id') ?? null;
    let before = shown();
    new MutationObserver(() => {
      const now = shown();
      if (now === null || now === before) return;
      before = now;
      const from = page.last;
      requestAnimationFrame(() => setTimeout(() => page.paints.push(performance.now() - from)));
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-scan-id'] });
  });
  await window.reload();
  await window.waitForFunction(() => performance.getEntriesByName('scan-ready').length > 0);
  for (const [at, number] of numbers.entries()) {
    await window.keyboard.type(number);
    await window.keyboard.press('Enter');
    await window.waitForFunction((count) => (globalThis as unknown as { paints: number[] }).paints.length >= count, at + 1, { polling: 5 });
  }
  return window.evaluate(() => (globalThis as unknown as { paints: number[] }).paints);
}

export function noSandbox(): string[] {
  return process.env['STATION_NO_SANDBOX'] ? ['--no-sandbox'] : [];
}
