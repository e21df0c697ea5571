import type { StationBridge } from '../../src-shared/bridge/window.ts';
import type { Launched } from './app.ts';

/** px of the room on the screen that lie beside the narrowest window in English, whose words are the longest. Window and language are as before afterwards. */
export async function besideNarrowest({ app, window }: Launched): Promise<number> {
  const size = (to: readonly number[] | null) =>
    app.evaluate(({ BrowserWindow }, next) => {
      const [own] = BrowserWindow.getAllWindows();
      const before = own?.getContentSize() ?? [];
      if (next) own?.setContentSize(next[0] as number, next[1] as number);
      return before;
    }, to);
  const speak = async (language: 'en' | 'zh-CN'): Promise<void> => {
    await window.evaluate((next) => (globalThis as unknown as { station: StationBridge }).station.ask('settings.change', { language: next }), language);
    await window.waitForFunction((next) => document.documentElement.lang === next, language);
  };
  const before = await size([1024, 700]);
  await window.waitForFunction(() => innerWidth <= 1024);
  await speak('en');
  const beside = await window.locator('.room-body').evaluate((room) => room.scrollWidth - room.clientWidth);
  await speak('zh-CN');
  await size(before);
  return beside;
}
