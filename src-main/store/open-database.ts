import { mkdirSync, accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Options } from 'better-sqlite3';
import { StationError } from '../../src-shared/errors/codes.ts';
import { DURABLE, PATIENCE, connection, type Db, type Told } from '../sqlite/connection.ts';
import { MIGRATIONS } from './migrations.ts';
import { storeError } from './store-problem.ts';

export type { Db };

/**
 * Opens station.db, creating and migrating it. Throws StationError `data-dir-unusable`, `database-damaged`,
 * `database-newer`, `database-locked`, `disk-full` or `store-failed`; the file is never deleted or changed by a failure.
 */
export function openDatabase(file: string): Db {
  try {
    mkdirSync(dirname(file), { recursive: true });
    accessSync(dirname(file), constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StationError('data-dir-unusable', dirname(file), { cause: error });
  }
  refuseLoneWal(file);
  let db: Db | undefined;
  try {
    db = connect(file);
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error);
  }
}

/** SQLite takes a missing or empty file for a new database, and deletes the WAL beside it with all that was committed there. */
export function refuseLoneWal(file: string): void {
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) throw new StationError('database-damaged', file);
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** What a connection to a station's database is told. */
export const STATIONS: readonly Told[] = [
  ...DURABLE,
  // Without it INSERT OR REPLACE passes by the triggers that keep the journal append-only.
  ['recursive_triggers', 'ON', 1],
  // What is erased is overwritten, not only forgotten.
  ['secure_delete', 'ON', 1],
  // Copying the WAL back costs several syncs: a thread does it before it comes to this (copying-back.ts), so that no scan does.
  ['wal_autocheckpoint', 8_192, 8_192],
  // A bounded WAL: readers stay fast and the file does not grow through a shift.
  ['journal_size_limit', 33_554_432, 33_554_432],
  ['cache_size', -32_768, -32_768],
];

export const connect = (file: string, options: Options = {}): Db => connection(file, STATIONS, options);

function migrate(db: Db): void {
  const at = db.pragma('user_version', { simple: true }) as number;
  if (at > MIGRATIONS.length) throw new StationError('database-newer', `version ${at}, this program knows ${MIGRATIONS.length}`);
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < at) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** Empties the WAL, unless somebody reads it or writes: it waits for nobody, for the desk would wait with it. True where it is empty. */
export function emptyWal(db: Db): boolean {
  db.pragma('busy_timeout = 0');
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    db.pragma(`busy_timeout = ${PATIENCE}`);
  }
}
