import { z } from 'zod';
import { COURIERS } from '../../../../src-shared/domain/couriers.ts';
import { pathBelow } from '../adapter.ts';

/** A name on the wire. Names of an object's own machinery would be lost on the way. */
const name = z.string().min(1).max(64).regex(/^(?!__proto__$)[\w.-]+$/);
/** Where a value is in the answer: names from the outside in, as `data.waybill.no`. */
const place = z.string().min(1).max(200).regex(/^[\w-]+(\.[\w-]+)*$/);

/** Who must act, or why it may be tried again, or that nothing was done under this request id. */
const meaning = z.enum(['absent', 'platform', 'merchant', 'person', 'nobody', 'limited', 'busy', 'balance', 'clock']);

const signature = z.discriminatedUnion('scheme', [
  /** HMAC-SHA256 of the timestamp, a line feed and the body's text, in headers. */
  z.strictObject({
    scheme: z.literal('hmac-sha256-header'),
    headers: z.strictObject({ app: name, timestamp: name, signature: name }),
    encoding: z.enum(['hex', 'base64']),
  }),
  /**
   * md5 of the fields sorted by name, the app's and the timestamp's among them, as one more field. `pairs`: `a1b2` or `a=1&b=2`.
   * `secret`: on both sides of them, after them, or after them as `&key=`.
   */
  z.strictObject({
    scheme: z.literal('md5-sorted'),
    fields: z.strictObject({ app: name, timestamp: name, sign: name }),
    pairs: z.enum(['joined', 'query']),
    secret: z.enum(['around', 'after', 'key']),
    letters: z.enum(['upper', 'lower']),
  }),
]);

const couriers = z.partialRecord(z.enum(COURIERS), z.string().min(1).max(64));

/**
 * Everything in which one conversion provider's wire differs from another's: docs/conversion-contract.md. A provider's
 * settings may replace any part of it.
 */
export const configuration = z.strictObject({
  paths: z.strictObject({ convert: pathBelow, find: pathBelow }),
  body: z.enum(['json', 'form']),
  /** Where the credential has the app's id and the secret. */
  credential: z.strictObject({ app: name, secret: name }),
  timestamp: z.enum(['ms', 's']),
  fields: z.strictObject({ requestId: name, number: name, courier: name, targetKind: name, target: name, storeId: name }),
  /** Fields of the same value in every request, as `{ "method": "waybill.convert" }`. */
  fixed: z.record(name, z.string().max(200)),
  targetKinds: z.strictObject({ segment: z.string().max(64), courier: z.string().max(64) }),
  /** The provider's own codes of couriers; a courier that is not here goes by our name of it. */
  couriers,
  signature,
  answer: z.strictObject({
    code: place,
    /** The code of success. Of which type it is here, of that type are all. */
    done: z.union([z.string(), z.number()]),
    number: place,
    courier: place,
    reference: place,
    /** In the unit of the timestamp; a new number without it is valid at once. */
    validFrom: place,
  }),
  errors: z.record(z.string().min(1).max(64), meaning),
});
export type Configuration = z.output<typeof configuration>;
export type Meaning = z.output<typeof meaning>;

/** Parts that are one thing: half of one signature and half of another is none, and neither is half of an error table. */
const WHOLE: ReadonlySet<string> = new Set(['signature', 'errors', 'couriers', 'fixed']);

/**
 * The default with what a provider's settings replace: a part's own names one by one, what is one thing as a whole. `wrong`
 * says where the settings are no configuration, never with what.
 */
export function configured(standard: Configuration, settings: Readonly<Record<string, unknown>> | undefined): { readonly use: Configuration } | { readonly wrong: string } {
  if (settings === undefined || Object.keys(settings).length === 0) return { use: standard };
  const merged = Object.fromEntries([
    ...Object.entries(standard),
    ...Object.entries(settings).map(([part, given]): [string, unknown] => {
      const before: unknown = Object.hasOwn(standard, part) ? standard[part as keyof Configuration] : undefined;
      return [part, isObject(before) && isObject(given) && !WHOLE.has(part) ? { ...before, ...given } : given];
    }),
  ]);
  const read = configuration.safeParse(merged);
  if (read.success) return clash(read.data) ?? { use: read.data };
  const issue = read.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  return { wrong: `settings${where === '' ? '' : `.${where}`}: ${issue?.code === 'unrecognized_keys' ? `unknown ${issue.keys.join(' ')}` : (issue?.code ?? 'mismatch')}`.slice(0, 120) };
}

/** Two fields of one name would send one of them, and sign it. */
function clash({ fields, fixed, signature: { scheme, ...signing } }: Configuration): { readonly wrong: string } | null {
  const names = [...Object.values(fields), ...Object.keys(fixed), ...(scheme === 'md5-sorted' && 'fields' in signing ? Object.values(signing.fields) : [])];
  const twice = names.find((field, i) => names.indexOf(field) !== i);
  return twice === undefined ? null : { wrong: `settings.fields: two are called ${twice}` };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
