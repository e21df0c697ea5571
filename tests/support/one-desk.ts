import { test } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { CODE_OF } from '../../src-shared/domain/function-cards.ts';
import { launchApp, type Launched } from './app.ts';
import { resize } from './on-screen.ts';
import { scannedTexts } from './scanned.ts';
import { deskReady, type } from './scanner.ts';
import { worldOf, type World } from './world-control.ts';

export type Desk = {
  readonly station: Launched;
  readonly world: World;
  /** The practice sheet; `fresh` is what of it no test before has scanned, `passing` what of that passes and is not called back afterwards. */
  readonly rows: readonly SheetRow[];
  readonly fresh: readonly SheetRow[];
  readonly passing: readonly SheetRow[];
  /** How many codes were scanned before. */
  readonly scannedBefore: number;
};

/**
 * One station for all tests of a file: a launch takes longer than most of them. Each asks for the desk first and has it as
 * after a start: nothing held, loud, in Chinese, under its first name, at its first size, its world at peace. What else a test changes (a rule, a
 * person, a pause) it puts back itself. Playwright launches anew after a test that failed.
 */
export function oneDesk(args: readonly string[]): () => Promise<Desk> {
  let station: Launched;
  let size: readonly [number, number];
  let isUsed = false;
  test.beforeAll(async () => {
    station = await launchApp({ args });
    await deskReady(station.window);
    size = await station.window.evaluate(() => [innerWidth, innerHeight] as const);
  });
  test.afterAll(() => station?.close());

  return async () => {
    const world = worldOf(station.userDataDir);
    const scanned = scannedTexts(station.userDataDir);
    if (isUsed) await putBack(station, world, size);
    isUsed = true;
    const rows = await world.sheet();
    const fresh = rows.filter(({ number }) => !scanned.some((text) => text.toUpperCase() === number));
    const passing = fresh.filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null);
    return { station, world, rows, fresh, passing, scannedBefore: scanned.length };
  };
}

async function putBack(station: Launched, world: World, size: readonly [number, number]): Promise<void> {
  const { window } = station;
  await world.command('clear-faults', {});
  await world.command('network', { network: 'on' });
  await window.evaluate(() => (globalThis as unknown as { station: StationBridge }).station.ask('settings.change', { language: 'zh-CN', muted: false, stationName: '01' }));
  await window.reload();
  await deskReady(window);
  await resize(station, size);
  await window.waitForFunction((wide) => innerWidth === wide, size[0]);
  const held = window.getByTestId('acknowledge').or(window.getByTestId('recall'));
  for (let left = 10; left > 0 && (await held.count()) > 0; left -= 1) {
    await type(window, CODE_OF.ok);
    await window.waitForTimeout(100);
  }
}
