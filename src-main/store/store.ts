import { emptyWal, openDatabase, type Db } from './open-database.ts';
import { preparer, type Prepare } from './statements.ts';
import { storeError } from './store-problem.ts';

/** The station's database as the flow sees it: prepared statements and one kind of transaction. */
export type Store = {
  readonly sql: Prepare;
  /** Runs in one IMMEDIATE transaction, or inside the one already open. Throws StationError for a failure of the disk. */
  readonly transaction: <T>(work: () => T) => T;
  /**
   * Runs reads as one. Alone, each takes the lock of the file and gives it back, which costs several times what a read by key does. Nothing is
   * written in it: a transaction in there throws, for it could not be durable when it returns.
   */
  readonly reading: <T>(work: () => T) => T;
  /** How many transactions have been undone: what was remembered of a row before may not be so. */
  readonly undone: () => number;
  /** From now on `heard` is called after each transaction; it must not throw. */
  readonly committed: (heard: () => void) => void;
  readonly meta: { get(key: string): string | null; set(key: string, value: string | null): void };
  /** Copies the WAL back into the file as far as nobody reads it; for a quiet moment. */
  readonly checkpoint: () => void;
  /** Empties the WAL, so that what was erased is in no file any more; for a quiet moment. False where somebody else reads or writes, for whom it doesn't wait. */
  readonly scrub: () => boolean;
  /** Writes the whole database anew, without what was left in its free pages. */
  readonly rewrite: () => void;
  readonly close: () => void;
  readonly db: Db;
};

export const openStore = (file: string): Store => storeOn(openDatabase(file));

/** On a database that is open already; what `sql` has prepared there can be used again. */
export function storeOn(db: Db, sql: Prepare = preparer(db)): Store {
  let undone = 0;
  let committed = (): void => undefined;
  /** Read far more often than written, and by this connection alone. */
  const known = new Map<string, string | null>();
  const runner = db.transaction((work: () => unknown) => work());
  let isReading = false;
  const reading = <T>(work: () => T): T => {
    if (db.inTransaction) return work();
    isReading = true;
    try {
      return runner.deferred(work) as T;
    } catch (error) {
      throw storeError(error);
    } finally {
      isReading = false;
    }
  };
  const transaction = <T>(work: () => T): T => {
    if (isReading) throw new Error('a transaction begun while reading');
    if (db.inTransaction) return work();
    let result: T;
    try {
      result = runner.immediate(work) as T;
    } catch (error) {
      undone += 1;
      known.clear();
      throw storeError(error);
    }
    // It is on the disk: whatever follows takes nothing of it back.
    committed();
    return result;
  };
  return {
    db,
    sql,
    transaction,
    reading,
    undone: () => undone,
    committed: (heard) => void (committed = heard),
    meta: {
      get: (key) => {
        const kept = known.get(key);
        if (kept !== undefined) return kept;
        const value = sql<{ value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null;
        known.set(key, value);
        return value;
      },
      set: (key, value) =>
        transaction(() => {
          if (value === null) sql('DELETE FROM meta WHERE key = ?').run(key);
          else sql('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
          known.set(key, value);
        }),
    },
    checkpoint: () => void db.pragma('wal_checkpoint(PASSIVE)'),
    scrub: () => emptyWal(db),
    rewrite: () => {
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
    close: () => db.close(),
  };
}
