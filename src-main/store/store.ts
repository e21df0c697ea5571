import { openDatabase, type Db } from './open-database.ts';
import { preparer, type Prepare } from './statements.ts';
import { storeError } from './sqlite-problem.ts';

/** The station's database as the flow sees it: prepared statements and one kind of transaction. */
export type Store = {
  readonly sql: Prepare;
  /** Runs in one IMMEDIATE transaction, or inside the one already open. Throws StationError for a failure of the disk. */
  readonly transaction: <T>(work: () => T) => T;
  readonly meta: { get(key: string): string | null; set(key: string, value: string | null): void };
  /** Copies the WAL back into the file as far as nobody reads it; for a quiet moment. */
  readonly checkpoint: () => void;
  readonly close: () => void;
  readonly db: Db;
};

export function openStore(file: string): Store {
  const db = openDatabase(file);
  const sql = preparer(db);
  const runner = db.transaction((work: () => unknown) => work());
  const transaction = <T>(work: () => T): T => {
    if (db.inTransaction) return work();
    try {
      return runner.immediate(work) as T;
    } catch (error) {
      throw storeError(error);
    }
  };
  return {
    db,
    sql,
    transaction,
    meta: {
      get: (key) => sql<{ value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null,
      set: (key, value) =>
        transaction(() => {
          if (value === null) sql('DELETE FROM meta WHERE key = ?').run(key);
          else sql('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
        }),
    },
    checkpoint: () => void db.pragma('wal_checkpoint(PASSIVE)'),
    close: () => db.close(),
  };
}
