import { basename } from 'node:path';
import type { Tables } from '../table/in-worker.ts';
import type { Sheet } from '../table/write-file.ts';
import type { Files } from './files.ts';

/** The window brings the words for codes: a table is in its language. */
export type Words = readonly (readonly [string, string])[];

/** A code without a word stays as it is, and nothing stays nothing. */
export function wordIn(words: Words): (code: string | null) => string {
  const known = new Map(words);
  return (code) => (code === null ? '' : (known.get(code) ?? code));
}

/** Asks for a place and writes a table there, as .xlsx or .csv by the name's end. Its name there, null where nobody chose one. Throws StationError `list-not-written`. */
export async function exportTable({ tables, files }: { readonly tables: Tables; readonly files: Files }, name: string, titles: readonly string[], rows: () => Promise<Sheet['rows']>): Promise<string | null> {
  const path = await files.choosePlace(`${name}.xlsx`, 'table');
  if (path === null) return null;
  await tables.write(path, { titles, rows: await rows() });
  return basename(path);
}
