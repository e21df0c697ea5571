import type { ElectronApplication, Page } from '@playwright/test';

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
 * The same for codes that a belt feeds: one every `every` ms, whether the window keeps up or not. Counted from the moment when each was due. What is not
 * shown within five minutes after the last one is missing at the end. The keys come from the app's own process, as the system's do: one that sends
 * hundreds of them a second over a debugger's protocol would keep a processor busy of which the station is to be measured.
 */
export async function fed({ app, window }: { readonly app: ElectronApplication; readonly window: Page }, codes: readonly string[], every: number): Promise<readonly number[]> {
  await begin(window, codes);
  const late = await app.evaluate(async ({ BrowserWindow }, given) => {
    const [page] = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
    const from = performance.now();
    const behind: number[] = [];
    for (const [at, code] of given.codes.entries()) {
      const wait = from + at * given.every - performance.now();
      await new Promise((go) => setTimeout(go, Math.max(0, wait)));
      behind.push(performance.now() - from - at * given.every);
      for (const keyCode of [...code, 'Return']) {
        const key = { keyCode, modifiers: /^[A-Z]$/.test(keyCode) ? (['shift'] as const).slice() : [] };
        page?.sendInputEvent({ type: 'keyDown', ...key });
        page?.sendInputEvent({ type: 'keyUp', ...key });
      }
    }
    return behind;
  }, { codes: [...codes], every });
  await until(window, codes.length, 300_000, 50).catch(() => undefined);
  return (await painted(window)).map((ms, at) => ms + (late[at] ?? 0));
}

const begin = (window: Page, codes: readonly string[]): Promise<void> =>
  window.evaluate((all) => void Object.assign(globalThis as unknown as Recorder, { places: new Map(all.map((code, at) => [code, at])), enters: [], painted: [] }), codes);
const painted = (window: Page): Promise<readonly number[]> => window.evaluate(() => (globalThis as unknown as Recorder).painted);
const until = (window: Page, count: number, timeout: number, polling: number): Promise<unknown> =>
  window.waitForFunction((all) => (globalThis as unknown as Recorder).painted.length >= all, count, { timeout, polling });
