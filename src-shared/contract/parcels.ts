import { z } from 'zod';
import { JOB_KINDS } from '../domain/work.ts';
import { courier, id, jobKind, li, onlyKnown, platform, text, time } from './values.ts';

/** Where the platform needs the parcel's number to be: another segment 号段 of its courier, or another courier. */
export const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment'), segment: id }),
  z.object({ kind: z.literal('courier'), courier }),
]);
export type Target = z.infer<typeof target>;

/** A parcel 包裹 to ship, as the order feed and the look-up of one number tell it. */
export const parcel = z.object({
  /** The original waybill number, normalised. */
  number: z.string().min(1).max(40),
  courier,
  platform,
  store: z.object({ id, name: text }),
  orderNumber: id,
  target: target.nullable(),
  /** The recipient's phone is to be hidden behind a privacy number. */
  privacy: z.boolean(),
  recipient: z.object({ name: text, phone: z.string().max(32), region: text }),
  items: z.array(z.object({ name: text, quantity: z.int().positive() })),
  /** The order is refunded, or held by the platform: the parcel must not leave. */
  refund: z.boolean(),
  hold: z.boolean(),
  /**
   * 一单多件: the order leaves in `count` pieces. `numbers` are the waybill numbers of its second to last piece, in order; empty where
   * all carry `number`, and what is printed behind it (-1-3-) tells which piece it is. Absent of an order of one piece.
   */
  pieces: z.object({ count: z.int().min(2).max(999), numbers: z.array(z.string().min(1).max(40)).max(998) }).optional(),
  /** What the whole order weighs, packed, in grams; absent where the platform does not know. */
  weightGrams: z.int().positive().max(1_000_000).optional(),
  /** The platform cancels an order that has not left by then. */
  expiresAt: time.optional(),
});
export type Parcel = z.infer<typeof parcel>;

/** What counts of an order that this version can't read otherwise: a parcel that is known must not leave against it. */
export const stopWords = z.object({ number: parcel.shape.number, refund: parcel.shape.refund.catch(false), hold: parcel.shape.hold.catch(false) });
export type StopWords = z.infer<typeof stopWords>;

/** 拦截: a parcel that must not leave, told by the platform while the day runs. */
export const INTERCEPTION_REASONS = ['refund', 'address-change', 'risk', 'recall'] as const;
/** A reason that this version does not know is the platform's own: a parcel must not leave because nobody can read why it is stopped. */
const interceptionReason = z.preprocess((reason) => (typeof reason === 'string' && !isReason(reason) ? 'risk' : reason), z.enum(INTERCEPTION_REASONS));
const isReason = (reason: string): boolean => (INTERCEPTION_REASONS as readonly string[]).includes(reason);
export const interception = z.object({ number: z.string().min(1).max(40), reason: interceptionReason, at: time });
export type Interception = z.infer<typeof interception>;

/** What counts of an interception that this version can't read otherwise: it stops its parcel all the same. */
export const interceptionWords = z.object({ number: interception.shape.number, reason: interceptionReason.catch('risk'), at: time.nullable().catch(null) });
export type InterceptionWords = z.infer<typeof interceptionWords>;

/** The shipment as the platform's order shall show it; original and new number stay side by side. */
export const writeBack = z.object({
  requestId: id,
  orderNumber: id,
  platform,
  original: z.string().min(1).max(40),
  replacement: z.string().min(1).max(40),
  courier,
});
export const writtenBack = z.object({ writeBackId: id, at: time });

/**
 * Who does a service: the kind names an adapter (one that this version does not have does nothing), everything else is
 * configuration that can change at any time.
 * `credential` holds what the kind's signature needs, by name.
 */
export const provider = z.object({
  kind: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** The same provider at another endpoint, or asked with another account or access key, keeps its name; one without a name is another one wherever it is, and for each account. */
  name: id.optional(),
  endpoint: z.url(),
  credential: z.record(z.string().max(64), z.string().max(512)),
  /** What the kind lets be configured beyond that: paths, field names, pools. Nothing secret. */
  settings: z.record(z.string().max(64), z.unknown()).optional(),
  limits: z.object({ perSecond: z.number().positive(), concurrency: z.int().positive() }),
});
export type Provider = z.infer<typeof provider>;

/** A million yuan: no piece of work costs as much, and sums of them stay whole numbers. */
const HIGHEST_PRICE = 1_000_000_000;
/** `refundsFailed`: what was charged is given back where the delivery failed. Absent from a server that tells of no deliveries: it refunds nothing. */
const entitlement = z.object({ on: z.boolean(), price: li.nonnegative().max(HIGHEST_PRICE), provider, refundsFailed: z.boolean().optional() });
export const entitlements = z.object({
  version: z.int(), priceVersion: z.int(),
  /** One by one: a record of them would refuse a service that this version does not know. */
  services: z.object({ sync: entitlement, trace: entitlement, sms: entitlement, privacy: entitlement }),
  /** Who is asked whether a parcel has arrived at a pickup place; free, and absent where nobody is. */
  tracking: provider.optional(),
  /** Days after which a recipient's phone is erased at the latest, where no message can follow any more; 30 where none are named. */
  phoneRetentionDays: z.int().min(1).max(366).optional(),
});
export type Entitlements = z.infer<typeof entitlements>;

/** Daily send counts over all stations of the account. Day as 2026-11-24 in the account's time zone (UTC+8). */
export const dayQuery = z.object({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });
export const dayCounts = z.object({ day: z.string(), sends: onlyKnown(z.object({ kind: jobKind, count: z.int(), spent: li }), JOB_KINDS, 'kind') });
