import type { Statement } from 'better-sqlite3';
import type { Store } from '../../src-main/store/store.ts';

/** Thrown where a process dies. Whatever catches it is dead too. */
export class Crash extends Error {}

export type Mortal = {
  dead: boolean;
  /** Dies at the so-many-th point from here; null where nothing is planned. */
  pointsLeft: number | null;
  die(): void;
};

/**
 * The store of a process that can die at every point: before each statement, inside a transaction, and right after a
 * commit, when what it has written is durable and nobody knows yet.
 */
export function mortalStore(store: Store, life: Mortal): Store {
  const point = (): void => {
    if (!life.dead && life.pointsLeft !== null && (life.pointsLeft -= 1) <= 0) life.die();
    if (life.dead) throw new Crash('died');
  };
  const known = new Map<string, unknown>();
  const sql = <R>(text: string): Statement<unknown[], R> => {
    let wrapped = known.get(text);
    if (!wrapped) {
      const statement = store.sql<R>(text);
      wrapped = {
        run: (...given: unknown[]) => (point(), statement.run(...given)),
        get: (...given: unknown[]) => (point(), statement.get(...given)),
        all: (...given: unknown[]) => (point(), statement.all(...given)),
      };
      known.set(text, wrapped);
    }
    return wrapped as Statement<unknown[], R>;
  };
  return {
    db: store.db,
    sql,
    transaction: (work) => {
      point();
      const outermost = !store.db.inTransaction;
      const result = store.transaction(() => {
        const worked = work();
        point();
        return worked;
      });
      if (outermost) point();
      return result;
    },
    undone: store.undone,
    meta: {
      get: (key) => (point(), store.meta.get(key)),
      set: (key, value) => {
        point();
        store.meta.set(key, value);
        if (!store.db.inTransaction) point();
      },
    },
    checkpoint: () => (point(), store.checkpoint()),
    close: () => (point(), store.close()),
  };
}
