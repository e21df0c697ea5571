import type { JournalBody } from '../contract/money.ts';
import type { Li } from '../domain/money.ts';

/** This station's books and the account API's, to compare. */
export type TwoBooks = {
  /** Lent and captured of the leases that both are compared by. `unreported` is captured or refunded here but not yet acknowledged there. */
  readonly station: { readonly lent: Li; readonly held: Li; readonly captured: Li; readonly refunded: Li; readonly unreported: Li };
  /** The same of this station as the account API has it. */
  readonly stationThere: { readonly lent: Li; readonly captured: Li; readonly refunded: Li | null };
  /** Lent to this station there and not here, or not any more: no report will ever make these agree. */
  readonly lost: Li;
  /** Leases of this station that the account API does not tell any more: they are on neither side. */
  readonly unlisted: number;
};

/** 对账: why the two sides are not the same, for one entry of the journal, a lease, an epoch or a sum. */
export type DifferenceReason =
  | 'unreported' | 'review' | 'not-there' | 'not-here' | 'other-entry' | 'ended' | 'charged-again'
  | 'refunded-there' | 'refunded-here' | 'refund-unheard' | 'charged-before'
  | 'lost-epoch' | 'lease-lost' | 'lease-unheard' | 'lease-written-off' | 'lease-given-up' | 'lease-not-closed' | 'lease-pool' | 'lease-unexplained'
  | 'refunds-lost' | 'sum-lent' | 'sum-captured' | 'sum-refunded';
export type Difference = {
  readonly why: DifferenceReason;
  /** Where the entry is; null for a lease or a sum. Of a lost epoch the sequence is the last one there. */
  readonly epoch: number | null;
  readonly sequence: number | null;
  readonly leaseId: string | null;
  /** The platform's own reason, where it keeps the entry for review. */
  readonly review: string | null;
  readonly at: number | null;
  readonly kind: JournalBody['kind'] | null;
  readonly number: string | null;
  /** 厘 on either side, of a lease what was captured; null where that side does not have it. */
  readonly here: Li | null;
  readonly there: Li | null;
  /** What the platform gave back of a charge that it alone has. */
  readonly refunded: Li;
  /** What was lent with a lease; null on a side that does not have it, and for everything else. */
  readonly lent: { readonly here: Li | null; readonly there: Li | null } | null;
  /** By what the platform finds it. */
  readonly reference: string;
};
export type ReconciliationView = TwoBooks & {
  readonly at: number;
  readonly entriesHere: number;
  readonly entriesThere: number;
  readonly differences: readonly Difference[];
  /** Differences beyond those listed. */
  readonly more: number;
};
