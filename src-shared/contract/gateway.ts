import { z } from 'zod';
import { target } from './parcels.ts';
import { courier, id, jobKind, platform, text, time } from './values.ts';

/**
 * 网关: the account API does a service itself, where no provider is named for it. The Idempotency-Key of the job is its key,
 * and by its key it is found again. A refusal is not kept under the key: what was refused may be asked for again once it is cured.
 */
export const gatewayJob = z.object({
  kind: jobKind,
  /** The parcel's; of a pickup code whose parcel is not known the code itself. */
  number: z.string().min(1).max(40),
  /** A pickup code belongs to no order, and its parcel may be nobody's here: what is not known is null. */
  courier: courier.nullable(),
  platform: platform.nullable(),
  storeId: id.nullable(),
  orderNumber: id.nullable(),
  target: target.nullable(),
  /** Only where the work needs it: a message or a privacy number. */
  phone: z.string().max(32).nullable(),
  message: z
    .object({ template: id, signature: text, values: z.array(z.object({ name: id, value: text })).max(20), text })
    .nullable(),
});
export type GatewayJob = z.infer<typeof gatewayJob>;

/** Ends a privacy number that the gateway bound, by the `reference` of its answer, before its time. A 404 `no-such-binding`: there is none (any more). */
export const endedBinding = z.object({ reference: id });

const result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conversion'), number: z.string().min(1).max(40), courier, reference: id, validFrom: time.optional() }),
  z.object({ kind: z.literal('binding'), number: z.string().min(1).max(40), until: time, reference: id }),
  z.object({ kind: z.literal('reference'), reference: id }),
]);

/** `pending`: taken on, not done yet; it is asked about by its key. `refused`: it was not done and will not be, and who must act. */
export const gatewayAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), result }),
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('refused'), act: z.enum(['platform', 'merchant', 'person', 'nobody']), code: id }),
]);
