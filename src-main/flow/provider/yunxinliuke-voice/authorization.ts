/** base64(appId + ":" + timestamp), with the timestamp (ms) that was signed. Source: integrators' public code, unconfirmed by the vendor. */
export function authorization(appId: string, timestamp: number): string {
  return Buffer.from(`${appId}:${timestamp}`).toString('base64');
}
