import { byBytes, sortedPairs, type Pair } from './by-bytes.ts';
import { hash, hmac } from './digest.ts';
import { flattened, type Params } from './params.ts';
import { encodedQuery, percentDecode, percentEncode } from './percent-encode.ts';
import type { Signed } from './signed.ts';

/** `headers` are those that are sent, `x-acs-content-sha256` among them; `body` is the text that is sent, '' for none. */
export type Acs3Request = {
  readonly method: string;
  readonly path: string;
  readonly query: Params | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly secret: string;
};

/**
 * ACS3-HMAC-SHA256, Aliyun's signature version 3: hex(HMAC-SHA256(secret, "ACS3-HMAC-SHA256\n" + hex(sha256(canonical)))).
 * `canonical` is the CanonicalRequest; the signature is the bare hex after `Signature=` in `Authorization`.
 * Source: help.aliyun.com/document_detail/2593177.html, "V3版本请求体&签名机制".
 */
export function aliyunAcs3({ method, path, query, headers, body, secret }: Acs3Request): Signed {
  const signed = signedHeaders(headers);
  const canonical = [
    method.toUpperCase(),
    canonicalPath(path),
    encodedQuery(sortedPairs(queryPairs(query))),
    signed.map(([name, value]) => `${name}:${value}\n`).join(''),
    signed.map(([name]) => name).join(';'),
    hash('sha256', body),
  ].join('\n');
  return { canonical, signature: hmac('sha256', secret, `ACS3-HMAC-SHA256\n${hash('sha256', canonical)}`, 'hex') };
}

/** Each segment encoded by itself. One that came escaped is not escaped again. An RPC API has `/`. */
const canonicalPath = (path: string): string => path.split('/').map((segment) => percentEncode(percentDecode(segment))).join('/') || '/';

/** A query may be given as it stands in the URL. A parameter without a value keeps its `name=`. */
function queryPairs(query: Params | string): Pair[] {
  if (typeof query !== 'string') return flattened(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value ?? ''])));
  const parts = query.replace(/^\?/, '').split('&').filter((part) => part !== '');
  return parts.map((part) => {
    const [name, ...value] = part.split('=');
    return [percentDecode(name ?? ''), percentDecode(value.join('='))];
  });
}

/**
 * `host`, `content-type` and all `x-acs-*`, names in lower case, values trimmed, sorted by name. The same name in two
 * writings is one header with both values, sorted, as in Aliyun's SDK (openapi-util, getAuthorizationHeaders).
 */
function signedHeaders(headers: Readonly<Record<string, string>>): Pair[] {
  const values = new Map<string, string[]>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.trim().toLowerCase();
    if (!/^(host|content-type|x-acs-.*)$/.test(name)) continue;
    values.set(name, [...(values.get(name) ?? []), value.trim()]);
  }
  return sortedPairs([...values].map(([name, several]): Pair => [name, several.sort(byBytes).join(',')]));
}
