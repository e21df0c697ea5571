import { hash, hmac } from '../signatures/digest.ts';
import { sortedPairs } from '../signatures/by-bytes.ts';
import { joinedPairs, secretWrappedMd5 } from '../signatures/secret-wrapped-md5.ts';
import type { Configuration } from './configuration.ts';

export type Request = { readonly headers: Record<string, string>; readonly body: string };
type Fields = Readonly<Record<string, string>>;
type Md5 = Extract<Configuration['signature'], { scheme: 'md5-sorted' }>;

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;

/** The signed request of these fields. `now` is server time, UTC ms. */
export function requestOf(use: Configuration, { app, secret }: { readonly app: string; readonly secret: string }, now: number, fields: Fields): Request {
  const timestamp = String(use.timestamp === 's' ? Math.floor(now / 1000) : now);
  const { signature } = use;
  const sent: Fields = { ...use.fixed, ...fields };
  if (signature.scheme === 'hmac-sha256-header') {
    const body = encoded(use.body, sent);
    const { headers } = signature;
    return {
      body,
      headers: { 'content-type': TYPES[use.body], [headers.app]: app, [headers.timestamp]: timestamp, [headers.signature]: hmac('sha256', secret, `${timestamp}\n${body}`, signature.encoding) },
    };
  }
  const signed: Fields = { ...sent, [signature.fields.app]: app, [signature.fields.timestamp]: timestamp };
  return { body: encoded(use.body, { ...signed, [signature.fields.sign]: md5(signature, secret, signed) }), headers: { 'content-type': TYPES[use.body] } };
}

const encoded = (as: Configuration['body'], fields: Fields): string => (as === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString());

function md5({ pairs, secret: where, letters }: Md5, secret: string, fields: Fields): string {
  const entries = Object.entries(fields);
  if (pairs === 'joined' && where === 'around') return inLetters(letters, secretWrappedMd5(secret, entries).signature);
  const text = pairs === 'joined' ? joinedPairs(entries) : sortedPairs(entries).map(([name, value]) => `${name}=${value}`).join('&');
  return inLetters(letters, hash('md5', { around: secret + text + secret, after: text + secret, key: `${text}&key=${secret}` }[where]));
}

const inLetters = (letters: Md5['letters'], text: string): string => (letters === 'upper' ? text.toUpperCase() : text.toLowerCase());
