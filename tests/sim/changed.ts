import type { Db } from '../../src-main/store/open-database.ts';

/** A row of `table` that is made, changed or gone concerns `what` by `id`, an SQL expression in which `row` is that row. A change of other columns than `of` is none. */
export type Watched = readonly [table: string, what: string, id: string, of?: string];
export type Change = { readonly what: string; readonly id: string };

const MOMENTS = { INSERT: ['NEW'], UPDATE: ['OLD', 'NEW'], DELETE: ['OLD'] } as const;

/**
 * From here on the database itself writes down what changes in it, so that a check after every step reads no more than
 * that: what is undone is not in it, and what is committed always is. Every copy of the database does the same.
 */
export function watch(db: Db, watched: readonly Watched[]): void {
  db.exec('CREATE TABLE sim_changed (what TEXT NOT NULL, id NOT NULL)');
  for (const [at, [table, what, id, of]] of watched.entries()) {
    for (const [moment, rows] of Object.entries(MOMENTS)) {
      const notes = rows.map((row) => `INSERT INTO sim_changed SELECT '${what}', ${id.replaceAll('row.', `${row}.`)};`);
      db.exec(`CREATE TRIGGER sim_${at}_${moment} AFTER ${moment}${of && moment === 'UPDATE' ? ` OF ${of}` : ''} ON ${table} BEGIN ${notes.join(' ')} END`);
    }
  }
}

/** Reads what has changed since it was last read. */
export function changesOf(db: Db): () => Change[] {
  const read = db.prepare<[], Change>('SELECT DISTINCT what, id FROM sim_changed');
  const forget = db.prepare('DELETE FROM sim_changed');
  return () => {
    const changes = read.all();
    if (changes.length > 0) forget.run();
    return changes;
  };
}
