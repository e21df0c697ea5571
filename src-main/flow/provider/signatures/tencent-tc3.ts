import { hash, hmac, hmacBytes } from './digest.ts';
import type { Signed } from './signed.ts';

/** `timestamp` is in seconds since 1970 (UTC), as in X-TC-Timestamp; `payload` is the body that is sent, word for word. */
export type Tc3Request = {
  readonly secretKey: string;
  readonly service: string;
  readonly host: string;
  readonly action: string;
  readonly timestamp: number | string;
  readonly contentType: string;
  readonly payload: string;
};

const SIGNED_HEADERS = 'content-type;host;x-tc-action';

/**
 * TC3-HMAC-SHA256 of a POST to `/`: the key is derived from the UTC date, the service and "tc3_request". Header values
 * are trimmed and in lower case. The document's example signs content-type, host and x-tc-action; the SDKs sign the
 * first two only, and the gateway takes both. `canonical` is the CanonicalRequest; the signature is the bare hex after
 * `Signature=` in `Authorization`. Source: cloud.tencent.com/document/api/213/30654, "签名方法 v3".
 */
export function tencentTc3({ secretKey, service, host, action, timestamp, contentType, payload }: Tc3Request): Signed {
  const plain = (value: string): string => value.trim().toLowerCase();
  const headers = `content-type:${plain(contentType)}\nhost:${plain(host)}\nx-tc-action:${plain(action)}\n`;
  const canonical = ['POST', '/', '', headers, SIGNED_HEADERS, hash('sha256', payload)].join('\n');
  // The day is UTC's: a machine in China signs with yesterday's date until 8:00.
  const date = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
  const toSign = ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, hash('sha256', canonical)].join('\n');
  const key = [service, 'tc3_request'].reduce(hmacBytes, hmacBytes(`TC3${secretKey}`, date));
  return { canonical, signature: hmac('sha256', key, toSign, 'hex') };
}
