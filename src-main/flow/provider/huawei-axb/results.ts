import type { Outcome } from '../../queue/task.ts';
import { stale } from '../adapter.ts';

/**
 * What a result code says of a bind, an unbind or a query. `bound`: X has one of the two already, perhaps from this very
 * request sent before; `full`: this X takes no more; `none`: there is no such binding; `again`: send it once more.
 */
export type Told = 'done' | 'bound' | 'full' | 'none' | 'again' | Outcome;

const MINUTE = 60_000;

/** Source: support.huaweicloud.com/api-PrivateNumber/privatenumber_02_0002 to _0005 (结果码说明) and PrivateNumber_faq, pn_faq_00028_2 and pn_faq_1012010. */
const CODES: Readonly<Record<string, Told>> = {
  '0': 'done',
  '1012010': 'bound',
  // "Insufficient number of resources", also where the same pair is bound once more (pn_faq_00028_2).
  '1012008': 'bound',
  '1012009': 'full',
  '1012007': 'none',
  '1016001': 'none',
  '1023002': 'again',
  '1010001': unknown('1010001'),
  '1023001': unknown('1023001'),
  // The platform's flow control: wait a minute. A frozen account has no money.
  '1010010': { kind: 'later', why: 'limited', after: MINUTE, about: 'code 1010010' },
  '1010029': { kind: 'later', why: 'limited', after: MINUTE, about: 'code 1010029' },
  '1020176': { kind: 'later', why: 'retry', after: MINUTE, about: 'code 1020176' },
  // "Time out limit": X-AKSK was created too long ago by their clock.
  '1010013': stale('code 1010013'),
  ...platform('1010002', '1011001', '1012001', '1012012', '1012102'),
  ...ofAll(
    // An app that is not known, that may not call this API, or not from this address.
    '1010003', '1010040', '1020166',
    // Headers Authorization and X-AKSK: missing, misshapen, or of a wrong digest.
    '1023006', '1023007', '1023008', '1023009', '1023010', '1023011', '1023012', '1023013',
    '1023026', '1023027', '1023028', '1023029', '1023030', '1023031', '1023032', '1023033',
  ),
};

/** Null for a code that no document has. */
export const told = (code: string): Told | null => (Object.hasOwn(CODES, code) ? (CODES[code] ?? null) : null);

function unknown(code: string): Outcome {
  return { kind: 'unknown', about: `code ${code}` };
}

function platform(...codes: readonly string[]): Record<string, Told> {
  return Object.fromEntries(codes.map((code) => [code, { kind: 'refused', act: 'platform', about: `code ${code}` }]));
}

/** It is the app or how it signs, not what was asked for: each call now would be told the same. */
function ofAll(...codes: readonly string[]): Record<string, Told> {
  return Object.fromEntries(codes.map((code) => [code, { kind: 'refused', act: 'platform', about: `code ${code}`, ofAll: true }]));
}
