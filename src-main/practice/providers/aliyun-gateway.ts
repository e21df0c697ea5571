import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { Stage } from '../stage/stage.ts';
import { accountWith, credentialFor } from './credentials.ts';
import type { ProviderKind } from './kinds.ts';
import { countRefusal } from './refusals.ts';

/** One call that passed the gateway. */
export type AliyunCall = { readonly stage: Stage; readonly accountId: string; readonly field: (name: string) => string };
/** `Code` other than OK is an error of the API, which comes with a 200. */
export type AliyunAnswer = { readonly Code: string; readonly Message: string } & Readonly<Record<string, unknown>>;
export type AliyunActions = Readonly<Record<string, (call: AliyunCall) => AliyunAnswer>>;

export const ok = (fields: Readonly<Record<string, unknown>> = {}): AliyunAnswer => ({ Code: 'OK', Message: 'OK', ...fields });
export const fail = (code: string, message: string): AliyunAnswer => ({ Code: code, Message: message });

/** Either side's clock may be this far off, ms; a nonce is remembered as long. */
const SIGNED_FOR = 15 * 60_000;

type Refusal = { readonly status: 400 | 403 | 404; readonly code: string; readonly message: string };
type Gateway = { readonly stage: Stage; readonly kind: ProviderKind; readonly nonces: Map<string, number> };

/**
 * The gateway in front of Aliyun's RPC APIs: signature version 1 over the fields of the form, a time, and a nonce that
 * passes once. What it refuses is a 4xx with a `Code`. Written from the vendor's description of the signature, apart from
 * the client's code: help.aliyun.com/document_detail/251751.html.
 */
export function aliyunGateway(app: Hono, stage: Stage, kind: ProviderKind, actions: AliyunActions): void {
  const gateway: Gateway = { stage, kind, nonces: new Map() };
  app.post(`/providers/${kind}/`, async (c) => {
    const fields = new Map(new URLSearchParams(await c.req.text()));
    const RequestId = randomUUID().toUpperCase();
    const passed = check(gateway, fields);
    if ('code' in passed) {
      countRefusal(stage, kind, passed.code);
      return c.json({ RequestId, HostId: 'aliyun.practice', Code: passed.code, Message: passed.message }, passed.status);
    }
    const action = Object.entries(actions).find(([name]) => name === fields.get('Action'))?.[1];
    if (!action) return c.json({ RequestId, HostId: 'aliyun.practice', Code: 'InvalidAction.NotFound', Message: 'Specified api is not found.' }, 404);
    const answer = action({ stage, accountId: passed.accountId, field: (name) => fields.get(name) ?? '' });
    if (answer.Code !== 'OK') countRefusal(stage, kind, answer.Code);
    return c.json({ ...answer, RequestId });
  });
}

function check({ stage, kind, nonces }: Gateway, fields: ReadonlyMap<string, string>): Refusal | { readonly accountId: string } {
  const field = (name: string): string => fields.get(name) ?? '';
  const missing = ['Action', 'Version', 'AccessKeyId', 'Signature', 'SignatureMethod', 'SignatureVersion', 'SignatureNonce', 'Timestamp'].find((name) => field(name) === '');
  if (missing) return { status: 400, code: 'MissingParameter', message: `The input parameter ${missing} is missing.` };
  if (field('Version') !== '2017-05-25') return { status: 400, code: 'InvalidVersion', message: 'Specified version is not valid.' };
  const accountId = accountWith(stage, kind, 'accessKeyId', field('AccessKeyId'));
  if (!accountId) return { status: 404, code: 'InvalidAccessKeyId.NotFound', message: 'Specified access key is not found.' };
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(field('Timestamp')) ? Date.parse(field('Timestamp')) : Number.NaN;
  if (!(Math.abs(stage.now() - at) <= SIGNED_FOR)) return { status: 400, code: 'InvalidTimeStamp.Expired', message: 'Specified time stamp is expired.' };
  const secret = credentialFor(stage, kind, accountId)['accessKeySecret'] ?? '';
  if (field('SignatureMethod') !== 'HMAC-SHA1' || field('SignatureVersion') !== '1.0' || !isSame(field('Signature'), signatureOf(fields, secret))) {
    return { status: 400, code: 'SignatureDoesNotMatch', message: 'Specified signature is not matched with our calculation.' };
  }
  for (const [nonce, until] of nonces) if (until < stage.now()) nonces.delete(nonce);
  if (nonces.has(field('SignatureNonce'))) return { status: 400, code: 'SignatureNonceUsed', message: 'Specified signature nonce was used already.' };
  nonces.set(field('SignatureNonce'), stage.now() + 2 * SIGNED_FOR);
  return { accountId };
}

/** base64 of HMAC-SHA1, keyed with the secret and "&", over POST, the path and the sorted query, each escaped. */
function signatureOf(fields: ReadonlyMap<string, string>, secret: string): string {
  const names = [...fields.keys()].filter((name) => name !== 'Signature').sort();
  const query = names.map((name) => `${escaped(name)}=${escaped(fields.get(name) ?? '')}`).join('&');
  return createHmac('sha1', `${secret}&`).update(['POST', escaped('/'), escaped(query)].join('&')).digest('base64');
}

/** Every byte but the unreserved ones of RFC 3986 as its upper hex. */
function escaped(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
