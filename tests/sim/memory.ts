import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

/** So long a provider knows a request and its key, by docs/conversion-contract.md. */
export const REMEMBERS = 24 * 3_600_000;

type Asked = 'sync' | 'trace' | 'sms';
const PATHS: Readonly<Record<string, Asked>> = { yunguanlian: 'sync', danhaobao: 'trace', 'yunxinliuke-sms': 'sms' };

/** What a provider can tell of what it has done: later than it did it, and where it is forgetful not for ever. */
export function memory(time: VirtualTime, world: World) {
  const lags = new Map<Asked, number>();
  const forgetful = new Set<Asked>();
  const ago = (text: string, ...given: readonly string[]): number | null => {
    const at = world.stage.sql<{ at: number | null }>(text).get(...given)?.at;
    return at === null || at === undefined ? null : time.now() - at;
  };
  const conversion = (requestId: string): number | null => ago('SELECT at FROM conversions WHERE request_id = ?', requestId);
  const askedOf = ({ url }: Outgoing): Asked | undefined => PATHS[/\/providers\/([^/]+)\//.exec(url)?.[1] ?? ''];
  const requestIdOf = ({ url, body }: Outgoing): string => (url.includes('yunguanlian') ? (JSON.parse(body ?? '{}') as { requestId: string }).requestId : (new URLSearchParams(body ?? '').get('requestId') ?? ''));

  return {
    lag: (of: Asked, by: number): void => void lags.set(of, by),
    forget: (of: Asked): void => void forgetful.add(of),
    heal: (): void => lags.clear(),
    /** It did this so long ago that it would do it again. */
    hasForgotten(outgoing: Outgoing): boolean {
      const of = askedOf(outgoing);
      if (!of || !forgetful.has(of)) return false;
      return (conversion(requestIdOf(outgoing)) ?? 0) > REMEMBERS;
    },
    /** What it says to a look-up instead of what it has done, or null where it knows. */
    answers(outgoing: Outgoing): Sent | null {
      const of = askedOf(outgoing);
      const lag = (of && lags.get(of)) ?? 0;
      const say = (text: string): Sent => ({ kind: 'answer', status: 200, text, date: null, retryAfter: null });
      if (outgoing.url.endsWith('/find')) {
        const since = conversion(requestIdOf(outgoing));
        return since !== null && (since < lag || this.hasForgotten(outgoing)) ? say('{"code":"NOT_FOUND","message":""}') : null;
      }
      if (!outgoing.url.endsWith('/GetReport2')) return null;
      const since = ago('SELECT max(at) AS at FROM messages WHERE phone = ?', new URLSearchParams(outgoing.body ?? '').get('DesNo') ?? '');
      return since !== null && since < lag ? say('<?xml version="1.0" encoding="utf-8"?><string xmlns="http://tempuri.org/">[]</string>') : null;
    },
  };
}
export type Memory = ReturnType<typeof memory>;
