import type { Statement } from 'better-sqlite3';
import type { Stage } from '../../src-main/practice/stage/stage.ts';
import type { Store } from '../../src-main/store/store.ts';

/** Thrown where a process dies. Whatever catches it is dead too. */
export class Crash extends Error {}

export type Mortal = {
  dead: boolean;
  /** Dies at the so-many-th point from here; null where nothing is planned. */
  pointsLeft: number | null;
  die(): void;
};

/** One more point has come: the process dies here, or is dead already. */
function pointOf(life: Mortal): () => void {
  return () => {
    if (!life.dead && life.pointsLeft !== null && (life.pointsLeft -= 1) <= 0) life.die();
    if (life.dead) throw new Crash('died');
  };
}

type Sql = <R>(text: string) => Statement<unknown[], R>;

/** Statements with a point before each. */
function mortalSql(sql: Sql, point: () => void): Sql {
  const known = new Map<string, unknown>();
  return <R>(text: string) => {
    let wrapped = known.get(text);
    if (!wrapped) {
      const statement = sql<R>(text);
      wrapped = {
        run: (...given: unknown[]) => (point(), statement.run(...given)),
        get: (...given: unknown[]) => (point(), statement.get(...given)),
        all: (...given: unknown[]) => (point(), statement.all(...given)),
      };
      known.set(text, wrapped);
    }
    return wrapped as Statement<unknown[], R>;
  };
}

type Transaction = <T>(work: () => T) => T;

/** A transaction with a point before it, before its commit, and after its commit where it is the outermost one. */
function mortalTransaction(transaction: Transaction, inside: () => boolean, point: () => void): Transaction {
  return (work) => {
    point();
    const outermost = !inside();
    const result = transaction(() => {
      const worked = work();
      point();
      return worked;
    });
    if (outermost) point();
    return result;
  };
}

/**
 * The store of a process that can die at every point: before each statement, inside a transaction, and right after a
 * commit, when what it has written is durable and nobody knows yet.
 */
export function mortalStore(store: Store, life: Mortal): Store {
  const point = pointOf(life);
  return {
    db: store.db,
    sql: mortalSql(store.sql, point),
    transaction: mortalTransaction(store.transaction, () => store.db.inTransaction, point),
    reading: store.reading,
    undone: store.undone,
    committed: store.committed,
    meta: {
      get: (key) => (point(), store.meta.get(key)),
      set: (key, value) => {
        point();
        store.meta.set(key, value);
        if (!store.db.inTransaction) point();
      },
    },
    checkpoint: () => (point(), store.checkpoint()),
    scrub: () => (point(), store.scrub()),
    rewrite: () => (point(), store.rewrite()),
    close: () => (point(), store.close()),
  };
}

/** The account API's process, in the same way. The providers play on the same stage and never die: `serving` says whose turn it is. */
export function mortalStage(stage: Stage, inside: () => boolean, life: Mortal, serving: () => boolean): Stage {
  const die = pointOf(life);
  const point = (): void => {
    if (serving()) die();
  };
  return { ...stage, sql: mortalSql(stage.sql as Sql, point) as Stage['sql'], atomically: mortalTransaction(stage.atomically, inside, point) };
}
