import { app, type BrowserWindow } from 'electron';
import { argumentsSent } from '../start/flags.ts';
import { argumentsWith } from './arguments.ts';

/** ms in which everything has to stop; what has not is left as a crash would leave it. */
const PATIENCE = 8_000;

/**
 * The program ends with its window, not with the last one: a slip is printed from a window that nobody sees. As long as it
 * ends it holds what a next one needs: whoever starts it again meanwhile has that one after it, as it was started: a practice is none of
 * whoever wants the desk.
 */
export function quitWith(window: BrowserWindow, stop: () => Promise<unknown>): void {
  let ending: Promise<unknown> | null = null;
  let hasStopped = false;
  /** The arguments of the next one. */
  let wanted: string[] | null = null;
  window.on('closed', () => app.quit());
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    if (ending) return void (wanted = argumentsSent(sent));
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
    if (wanted) app.relaunch({ args: argumentsWith(process.argv, wanted) });
  });
}
