import { hash } from './digest.ts';
import type { Signed } from './signed.ts';

/**
 * 云信留客 privacy numbers: `sig` in the URL = lower hex md5(appId + token + timestamp), timestamp in ms, the same as in
 * the header Authorization. Source: integrators' public code, unconfirmed by the vendor.
 */
export function yunxinliukeVoice({ appId, token, timestamp }: { readonly appId: string; readonly token: string; readonly timestamp: number | string }): Signed {
  const canonical = `${appId}${token}${timestamp}`;
  return { canonical, signature: hash('md5', canonical) };
}
