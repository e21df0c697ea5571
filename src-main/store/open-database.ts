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

/** The one way to a station's database: whoever opens it, in whichever thread, gets a connection of which nothing is taken on trust. */
export function connect(file: string, options: Database.Options = {}): Db {
  const db = new Database(file, options);
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** ms that a connection waits for a lock of somebody else. */
const PATIENCE = 3_000;

/** What a connection is told, and what it then has to say of itself. */
const TOLD: readonly (readonly [name: string, word: string | number, is: string | number])[] = [
  ['busy_timeout', PATIENCE, PATIENCE],
  ['journal_mode', 'WAL', 'wal'],
  // better-sqlite3 is built with DEFAULT_WAL_SYNCHRONOUS=1: without this line WAL silently means NORMAL,
  // which loses acknowledged commits at a power cut.
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
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

/** Throws StationError `store-failed` where SQLite is too old, or does not do as it is told. */
export function prepare(db: Db): void {
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (older(version.split('.').map(Number), OLDEST_SQLITE)) throw new StationError('store-failed', `SQLite ${version}`);
  for (const [name, word] of TOLD) db.pragma(`${name} = ${word}`);
  for (const [name, , is] of TOLD) {
    const got: unknown = db.pragma(name, { simple: true });
    if (got !== is) throw new StationError('store-failed', `${name} is ${String(got)}`);
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

/** Empties the WAL, unless somebody reads it or writes: it waits for nobody, for the desk would wait with it. True where it is empty. */
export function emptyWal(db: Db): boolean {
  db.pragma('busy_timeout = 0');
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    db.pragma(`busy_timeout = ${PATIENCE}`);
  }
}
