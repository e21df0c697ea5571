import { createHmac } from 'node:crypto';

/** hex(HMAC-SHA256(secret, timestamp + "\n" + body)). Source: docs/conversion-contract.md. */
export function sign(secret: string, timestamp: number, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${body}`).digest('hex');
}
