import type { Launched } from './app.ts';
import { SMALLEST, resize, speak } from './on-screen.ts';

/** px of the room on the screen that lie beside the narrowest window in English, whose words are the longest. Window and language are as before afterwards. */
export async function besideNarrowest(station: Launched): Promise<number> {
  const { app, window } = station;
  const before = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentSize() ?? []);
  await resize(station, SMALLEST);
  await speak(station, 'en');
  const beside = await window.locator('.room-body').evaluate((room) => room.scrollWidth - room.clientWidth);
  await speak(station, 'zh-CN');
  await resize(station, before as [number, number]);
  return beside;
}
