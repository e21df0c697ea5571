import type { Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import type { VerdictReason } from '../../src-shared/domain/reason.ts';
import type { ScanRow } from './scan/scan-rows.ts';
import type { Steps } from './steps.ts';

/** A parcel, or a piece of one, that has passed this desk and must not leave after all; `number` is the one that stands on it, as far as it is known. */
export type Recalled = { readonly scanId: number; readonly number: string; readonly reason: Extract<VerdictReason, { kind: 'intercepted' }> };

/** So long after its scan a parcel may still be in the house, ms. */
const STILL_HERE = 86_400_000;

/**
 * What an interception, or an order that is refunded or held now, stops too late: every piece that has passed, or the one whose own number is stopped.
 * Asked before it is put down: one that was known is no news.
 */
export function recalledBy(flow: Steps, parcels: readonly Pick<Parcel, 'number' | 'refund' | 'hold' | 'pieces'>[], interceptions: readonly Interception[]): Recalled[] {
  const at = flow.now();
  /** The newest scan of each piece that may still be here. */
  const stillHere = (scans: readonly ScanRow[]): ScanRow[] => [...new Map(scans.filter((scan) => at - scan.at < STILL_HERE).map((scan) => [scan.piece?.number ?? 1, scan])).values()];
  function passed(number: string): ScanRow[] {
    const piece = flow.parcels.pieceOf(number);
    const scans = flow.scans.sentAll(piece?.parcel ?? flow.numbers.originalOf(number) ?? number);
    return stillHere(piece ? scans.filter((scan) => scan.piece?.number === piece.piece) : scans);
  }
  const arriving = new Set(parcels.flatMap(({ number, pieces }) => [number, ...(pieces?.numbers ?? [])]));
  /** It may leave though no order is known; one that comes now is decided with its order (resolve.ts). */
  function letPass(number: string): ScanRow[] {
    const unknown = arriving.has(number) ? null : flow.unknowns.find(number);
    return unknown?.state === 'open' ? stillHere(flow.scans.letPass(number, unknown.scan_id)) : [];
  }
  const calledBack = (number: string, scans: readonly ScanRow[], reason: Recalled['reason']): Recalled[] =>
    scans.map((scan) => ({ scanId: scan.id, number: scan.piece ? (scan.label ?? scan.number) : number, reason }));
  /** It was fetched for this very reason, which stands: by its order, or by another of its numbers. An order that was let go since had let the parcel go as well. */
  function isFetched({ id, number, label }: ScanRow, why: Interception['reason']): boolean {
    if (!flow.recalls.isEnded(id, why)) return false;
    const order = parcels.find((told) => told.number === number) ?? flow.parcels.wordsOf(number);
    return (why === 'refund' && order?.refund === true) || [number, label ?? number].some((known) => flow.parcels.interception(known)?.reason === why);
  }
  const stopped = interceptions.flatMap(({ number, reason: why, at: since }) =>
    flow.parcels.interception(number) ? [] : calledBack(number, [...passed(number), ...letPass(number)].filter((scan) => !isFetched(scan, why)), { kind: 'intercepted', why, at: since }),
  );
  const changed = parcels.flatMap(({ number, refund, hold }) => {
    if ((!refund && !hold) || flow.parcels.interception(number)) return [];
    const known = flow.parcels.wordsOf(number);
    return known && known.refund === refund && known.hold === hold ? [] : calledBack(number, passed(number), { kind: 'intercepted', why: refund ? 'refund' : 'hold', at });
  });
  return [...stopped, ...changed];
}

/** The same, put down until somebody has each. In the transaction that keeps what was told, before that is put down. */
export function recall(flow: Steps, ...told: [parcels: Parameters<typeof recalledBy>[1], interceptions: readonly Interception[]]): Recalled[] {
  const late = recalledBy(flow, ...told);
  for (const one of late) flow.recalls.add(one, flow.now());
  return late;
}
