import type { Locator } from '@playwright/test';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import type { Launched } from './app.ts';

/** The smallest window that there is. */
export const SMALLEST = [1024, 700] as const;

export async function resize({ app, window }: Launched, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height });
  await window.waitForFunction((wide) => innerWidth <= wide, width);
}

/** The words of English are the longer ones. */
export async function speak({ window }: Launched, language: 'en' | 'zh-CN'): Promise<void> {
  await window.evaluate((next) => (globalThis as unknown as { station: StationBridge }).station.ask('settings.change', { language: next }), language);
  await window.waitForFunction((next) => document.documentElement.lang === next, language);
}

/** px by which what is written in `part`, or its box, reaches out of `frame`; 0 where all of it is in there. */
export async function cutOff(part: Locator, frame: Locator): Promise<number> {
  const [inner, outer] = await Promise.all([part.evaluate(placeOf), frame.evaluate((node) => node.getBoundingClientRect().toJSON() as Place)]);
  return Math.max(0, ...[outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom].map(Math.round));
}

type Place = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

function placeOf(node: Element): Place {
  const box = node.getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(node);
  const { left, right } = words.getBoundingClientRect();
  return { left: Math.min(left, box.left), right: Math.max(right, box.right), top: box.top, bottom: box.bottom };
}
