import type { Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import type { VerdictReason } from '../../src-shared/domain/reason.ts';
import type { Steps } from './steps.ts';

/** A parcel that has passed this desk and must not leave after all. */
export type Recalled = { readonly scanId: number; readonly number: string; readonly reason: Extract<VerdictReason, { kind: 'intercepted' }> };

/** So long after its scan a parcel may still be in the house, ms. */
const STILL_HERE = 86_400_000;

/** What an interception, or an order that is refunded or held now, stops too late. Asked before it is put down: one that was known is no news. */
export function recalledBy(flow: Steps, parcels: readonly Parcel[], interceptions: readonly Interception[]): Recalled[] {
  const at = flow.now();
  const passed = (number: string) => {
    const own = flow.parcels.pieceOf(number)?.parcel ?? flow.numbers.originalOf(number) ?? number;
    const scan = flow.scans.sentAll(own).at(-1);
    return scan && at - scan.at < STILL_HERE ? scan : null;
  };
  const stopped = interceptions.flatMap(({ number, reason: why, at: since }) => {
    const scan = flow.parcels.interception(number) ? null : passed(number);
    return scan ? [{ scanId: scan.id, number, reason: { kind: 'intercepted', why, at: since } as const }] : [];
  });
  const changed = parcels.flatMap(({ number, refund, hold }) => {
    if ((!refund && !hold) || flow.parcels.interception(number)) return [];
    const known = flow.parcels.find(number);
    const scan = known && known.refund === refund && known.hold === hold ? null : passed(number);
    return scan ? [{ scanId: scan.id, number, reason: { kind: 'intercepted', why: refund ? 'refund' : 'hold', at } as const }] : [];
  });
  return [...stopped, ...changed];
}
