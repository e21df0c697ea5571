import { Refusal } from './refusal.ts';

const PAGE = 200;

/**
 * One page of a feed whose items have a rising sequence. The cursor is the last sequence that was told: it stays where
 * it is on an empty page, and an item that changes gets a new sequence, so nothing is skipped.
 */
export function pageOf<T>(
  request: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  read: (after: number, limit: number) => readonly { readonly sequence: number; readonly item: T }[],
): { items: T[]; next: string; more: boolean } {
  const after = cursorOf(request.cursor) ?? 0;
  const limit = request.limit ?? PAGE;
  // One more than asked tells whether there are more.
  const rows = read(after, limit + 1);
  const told = rows.slice(0, limit);
  return { items: told.map(({ item }) => item), next: String(told.at(-1)?.sequence ?? after), more: rows.length > limit };
}

/** Null where the feed is read from its beginning. Throws a 422 `cursor` for a text that this API never gave. */
export function cursorOf(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal(422, 'cursor');
  return Number(cursor);
}
