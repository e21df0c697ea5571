import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { storeError } from './sqlite-problem.ts';
import { openStore, type Store } from './store.ts';

export const STATION_DB = 'station.db';

/**
 * Opens station.db for one account. A database belongs to the account that first used it; another account's is kept
 * beside it as station-<account>.db and comes back, with its queued work, when that account does. Throws as openStore.
 */
export function databaseOfAccount(dir: string, accountId: string): Store {
  const file = join(dir, STATION_DB);
  const store = openStore(file);
  const owner = store.meta.get('accountId');
  if (owner === accountId) return store;
  if (owner === null) {
    store.meta.set('accountId', accountId);
    return store;
  }
  // Closing the only connection folds the WAL into the file: what is renamed is whole.
  store.close();
  try {
    renameSync(file, keptAs(dir, owner));
    if (existsSync(keptAs(dir, accountId))) renameSync(keptAs(dir, accountId), file);
  } catch (error) {
    throw storeError(error);
  }
  const own = openStore(file);
  own.meta.set('accountId', accountId);
  return own;
}

function keptAs(dir: string, accountId: string): string {
  return join(dir, `station-${encodeURIComponent(accountId)}.db`);
}
