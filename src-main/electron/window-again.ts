import { app, dialog, type BrowserWindow } from 'electron';
import { explain } from '../start/explain.ts';

/** A page that dies as often as this, within so many ms, would die for ever. */
const TIMES = 3;
const WITHIN = 60_000;

/**
 * A window whose page has died is loaded anew: what was scanned, what is held and what a serial scanner sends meanwhile is in the main process. One that
 * keeps dying says so, and the program ends: a window that is white takes no scan and tells nobody.
 */
export function reopenWhenGone({ webContents }: BrowserWindow, language: () => string, log: (event: string, about: string) => void): void {
  let died: number[] = [];
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('window', `${reason} ${exitCode}`);
    const now = performance.now();
    died = [...died.filter((at) => now - at < WITHIN), now];
    if (died.length <= TIMES) return void setImmediate(() => webContents.reload());
    dialog.showErrorBox('京巴士发货台', explain({ code: 'window-failed' }, language()));
    app.quit();
  });
}
