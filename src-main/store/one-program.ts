import { join } from 'node:path';
import { connection, type Db, type Told } from '../sqlite/connection.ts';

/** ms in which a program that is ending gives it up. */
const PATIENCE = 2_000;
/** No WAL: the locks are those of the file, which a share has too. Nothing is ever written, so that no journal has to lie beside it. */
const LOCKED: readonly Told[] = [['journal_mode', 'MEMORY', 'memory']];

/** What is not held on to is closed. */
const taken: Db[] = [];

/**
 * Takes a data folder for this program alone, until it ends, in whatever way. Electron's own lock is that of one user on one machine: two users, or
 * two machines with a share, would be two copies of one station. False where another program has it; where its file can't be opened it is anybody's, as it ever was.
 */
export function takeFolder(dataDir: string): boolean {
  let db: Db | undefined;
  try {
    db = connection(join(dataDir, 'station.lock'), LOCKED, { timeout: PATIENCE });
    db.exec('BEGIN EXCLUSIVE');
    taken.push(db);
    return true;
  } catch (error) {
    db?.close();
    return !(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'));
  }
}
