import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';

const TABLES = { name: 'Excel / CSV', extensions: ['xlsx', 'csv', 'txt'] };

/** The system's own dialogs for files: the page never names a path. Null where nothing was chosen. */
export function fileDialogs(window: () => BrowserWindow | null) {
  return {
    async chooseFile(): Promise<string | null> {
      const parent = window();
      if (!parent) return null;
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties: ['openFile'], filters: [TABLES, { name: '*', extensions: ['*'] }] });
      return canceled ? null : (filePaths[0] ?? null);
    },
    /** What it writes is told by the extension: .csv, and everything else .xlsx. */
    async choosePlace(name: string): Promise<string | null> {
      const parent = window();
      if (!parent) return null;
      const safe = name.replace(/[\\/:*?"<>|\p{C}]/gu, '_');
      const { canceled, filePath } = await dialog.showSaveDialog(parent, {
        defaultPath: join(app.getPath('documents'), safe),
        filters: [{ name: 'Excel', extensions: ['xlsx'] }, { name: 'CSV', extensions: ['csv'] }],
      });
      if (canceled || !filePath) return null;
      return /\.(xlsx|csv)$/i.test(filePath) ? filePath : `${filePath}.xlsx`;
    },
  };
}
