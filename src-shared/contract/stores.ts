import { z } from 'zod';
import { target } from './parcels.ts';
import { courier, id, platform, text, time } from './values.ts';

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
