import type { Statement } from 'better-sqlite3';
import type { Db } from './open-database.ts';

export type Row = Record<string, string | number | null>;
export type Prepare = <R = Row>(sql: string) => Statement<unknown[], R>;

/** Each SQL text is prepared once a connection: preparing costs more than most of our statements. */
export function preparer(db: Db): Prepare {
  const known = new Map<string, Statement>();
  return <R>(sql: string) => {
    let statement = known.get(sql);
    if (!statement) known.set(sql, (statement = db.prepare(sql)));
    return statement as unknown as Statement<unknown[], R>;
  };
}
