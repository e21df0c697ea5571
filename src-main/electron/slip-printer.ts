import { BrowserWindow, type WebContents } from 'electron';
import type { PrinterView } from '../../src-shared/bridge/printing.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { SystemPrinters } from '../devices/printers/printers.ts';
import type { PrintOutcome } from '../devices/printers/sheet.ts';

/** Electron takes paper in microns. */
const MICRONS = 1000;
/** ms until the system has said whether it took a page. */
const PATIENCE = 30_000;

/**
 * The system's printers. A page is printed from a window that nobody sees: sandboxed, without script, and whatever it asks
 * for is cut off like any window's. The system says that it took the page; what its driver does afterwards nobody tells.
 */
export function systemPrinters(window: () => WebContents | null): SystemPrinters {
  const list = async (): Promise<readonly PrinterView[]> => {
    const contents = window();
    if (!contents) return [];
    return (await contents.getPrintersAsync()).map(({ name }) => ({ name, usable: true, standard: false }));
  };
  return {
    list,
    async print(page, { printer, paper }, handing) {
      const hidden = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, images: false, webgl: false, spellcheck: false } });
      try {
        await hidden.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(page, 'utf8').toString('base64')}`).catch((error: unknown) => {
          throw new StationError('print-page', error instanceof Error ? error.message : '');
        });
        handing();
        return await printed(hidden.webContents, { silent: true, printBackground: true, deviceName: printer, copies: 1, margins: { marginType: 'none' }, pageSize: { width: paper.width * MICRONS, height: paper.height * MICRONS } });
      } finally {
        hidden.destroy();
      }
    },
  };
}

/** What Electron says of a page that never reached the system: the names of its printers are checked before anything is sent. */
const NOT_SENT = ['Invalid deviceName provided', 'Invalid printer settings'];

function printed(contents: WebContents, options: Electron.WebContentsPrintOptions): Promise<PrintOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'unknown', about: 'the system did not answer' }), PATIENCE);
    contents.print(options, (took, why) => {
      clearTimeout(timer);
      if (took) resolve({ kind: 'done' });
      else if (NOT_SENT.includes(why)) resolve({ kind: 'failed', code: 'print-failed', about: why });
      else resolve({ kind: 'unknown', about: why });
    });
  });
}
