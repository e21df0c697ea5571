import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { isHeldUntilAcknowledged } from '../../src-shared/domain/reason.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { decideAgain, type Desk } from './one-scan.ts';
import type { Steps } from './steps.ts';

/** A number of 待查 whose order has come. `verdict` null: the parcel lies aside, and may be scanned again. */
export type Resolved = { readonly scanId: number; readonly number: string; readonly verdict: Verdict | null };

/**
 * Orders have come, in the transaction that keeps them. A parcel that was let pass without one is decided now, under the scan it
 * had, and its work queued; its money is set aside as at a scan. If it must not leave as it is, it is called back. One that was stopped is only told: it has not left, and its
 * next scan decides.
 */
export function resolveUnknown(flow: Steps, desk: Desk, parcels: readonly Parcel[]): Resolved[] {
  return parcels.flatMap(({ number, pieces }) => [number, ...(pieces?.numbers ?? [])].filter(flow.unknowns.isOpen).flatMap((label) => resolve(flow, desk, label)));
}

function resolve(flow: Steps, desk: Desk, number: string): Resolved[] {
  const unknown = flow.unknowns.find(number);
  if (!unknown) return [];
  const at = flow.now();
  // The rule may have changed between two scans of it.
  const left = flow.scans.letPass(number, unknown.scan_id);
  if (left.length === 0) {
    flow.unknowns.end(number, 'arrived', at);
    return [{ scanId: unknown.scan_id, number, verdict: null }];
  }
  const isStillKept = flow.scans.isStillKept(number, unknown.scan_id);
  const resolved = left.map((scan) => {
    const decision = decideAgain(flow, desk, scan);
    // Somebody may have fetched it back before, for its number alone was stopped.
    if (isHeldUntilAcknowledged(decision) && !flow.recalls.of(scan.id)?.ended) flow.recalls.add({ scanId: scan.id, number, reason: decision.reason }, at);
    flow.followed.takeUpLate(scan.id, at);
    return { scanId: scan.id, number, verdict: decision.verdict };
  });
  // Nothing has been done for a piece whose label does not say which it is; and what is still kept here is to be scanned.
  flow.unknowns.end(number, isStillKept || resolved.some(({ verdict }) => verdict === 'invalid') ? 'arrived' : 'done', at);
  return resolved;
}
