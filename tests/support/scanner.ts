import type { Page } from '@playwright/test';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';

export type Seen = { readonly scanId: number; readonly verdict: Verdict };

/** The newest scan as the window tells it, even while an older one is held in its place; null before the first. */
export async function seen(window: Page): Promise<Seen | null> {
  const area = window.getByTestId('verdict-area');
  if ((await area.count()) === 0) return null;
  const [scanId, verdict] = await area.evaluate((node: Element) => [node.getAttribute('data-scan-id'), node.getAttribute('data-verdict')]);
  return scanId === null ? null : { scanId: Number(scanId), verdict: verdict as Verdict };
}

/** Types a code and its end as a wedge scanner does, `gap` ms a key. The keys bear the scanner's times: a busy machine, which delays this test, makes no scanner that stalls. */
export async function type(window: Page, code: string, gap = 3, end = '\r'): Promise<void> {
  const keyboard = await window.context().newCDPSession(window);
  const keys = [...code, ...end].map(keyOf);
  const first = Date.now();
  await window.waitForTimeout(keys.length * gap);
  await Promise.all(keys.flatMap(({ text, ...key }, at) => {
    const timestamp = (first + at * gap) / 1000;
    return [keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', text, timestamp, ...key }), keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, ...key })];
  }));
  await keyboard.detach();
}

const SHIFT = 8;
function keyOf(text: string) {
  if (text === '\r') return { text, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  if (text === '-') return { text, key: text, code: 'Minus', windowsVirtualKeyCode: 189 };
  const capital = text.toUpperCase();
  return { text, key: text, code: /\d/.test(text) ? `Digit${text}` : `Key${capital}`, windowsVirtualKeyCode: capital.charCodeAt(0), modifiers: /[A-Z]/.test(text) ? SHIFT : 0 };
}

/** Scans and waits until the window shows a verdict of a newer scan than before. */
export async function scan(window: Page, code: string, gap = 3): Promise<Seen> {
  const before = (await seen(window))?.scanId ?? 0;
  await type(window, code, gap);
  await window.waitForFunction((last) => Number(document.querySelector('[data-testid="verdict-area"]')?.getAttribute('data-scan-id') ?? 0) > last, before);
  return (await seen(window)) as Seen;
}

/** The desk is there and has its orders. */
export async function deskReady(window: Page): Promise<void> {
  await window.locator('[data-testid="desk"][data-ready="true"]').waitFor();
}

/** Nothing waits and nothing is under way but what waits for a person. */
export async function drained(window: Page, patience = 60_000): Promise<void> {
  for (const end = Date.now() + patience; ; await new Promise((go) => setTimeout(go, 100))) {
    const queue = await window.evaluate(async () => {
      const { station } = globalThis as unknown as { station: StationBridge };
      const status = await station.ask('status.view', {});
      return status.ok ? status.value.queue : null;
    });
    if (queue && queue.waiting + queue.calling === 0) return;
    if (Date.now() > end) throw new Error(`the queue never drained: ${JSON.stringify(queue)}`);
  }
}
