import { z } from 'zod';
import { LAST_TIME } from '../domain/china-time.ts';
import { COURIERS, PLATFORMS } from '../domain/couriers.ts';
import { ROLES } from '../domain/roles.ts';
import { JOB_KINDS, SERVICES } from '../domain/work.ts';

/** The values that several calls of the account API share. Times are UTC ms, money is an integer of 厘. */
export const li = z.int();
/** Whoever says "no end" by a number that no calendar has is understood: to refuse the whole answer would keep its money from the station. */
export const time = z.int().nonnegative().overwrite((at) => Math.min(at, LAST_TIME));
/** Without half characters: ids are in paths and names of files. */
export const id = z.string().min(1).max(128).regex(/^\P{Cs}*$/u);
/** Of a job (domain/business-key.ts): an account's id, a waybill number or a pickup code with its place, and the kind of work. */
export const jobKey = z.string().min(1).max(300).regex(/^\P{Cs}*$/u);
export const text = z.string().max(2000);
export const courier = z.enum(COURIERS);
export const platform = z.enum(PLATFORMS);
export const service = z.enum(SERVICES);
export const jobKind = z.enum(JOB_KINDS);
export const role = z.enum(ROLES);
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const nothing = z.object({});

/**
 * A list without the rows of a kind that this version does not know: what a newer platform has beside the others must not make the answer unreadable.
 * `field` of a row says which kind it is, or the row itself.
 */
export const onlyKnown = <T extends z.ZodType>(row: T, kinds: readonly string[], field?: string) =>
  z.preprocess((rows) => (Array.isArray(rows) ? rows.filter((one: unknown) => isNoOther(field === undefined ? one : Object(one)[field], kinds)) : rows), z.array(row));
/** A word that this version does not know is `otherwise`. */
export const knownOr = <T extends z.ZodType>(type: T, kinds: readonly string[], otherwise: z.output<T>) => z.preprocess((word) => (isNoOther(word, kinds) ? word : otherwise), type);
/** Not a word of another version. */
export const isNoOther = (kind: unknown, kinds: readonly string[]): boolean => typeof kind !== 'string' || kinds.includes(kind);
export const roles = onlyKnown(role, ROLES);

/**
 * A delta feed's page: never skips or repeats across pages. `next` is where the following page starts. A row is told as it is now, and what changes of it later is
 * told again, under a later cursor: whoever hears a feed again from its beginning, or from any cursor, comes to the same and is never taken back to what was before.
 */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string(), more: z.boolean() });

/** A row of a page that this version can't read: where it first breaks its schema, never its values. `said`: what of it counts all the same. */
export type Unread<W> = { readonly path: string; readonly said: W | null };

/** Rows one by one; `name` is where they are in the answer. */
export function readRows<T, W>(rows: readonly unknown[], item: z.ZodType<T>, words: z.ZodType<W>, name: string): { readonly items: T[]; readonly unread: Unread<W>[] } {
  const items: T[] = [];
  const unread: Unread<W>[] = [];
  rows.forEach((row, at) => {
    const read = item.safeParse(row);
    if (read.success) items.push(read.data);
    else unread.push({ path: `${name}.${at}.${firstMismatch(read.error)}`, said: words.safeParse(row).data ?? null });
  });
  return { items, unread };
}

/**
 * The same page read row by row: a courier, a platform or a word of a newer platform in one row must not keep all others away. What of it is no page at all
 * is refused as a whole.
 */
export const pageByRow = <T, W>(item: z.ZodType<T>, words: z.ZodType<W>) =>
  z.object({ items: z.array(z.unknown()), next: z.string(), more: z.boolean() }).transform(({ items: rows, ...page }) => {
    const { items, unread } = readRows(rows, item, words, 'items');
    return { ...page, items, ...(unread.length > 0 && { unread }) };
  });

/** Where something first breaks its schema, without its values: they could be a person's. */
export function firstMismatch(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || '(root)'}: ${issue.code}` : '(root)';
}

export const cursor = z.object({ cursor: z.string().max(64).optional(), limit: z.coerce.number().int().min(1).max(1000).optional() });

/** RFC 9457 problem document with a stable `code`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().min(1).max(64),
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
