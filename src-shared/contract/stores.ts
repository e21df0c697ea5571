import { z } from 'zod';
import { COURIERS, PLATFORMS } from '../domain/couriers.ts';
import { target } from './parcels.ts';
import { courier, firstMismatch, id, isNoOther, knownOr, platform, text, time, type Unread } from './values.ts';

/**
 * One conversion rule of a store. It concerns parcels that fit all of `from` (an empty one fits every parcel); `prefix` is
 * the beginning of their number, which is what a segment 号段 is. `to` null says that such a parcel is not converted.
 * `overrides`: it also stands where the order names a target itself.
 */
export const conversionRule = z.object({
  from: z.object({ platform: platform.optional(), courier: courier.optional(), prefix: z.string().regex(/^[A-Z0-9]{1,20}$/).optional() }),
  to: target.nullable(),
  overrides: z.boolean(),
});
export type ConversionRule = z.infer<typeof conversionRule>;

/** What the platform has of a store: who recorded the authorisation for conversions and when, and the rules; the first that fits decides. */
export const storeTerms = z.object({
  storeId: id,
  name: text,
  platform: platform.nullable(),
  authorised: z.object({ at: time, by: text }).nullable(),
  rules: z.array(conversionRule).max(200),
});
export type StoreTerms = z.infer<typeof storeTerms>;

/**
 * All rules of a store anew, in their order. `instead` are those that are replaced: where the store has others by now nothing is changed (409
 * `rules-changed`). Two rules of one `from` are refused (422 `rule-doubled`): the later one could never decide.
 */
export const newRules = z.object({ rules: z.array(conversionRule).max(200), instead: z.array(conversionRule).max(200) });

/** `known`: the version the client has; `stores` is null where it is still that one. */
export const storesQuery = z.object({ known: z.string().max(64).optional() });
export const stores = z.object({ version: z.string().min(1).max(64), stores: z.array(storeTerms).nullable() });

/** What counts of a rule that this version can't read otherwise: whatever it may concern, nobody here converts, by no rule after it either. */
const ruleWords = z
  .object({
    from: z.object({ platform: platform.optional().catch(undefined), courier: courier.optional().catch(undefined), prefix: conversionRule.shape.from.shape.prefix.catch(undefined) }).catch({}),
    overrides: z.boolean().catch(true),
  })
  .catch({ from: {}, overrides: true })
  .transform((words) => ({ ...words, to: null }));
/** A parcel of a courier or a platform that this version does not know is not read either: no rule about it decides anything here. */
const isOfNobody = (rule: unknown): boolean => {
  const { from }: { readonly from?: unknown } = Object(rule);
  const { platform: sold, courier: sent }: { readonly platform?: unknown; readonly courier?: unknown } = Object(from);
  return !isNoOther(sold, PLATFORMS) || !isNoOther(sent, COURIERS);
};
function readRules(rules: readonly unknown[]): { readonly rules: ConversionRule[]; readonly unread: string[] } {
  const unread: string[] = [];
  const read = rules.flatMap((rule, at): ConversionRule[] => {
    const known = conversionRule.safeParse(rule);
    if (known.success) return [known.data];
    unread.push(`rules.${at}.${firstMismatch(known.error)}`);
    return isOfNobody(rule) ? [] : [ruleWords.parse(rule)];
  });
  return { rules: read, unread };
}

const readTerms = storeTerms
  .extend({ platform: knownOr(platform.nullable(), PLATFORMS, null), rules: z.array(z.unknown()).max(200) })
  .transform(({ rules, ...store }) => {
    const read = readRules(rules);
    return { terms: { ...store, rules: read.rules }, unread: read.unread };
  });
/** A store as the client reads it: its authorisation counts, whatever else of it this version does not know. */
export const storeTermsByRow = readTerms.transform(({ terms }) => terms);
/** All of them, store by store and rule by rule. */
export const storesByRow = stores.extend({ stores: z.array(z.unknown()).nullable() }).transform(({ version, stores: rows }) => {
  const unread: Unread<null>[] = [];
  const all = rows?.flatMap((row, at) => {
    const read = readTerms.safeParse(row);
    const paths = read.success ? read.data.unread : [firstMismatch(read.error)];
    unread.push(...paths.map((path) => ({ path: `stores.${at}.${path}`, said: null })));
    return read.success ? [read.data.terms] : [];
  });
  return { version, stores: all ?? null, ...(unread.length > 0 && { unread }) };
});
