import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Every code the station took in (an order that arrived later adds a row of its own), as it came and in the order it came, read from its database and not from the program. */
export function scannedTexts(dataDir: string): string[] {
  const db = new Database(join(dataDir, 'station.db'), { readonly: true, fileMustExist: true });
  try {
    return db.prepare("SELECT text FROM scans WHERE source <> 'arrival' ORDER BY id").pluck().all() as string[];
  } finally {
    db.close();
  }
}
