import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from 'better-sqlite3';
import { DURABLE, connection, type Db, type Told } from '../../sqlite/connection.ts';
import { CannotStart } from './failure.ts';
import { TABLES, VERSIONS } from './tables.ts';

export type { Db };
/** Prepares a text once; `R` is the shape of its rows. */
export type Sql = <R = never>(text: string) => Statement<unknown[], R>;

const VERSION = VERSIONS.length;

const WORLDS: readonly Told[] = [...DURABLE, ['journal_size_limit', 16_777_216, 16_777_216]];

/**
 * Opens DIR/practice-<seed>.db, creating it. Every commit is on the disk before it is answered. Worlds that lie in `before` are moved to DIR first. Throws
 * CannotStart, an SqliteError, or a StationError where SQLite does not do as it is told.
 */
export function openWorldDatabase(dir: string, seed: number, before = dir): Db {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    if (before !== dir) bringOver(before, dir);
  } catch (error) {
    const full = (error as { code?: unknown }).code === 'ENOSPC';
    throw new CannotStart(full ? 'disk-full' : 'data-dir-unusable', dir, { cause: error });
  }
  const db = connection(join(dir, `practice-${seed}.db`), WORLDS);
  try {
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version === VERSION) return db;
    if (version > 0 && version < VERSION) return upgraded(db, version);
    if (version !== 0) throw new CannotStart('data-dir-unusable', `practice-${seed}.db has version ${String(version)}`);
    db.transaction(() => {
      db.exec(TABLES);
      db.pragma(`user_version = ${VERSION}`);
    })();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A world from before the newest tables. Before the delivery reports its price list did not say what is refunded, so the entitlements have moved. */
function upgraded(db: Db, from: number): Db {
  db.transaction(() => {
    for (const added of VERSIONS.slice(from)) db.exec(added);
    if (from < 2) db.exec("UPDATE kept SET value = CAST(value AS INTEGER) + 1 WHERE name = 'entitlements-version'");
    db.pragma(`user_version = ${VERSION}`);
  })();
  return db;
}

/** A database goes behind its WAL: until it has moved, the next start goes on. */
function bringOver(from: string, dir: string): void {
  const lying = readdirSync(from).filter((name) => /^practice-\d+\.db(?:-wal|-shm)?$/.test(name) && !existsSync(join(dir, name)));
  for (const name of lying.toSorted((a, b) => b.length - a.length)) renameSync(join(from, name), join(dir, name));
}

export function preparer(db: Db): Sql {
  const prepared = new Map<string, Statement>();
  return <R>(text: string) => {
    let statement = prepared.get(text);
    if (!statement) prepared.set(text, (statement = db.prepare(text)));
    return statement as unknown as Statement<unknown[], R>;
  };
}
