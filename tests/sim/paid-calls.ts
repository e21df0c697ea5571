import type { Outgoing } from '../../src-main/egress/egress.ts';
import { keyOf } from './message-keys.ts';
import type { World } from './world.ts';

/** Which paid call a request is, by the work that it does, whatever id it bears; null for a look-up, or a call of the account API. */
export function paidCalls({ accountId }: World, keyOfMessage: (text: string) => string | null): (outgoing: Outgoing) => string | null {
  return ({ url, body }) => {
    const text = body ?? '';
    if (url.endsWith('/yunguanlian/convert')) return keyOf(accountId, (JSON.parse(text) as { number: string }).number, 'sync');
    if (url.endsWith('/danhaobao/convert')) return keyOf(accountId, new URLSearchParams(text).get('number') ?? '', 'trace');
    if (url.includes('/middleNumberAXB/')) return (JSON.parse(text) as { customerData: string }).customerData;
    if (url.endsWith('/SendMsg')) return keyOfMessage(new URLSearchParams(text).get('Msg') ?? '') ?? 'a message of no conversion';
    return null;
  };
}
