import { app, type BrowserWindow } from 'electron';

/** ms in which everything has to stop; what has not is left as a crash would leave it. */
const PATIENCE = 8_000;

/**
 * The program ends with its window, not with the last one: a slip is printed from a window that nobody sees. As long as it
 * ends it holds what a next one needs: whoever starts it again meanwhile has that one after it.
 */
export function quitWith(window: BrowserWindow, stop: () => Promise<unknown>): void {
  let ending: Promise<unknown> | null = null;
  let hasStopped = false;
  let isWanted = false;
  window.on('closed', () => app.quit());
  app.on('second-instance', () => {
    if (ending) return void (isWanted = true);
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('before-quit', (event) => {
    if (hasStopped) return;
    event.preventDefault();
    ending ??= Promise.race([stop(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]).finally(() => {
      hasStopped = true;
      app.quit();
    });
  });
  app.on('will-quit', () => {
    if (isWanted) app.relaunch();
  });
}
