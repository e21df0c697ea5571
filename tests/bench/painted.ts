import type { CDPSession, Page } from '@playwright/test';

/** In the page: which scan each code is, the Enter of each, and for each the ms until its verdict, or a newer one's, was painted. */
type Recorder = { places: ReadonlyMap<string, number>; enters: number[]; painted: number[] };

/** Starts a recorder before the page's own scripts: the desk swallows every key of a scan, also from listeners behind its own. */
export async function recordPaints(window: Page): Promise<void> {
  await window.context().addInitScript(() => {
    const page = globalThis as unknown as Recorder;
    Object.assign(page, { places: new Map(), enters: [], painted: [] });
    const answered = (): number => {
      const verdict = document.querySelector('[data-testid="verdict"]');
      const code = (verdict?.querySelector('.waybill') ?? verdict)?.textContent ?? '';
      return (page.places.get(code) ?? -1) + 1;
    };
    addEventListener('keydown', (event) => void (event.key === 'Enter' && page.enters.push(event.timeStamp)), true);
    new MutationObserver(() => {
      const now = answered();
      if (now <= page.painted.length) return;
      // The first task after the frame in which the verdict stood in the page.
      requestAnimationFrame(() => setTimeout(() => {
        for (let at = page.painted.length; at < now; at += 1) page.painted.push(performance.now() - (page.enters[at] ?? Number.NaN));
      }));
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-scan-id'] });
  });
  await window.reload();
  await window.waitForFunction(() => performance.getEntriesByName('scan-ready').length > 0);
}

/** ms from the last key to the painted verdict, each code typed when the one before is painted. */
export async function oneByOne(window: Page, codes: readonly string[]): Promise<readonly number[]> {
  await begin(window, codes);
  for (const [at, code] of codes.entries()) {
    await window.keyboard.type(code);
    await window.keyboard.press('Enter');
    await until(window, at + 1, 30_000, 5);
  }
  return painted(window);
}

/**
 * The same for codes that a belt feeds: one every `every` ms, whether the window keeps up or not. What is not shown within
 * five minutes after the last one is missing at the end.
 */
export async function fed(window: Page, codes: readonly string[], every: number): Promise<readonly number[]> {
  await begin(window, codes);
  const keys = await window.context().newCDPSession(window);
  const from = performance.now();
  let heard: Promise<unknown> = Promise.resolve();
  for (const [at, code] of codes.entries()) {
    const wait = from + at * every - performance.now();
    if (wait > 0) await new Promise((go) => setTimeout(go, wait));
    // One that hears no keys any more is not sent thousands of them.
    if (at % 100 === 0) await heard;
    heard = type(keys, code);
  }
  await heard;
  await keys.detach();
  await until(window, codes.length, 300_000, 50).catch(() => undefined);
  return painted(window);
}

const begin = (window: Page, codes: readonly string[]): Promise<void> =>
  window.evaluate((all) => void Object.assign(globalThis as unknown as Recorder, { places: new Map(all.map((code, at) => [code, at])), enters: [], painted: [] }), codes);
const painted = (window: Page): Promise<readonly number[]> => window.evaluate(() => (globalThis as unknown as Recorder).painted);
const until = (window: Page, count: number, timeout: number, polling: number): Promise<unknown> =>
  window.waitForFunction((all) => (globalThis as unknown as Recorder).painted.length >= all, count, { timeout, polling });

function type(keys: CDPSession, code: string): Promise<unknown> {
  const named = (key: string) =>
    key === 'Enter' ? { key, code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' } : { key, code: /\d/.test(key) ? `Digit${key}` : `Key${key}`, windowsVirtualKeyCode: key.charCodeAt(0), text: key };
  return Promise.all([...code, 'Enter'].map(named).flatMap(({ text, ...key }) => [
    keys.send('Input.dispatchKeyEvent', { type: 'keyDown', text, ...key }),
    keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }),
  ]));
}
