import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Files, SavedKind } from '../bridge/files.ts';

/** What can be saved: the extensions that a person may choose, the first of them where none was typed. */
const KINDS = {
  table: [{ name: 'Excel', extensions: ['xlsx'] }, { name: 'CSV', extensions: ['csv'] }],
  recording: [{ name: 'JSON', extensions: ['json'] }],
} as const satisfies Record<SavedKind, unknown>;

const TABLES = { name: 'Excel / CSV', extensions: ['xlsx', 'csv', 'txt'] };

/** The system's own dialogs for files: the page never names a path. Null where nothing was chosen. */
export function fileDialogs(window: () => BrowserWindow | null): Files {
  return {
    async chooseFile(): Promise<string | null> {
      const parent = window();
      if (!parent) return null;
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties: ['openFile'], filters: [TABLES, { name: '*', extensions: ['*'] }] });
      return canceled ? null : (filePaths[0] ?? null);
    },
    /** What is written is told by the extension: a table is .csv, and everything else .xlsx. */
    async choosePlace(name: string, kind: SavedKind): Promise<string | null> {
      const parent = window();
      if (!parent) return null;
      const safe = name.replace(/[\\/:*?"<>|\p{C}]/gu, '_');
      const { canceled, filePath } = await dialog.showSaveDialog(parent, {
        defaultPath: join(app.getPath('documents'), safe),
        filters: KINDS[kind].map(({ name: title, extensions }) => ({ name: title, extensions: [...extensions] })),
      });
      if (canceled || !filePath) return null;
      const known = KINDS[kind].flatMap(({ extensions }): readonly string[] => extensions);
      return known.some((extension) => filePath.toLowerCase().endsWith(`.${extension}`)) ? filePath : freePlace(filePath, known[0] ?? '');
    },
  };
}

/** The dialog has asked about the name as it was typed: a file that it did not ask about is not replaced. */
async function freePlace(path: string, extension: string): Promise<string> {
  let place = `${path}.${extension}`;
  for (let count = 2; await isThere(place); count += 1) place = `${path} (${count}).${extension}`;
  return place;
}

const isThere = (path: string): Promise<boolean> => lstat(path).then(() => true, () => false);
