import type { LeaseRow } from '../../flow/ledger/ledger.ts';
import { livesThere, type BothSides } from '../two-books.ts';
import type { Differences, OneSided } from './differences.ts';

type Known = BothSides & { readonly here: LeaseRow };
/** `awaited`: a lease was asked for, and its answer may have been lost. */
type Now = { readonly epoch: number; readonly awaited: boolean };

/** Every lease that is not the same on both sides, unless entries of the journal that are listed say why. */
export function leaseSides(leases: readonly BothSides[], found: Differences, now: Now): void {
  const isKnown = (lease: BothSides): lease is Known => lease.here !== null;
  const old = leases.filter(isKnown).filter(({ here }) => here.epoch < now.epoch);
  const pooled = old.reduce((off, { here, there }) => off + here.captured - there.captured, 0);
  for (const lease of leases) {
    const alone = isKnown(lease) ? whyOf(lease, found.of(lease.there.leaseId), found.untold()) : whyUnknown(lease, now);
    // The platform charges old leases as one: which of them paid is nobody's difference.
    const isPooled = alone === 'lease-unexplained' && lease.here !== null && lease.here.epoch < now.epoch;
    const why = isPooled ? (pooled === 0 ? null : 'lease-pool') : alone;
    if (why === null) found.unnamedLease(lease);
    else found.lease(why, lease);
  }
}

function whyUnknown({ there }: BothSides, { awaited }: Now): 'lease-unheard' | 'lease-lost' | null {
  if (there.state === 'closed' && there.captured === 0) return null;
  return there.state === 'open' && awaited ? 'lease-unheard' : 'lease-lost';
}

function whyOf({ here, there }: Known, { here: onlyHere, there: onlyThere, closing }: OneSided, untold: boolean): 'lease-written-off' | 'lease-given-up' | 'lease-not-closed' | 'lease-unexplained' | null {
  if (there.state === 'closed' && here.state !== 'closed') return 'lease-written-off';
  if (here.state === 'closed' && livesThere(there)) return closing ? null : here.written_off === 1 ? 'lease-given-up' : 'lease-not-closed';
  // What was reported meanwhile may be told already.
  const shared = there.captured - onlyThere;
  return untold || (shared >= here.captured - onlyHere && shared <= here.captured) ? null : 'lease-unexplained';
}
