import Database from 'better-sqlite3';
import { StationError } from '../../src-shared/errors/codes.ts';

export type Db = Database.Database;
/** What a connection is told, and what it then has to say of itself. */
export type Told = readonly [name: string, word: string | number, is: string | number];

/** ms that a connection waits for a lock of somebody else. */
export const PATIENCE = 3_000;

/** What every connection of this program is told. */
export const DURABLE: readonly Told[] = [
  ['busy_timeout', PATIENCE, PATIENCE],
  ['journal_mode', 'WAL', 'wal'],
  // better-sqlite3 is built with DEFAULT_WAL_SYNCHRONOUS=1: without this line WAL silently means NORMAL,
  // which loses acknowledged commits at a power cut.
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
];

/** The WAL-reset race is fixed from this release on (https://sqlite.org/wal.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** The one way to any database: whoever opens it, in whichever thread or process, gets a connection of which nothing is taken on trust. */
export function connection(file: string, told: readonly Told[], options: Database.Options = {}): Db {
  const db = new Database(file, options);
  try {
    prepare(db, told);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Throws StationError `store-failed` where SQLite is too old, or does not do as it is told. */
export function prepare(db: Db, told: readonly Told[]): void {
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (older(version.split('.').map(Number), OLDEST_SQLITE)) throw new StationError('store-failed', `SQLite ${version}`);
  for (const [name, word] of told) db.pragma(`${name} = ${word}`);
  for (const [name, , is] of told) {
    const got: unknown = db.pragma(name, { simple: true });
    if (got !== is) throw new StationError('store-failed', `${name} is ${String(got)}`);
  }
}

function older(version: readonly number[], than: readonly number[]): boolean {
  for (const [place, wanted] of than.entries()) {
    const part = version[place] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
