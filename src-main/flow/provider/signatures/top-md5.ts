import type { Params } from './params.ts';
import { secretWrappedMd5 } from './secret-wrapped-md5.ts';
import type { Signed } from './signed.ts';
import { topPairs } from './top-pairs.ts';

/**
 * 淘宝开放平台 (TOP), sign_method=md5: upper hex md5(secret + sorted name-value text + secret).
 * Source: open.taobao.com/doc.htm?docId=101617&docType=1, "API 调用方法详解". `canonical` has the secret on both sides.
 */
export const topMd5 = ({ secret, params }: { readonly secret: string; readonly params: Params }): Signed => secretWrappedMd5(secret, topPairs(params));
