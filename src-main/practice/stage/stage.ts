import { createHmac, randomBytes } from 'node:crypto';
import { preparer, type Db, type Sql } from './database.ts';

/** What every part of the practice world plays on: its seed, database, clock and secrets. */
export type Stage = {
  readonly seed: number;
  readonly sql: Sql;
  /** Runs in one transaction; inside another one it is a savepoint. What throws leaves nothing behind. */
  readonly atomically: <T>(work: () => T) => T;
  readonly kept: Kept;
  /** The world's own time, UTC ms: the machine's, moved by the control command `clock`. */
  readonly now: () => number;
  /** A secret of this very world by its name, hex: no two worlds share one, a restart keeps it. */
  readonly secret: (name: string) => string;
  /** Where clients reach the account API and the providers, as http://127.0.0.1:port. */
  readonly origin: () => string;
  readonly listeningAt: (origin: string) => void;
};

/** Small values that a restart keeps. */
export type Kept = {
  readonly text: (name: string) => string | null;
  readonly number: (name: string, otherwise: number) => number;
  readonly put: (name: string, value: string | number) => void;
};

export function createStage(db: Db, seed: number): Stage {
  const sql = preparer(db);
  const kept = keeper(sql);
  let origin = '';
  if (kept.text('root-secret') === null) kept.put('root-secret', randomBytes(32).toString('hex'));
  const root = kept.text('root-secret') as string;
  return {
    seed,
    sql,
    kept,
    atomically: (work) => db.transaction(work).immediate(),
    now: () => Date.now() + kept.number('clock-offset', 0),
    secret: (name) => createHmac('sha256', root).update(`${seed}\n${name}`).digest('hex'),
    origin: () => origin,
    listeningAt: (at) => {
      origin = at;
      // The providers' endpoints carry the port: a changed one must be noticed like any other change.
      if (kept.text('origin') !== at) {
        kept.put('origin', at);
        kept.put('entitlements-version', kept.number('entitlements-version', 0) + 1);
      }
    },
  };
}

function keeper(sql: Sql): Kept {
  const text = (name: string): string | null => sql<{ value: string }>('SELECT value FROM kept WHERE name = ?').get(name)?.value ?? null;
  return {
    text,
    number: (name, otherwise) => Number(text(name) ?? otherwise),
    put: (name, value) => void sql('INSERT INTO kept (name, value) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(name, String(value)),
  };
}
