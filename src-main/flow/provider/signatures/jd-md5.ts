import type { Params } from './params.ts';
import { secretWrappedMd5 } from './secret-wrapped-md5.ts';
import type { Signed } from './signed.ts';
import { topPairs } from './top-pairs.ts';

/**
 * 京东宙斯 (routerjson): upper hex md5(appSecret + sorted name-value text + appSecret). `360buy_param_json` is one
 * parameter, the text that is sent, and sorts first. Source: open.jd.com/v2/#/doc/dev-guide?listId=2643; blank values:
 * JD Java SDK, DefaultJdClient.sign.
 */
export const jdMd5 = ({ secret, params }: { readonly secret: string; readonly params: Params }): Signed => secretWrappedMd5(secret, topPairs(params));
