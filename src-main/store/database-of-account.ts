import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { StationError } from '../../src-shared/errors/codes.ts';
import { markFile, type Mark } from './mark-file.ts';
import { refuseLoneWal } from './open-database.ts';
import { storeError } from './store-problem.ts';
import { openStore, type Store } from './store.ts';

export const STATION_DB = 'station.db';

/**
 * Opens station.db for one account. A database belongs to the account that first used it; another account's is kept
 * beside it as station-<account>.db and comes back, with its queued work, when that account does; one that a crash left
 * without an owner makes room for it. Throws as openStore, and `database-of-another`.
 */
export function databaseOfAccount(dir: string, accountId: string): Store {
  comeBack(dir, accountId);
  const store = openStore(join(dir, STATION_DB));
  const owner = orClosed(store, () => {
    const known = store.meta.get('accountId');
    // A crash leaves a new one without an owner: it must not hide the one that is kept of this account.
    if (known !== null || existsSync(keptAs(dir, accountId))) return known;
    store.meta.set('accountId', accountId);
    return accountId;
  });
  if (owner === accountId) return store;
  closeWhole(store);
  keepAside(dir, owner);
  return databaseOfAccount(dir, accountId);
}

/** A database that fails at once is not left open: as long as it is, it can't be put aside. */
export function orClosed<T>(store: Store, work: () => T): T {
  try {
    return work();
  } catch (error) {
    store.close();
    throw storeError(error);
  }
}

/**
 * Closing the only connection folds the WAL into the file, so that what is renamed is whole. SQLite says nothing where
 * it does not: somebody else has the file open, or the disk is full. A WAL that is left behind would be lost.
 */
function closeWhole(store: Store): void {
  orClosed(store, store.checkpoint);
  store.close();
  if (existsSync(`${store.db.name}-wal`)) throw new StationError('database-locked', store.db.name);
}

/** A database that is kept is never written over: an owner's second one gets a name of its own. */
function keepAside(dir: string, owner: string | null): void {
  const kept = keptAs(dir, owner ?? `unowned-${Date.now()}`);
  move(join(dir, STATION_DB), existsSync(kept) ? kept.replace(/\.db$/, `-${Date.now()}.db`) : kept);
}

/** Where the place is free: also after a crash between the two renames, which would leave the kept one forgotten. */
function comeBack(dir: string, accountId: string): void {
  const file = join(dir, STATION_DB);
  const kept = keptAs(dir, accountId);
  if (existsSync(file) || !existsSync(kept)) return;
  refuseLoneWal(file);
  const store = openStore(kept);
  const owner = orClosed(store, () => store.meta.get('accountId'));
  closeWhole(store);
  // To some disks `Shop` and `shop` are one name.
  if (owner !== null && owner !== accountId) throw new StationError('database-of-another', kept);
  move(kept, file);
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new StationError('data-dir-unusable', from, { cause: error });
  }
}

const keptAs = (dir: string, accountId: string): string => fileOf(dir, 'station-', accountId, '.db');

/** Beside the databases and in none of them. It is no secret, so that it is kept where there is no keyring too. */
export const markOfAccount = (dir: string, accountId: string): Mark => markFile(fileOf(dir, 'mark-', accountId, ''));

/** Characters of an account's id in a file's name. An id can have 128 of any script, a Chinese one is nine here, and many disks take names of 255 bytes. */
const LONGEST = 100;

/** A longer id has its hash for a name, but where an older version has a file of it already. */
function fileOf(dir: string, before: string, accountId: string, after: string): string {
  const name = encodeURIComponent(accountId);
  const file = join(dir, `${before}${name}${after}`);
  if (name.length <= LONGEST || existsSync(file)) return file;
  return join(dir, `${before}${createHash('sha256').update(accountId).digest('hex')}${after}`);
}
