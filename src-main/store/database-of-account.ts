import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { StationError } from '../../src-shared/errors/codes.ts';
import { markFile, type Mark } from './mark-file.ts';
import { openStore, type Store } from './store.ts';

export const STATION_DB = 'station.db';

/**
 * Opens station.db for one account. A database belongs to the account that first used it; another account's is kept
 * beside it as station-<account>.db and comes back, with its queued work, when that account does. Throws as openStore.
 */
export function databaseOfAccount(dir: string, accountId: string): Store {
  const file = join(dir, STATION_DB);
  comeBack(dir, accountId);
  const store = openStore(file);
  const owner = store.meta.get('accountId');
  if (owner === accountId) return store;
  if (owner === null) {
    store.meta.set('accountId', accountId);
    return store;
  }
  // Closing the only connection folds the WAL into the file: what is renamed is whole.
  store.close();
  keepAside(dir, owner);
  comeBack(dir, accountId);
  const own = openStore(file);
  own.meta.set('accountId', accountId);
  return own;
}

/** A database that is kept is never written over: an owner's second one gets a name of its own. */
function keepAside(dir: string, owner: string): void {
  const kept = keptAs(dir, owner);
  move(join(dir, STATION_DB), existsSync(kept) ? kept.replace(/\.db$/, `-${Date.now()}.db`) : kept);
}

/** Where the place is free: also after a crash between the two renames, which would leave the kept one forgotten. */
function comeBack(dir: string, accountId: string): void {
  const file = join(dir, STATION_DB);
  if (!existsSync(file) && existsSync(keptAs(dir, accountId))) move(keptAs(dir, accountId), file);
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new StationError('data-dir-unusable', from, { cause: error });
  }
}

function keptAs(dir: string, accountId: string): string {
  return join(dir, `station-${encodeURIComponent(accountId)}.db`);
}

/** Beside the databases and in none of them. It is no secret, so that it is kept where there is no keyring too. */
export const markOfAccount = (dir: string, accountId: string): Mark => markFile(join(dir, `mark-${encodeURIComponent(accountId)}`));
