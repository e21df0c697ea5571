import { createHash } from 'node:crypto';

/** sig = lower hex md5(appId + token + timestamp). Source: integrators' public code, unconfirmed by the vendor. */
export function sign(appId: string, token: string, timestamp: number): string {
  return createHash('md5').update(`${appId}${token}${timestamp}`).digest('hex');
}

/** base64(appId + ":" + timestamp), with the timestamp that was signed. */
export function authorization(appId: string, timestamp: number): string {
  return Buffer.from(`${appId}:${timestamp}`).toString('base64');
}
