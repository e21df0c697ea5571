import { hmac } from './digest.ts';
import type { Signed } from './signed.ts';

/**
 * 华为云隐私保护通话 (PrivateNumber): `PasswordDigest` of the header X-AKSK = base64(HMAC-SHA256(APP_Secret, Nonce + Created)).
 * `created` is UTC, `yyyy-MM-ddTHH:mm:ssZ`, the same text as in the header. Source: support.huaweicloud.com,
 * 隐私保护通话 API 参考, 请求Headers参数, X-AKSK. The X-WSSE of Huawei's SMS is another scheme.
 */
export function huaweiAksk({ secret, nonce, created }: { readonly secret: string; readonly nonce: string; readonly created: string }): Signed {
  const canonical = nonce + created;
  return { canonical, signature: hmac('sha256', secret, canonical, 'base64') };
}
