import { sortedPairs } from './by-bytes.ts';
import { hmac } from './digest.ts';
import { flattened, type Params } from './params.ts';
import { encodedQuery, percentEncode } from './percent-encode.ts';
import type { Signed } from './signed.ts';

/**
 * Aliyun signature version 1.0 of RPC APIs (SMS, privacy numbers): `Signature` = base64(HMAC-SHA1(secret + "&", text)),
 * text = METHOD&%2F&encoded(query), query = every parameter but `Signature`, sorted, both sides encoded; an empty value
 * keeps its `name=`. Source: help.aliyun.com/document_detail/251751.html, "V2版本RPC风格请求体&签名机制".
 * `canonical` is that string-to-sign.
 */
export function aliyunRpc({ method, secret, params }: { readonly method: string; readonly secret: string; readonly params: Params }): Signed {
  const pairs = flattened(params).filter(([name]) => name !== 'Signature');
  const canonical = `${method.toUpperCase()}&${percentEncode('/')}&${percentEncode(encodedQuery(sortedPairs(pairs)))}`;
  return { canonical, signature: hmac('sha1', `${secret}&`, canonical, 'base64') };
}
