import { hash } from './digest.ts';
import type { Signed } from './signed.ts';

/**
 * 快递鸟: `DataSign` = base64 of the lower hex md5(RequestData + ApiKey): of the 32 letters, not of the 16 bytes.
 * RequestData is the text before URL encoding. The signature is DataSign before URL encoding, which the form does (= to
 * %3D). Source: apitest.kdniao.com/checkSign.aspx, the vendor's signature tool.
 */
export function kdniao({ requestData, apiKey }: { readonly requestData: string; readonly apiKey: string }): Signed {
  const canonical = requestData + apiKey;
  return { canonical, signature: Buffer.from(hash('md5', canonical)).toString('base64') };
}
