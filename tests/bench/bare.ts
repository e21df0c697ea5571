import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src-main/store/open-database.ts';

/** The least that a durable transaction can be: one INSERT, at the station's own settings on the same disk. */
export function bareInserts(dir: string): { readonly insert: (text: string) => void; readonly close: () => void } {
  const db = openDatabase(join(dir, 'bare.db'));
  db.exec('CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)');
  const statement = db.prepare('INSERT INTO line (text) VALUES (?)');
  return { insert: (text) => void statement.run(text), close: () => void db.close() };
}

export const DISKS_OWN = "the disk's own: 4 KiB in place and fdatasync";

/** The least that durability itself can be: 4 KiB written over in place, and the disk's word that it has them. */
export function bareSyncs(dir: string): { readonly sync: () => void; readonly close: () => void } {
  const page = Buffer.alloc(4096, 1);
  const file = openSync(join(dir, 'bare.page'), 'w');
  return {
    sync() {
      writeSync(file, page, 0, page.length, 0);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}
