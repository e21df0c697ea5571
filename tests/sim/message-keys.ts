import { lyingAt } from '../../src-main/practice/day/track.ts';
import type { World } from './world.ts';

/** As docs/money.md has it, and not by the station's own function. */
export const keyOf = (accountId: string, number: string, kind: string): string => `${accountId}:${number}:${kind}`;

/** Whose work a message is, read from what its recipient reads; null where it is nobody's. A number and a code belong to one parcel for ever. */
export function messageKeys({ stage, accountId }: World): (text: string) => string | null {
  const known = new Map<string, string>();
  return (text) => {
    const key = known.get(text) ?? find(text);
    if (key !== null) known.set(text, key);
    return key;
  };

  function find(text: string): string | null {
    const number = /新运单号([A-Z0-9]+)/.exec(text)?.[1];
    const row = stage.sql<{ original: string }>('SELECT original FROM conversions WHERE number = ?').get(number);
    if (row) return keyOf(accountId, row.original, 'forwarding-sms');
    const [, place, code] = /(?:已到|仍在)(.+?)(?:等您)?,取件码(.+?),请/.exec(text) ?? [];
    const followed = lyingAt(stage, place ?? '', code ?? '');
    if (followed !== null) return keyOf(accountId, followed, 'pickup-sms');
    // A parcel that was asked about under its own number, and then under the one that it was converted to.
    const [, there, instead] = /更正:您的包裹在(.+?),取件码应为(.+?),/.exec(text) ?? [];
    const corrected = lyingAt(stage, there ?? '', instead ?? '');
    if (corrected !== null) return keyOf(accountId, `${corrected}~1`, 'pickup-sms');
    const arrived = stage.sql("SELECT 1 FROM arrivals WHERE station_id IS NOT NULL AND arrival ->> '$.place' = ? AND arrival ->> '$.code' = ?").get(place ?? '', code ?? '');
    return arrived ? keyOf(accountId, `${place}/${code}`, 'pickup-sms') : null;
  }
}
