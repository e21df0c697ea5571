import { mkdirSync, accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StationError } from '../../src-shared/errors/codes.ts';
import { MIGRATIONS } from './migrations.ts';
import { storeError } from './store-problem.ts';

export type Db = Database.Database;

/** The WAL-reset race is fixed from this release on (https://sqlite.org/wal.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;

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
    db = new Database(file);
    prepare(db);
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

function prepare(db: Db): void {
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (older(version.split('.').map(Number), OLDEST_SQLITE)) throw new StationError('store-failed', `SQLite ${version}`);
  db.pragma('busy_timeout = 3000');
  db.pragma('journal_mode = WAL');
  // better-sqlite3 is built with DEFAULT_WAL_SYNCHRONOUS=1: without this line WAL silently means NORMAL,
  // which loses acknowledged commits at a power cut.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // Without it INSERT OR REPLACE passes by the triggers that keep the journal append-only.
  db.pragma('recursive_triggers = ON');
  // What is erased is overwritten, not only forgotten.
  db.pragma('secure_delete = ON');
  // Copying the WAL back costs several syncs: a thread does it before it comes to this (copying-back.ts), so that no scan does.
  db.pragma('wal_autocheckpoint = 8192');
  // A bounded WAL: readers stay fast and the file does not grow through a shift.
  db.pragma('journal_size_limit = 33554432');
  db.pragma('cache_size = -32768');
  for (const [name, wanted] of [['journal_mode', 'wal'], ['synchronous', 2], ['foreign_keys', 1], ['secure_delete', 1]] as const) {
    const got: unknown = db.pragma(name, { simple: true });
    if (got !== wanted) throw new StationError('store-failed', `${name} is ${String(got)}`);
  }
}

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

function older(version: readonly number[], than: readonly number[]): boolean {
  for (const [place, wanted] of than.entries()) {
    const part = version[place] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
