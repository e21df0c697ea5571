import { join } from 'node:path';
import { openDatabase } from '../../src-main/store/open-database.ts';

/** The least that a durable write can be: one INSERT a transaction, at the station's own settings on the same disk. */
export function bareInserts(dir: string): { readonly insert: (text: string) => void; readonly close: () => void } {
  const db = openDatabase(join(dir, 'bare.db'));
  db.exec('CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)');
  const statement = db.prepare('INSERT INTO line (text) VALUES (?)');
  return { insert: (text) => void statement.run(text), close: () => void db.close() };
}
