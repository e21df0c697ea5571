import { sentPairs, type Params } from './params.ts';
import { secretWrappedMd5 } from './secret-wrapped-md5.ts';
import type { Signed } from './signed.ts';

/**
 * 拼多多开放平台: upper hex md5(client_secret + sorted name-value text + client_secret) over everything but `sign`. Unlike
 * TOP and JD, an empty value is signed with its name. Source: open.pinduoduo.com/application/document/browse
 * ?idStr=8EC06C399636041E; empty values: PDD Java SDK, SignUtils.buildSignSource, which leaves nothing out.
 */
export const pddMd5 = ({ secret, params }: { readonly secret: string; readonly params: Params }): Signed => secretWrappedMd5(secret, sentPairs(params, 'sign'));
