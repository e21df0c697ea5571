import { hmac } from './digest.ts';
import type { Params } from './params.ts';
import { joinedPairs } from './secret-wrapped-md5.ts';
import type { Signed } from './signed.ts';
import { topPairs } from './top-pairs.ts';

/**
 * TOP, sign_method=hmac-sha256: upper hex HMAC-SHA256(secret, sorted name-value text); here the secret is the key and no
 * part of the text. Source: TOP's Java SDK, TaobaoUtils.signTopRequest; the document describes sorting and hmac(-md5) only.
 */
export function topHmacSha256({ secret, params }: { readonly secret: string; readonly params: Params }): Signed {
  const canonical = joinedPairs(topPairs(params));
  return { canonical, signature: hmac('sha256', secret, canonical, 'hex').toUpperCase() };
}
