import type { Interception, Parcel, Target } from '../../../src-shared/contract/parcels.ts';
import { PLATFORMS, type Platform } from '../../../src-shared/domain/couriers.ts';
import type { DeskRules } from '../../../src-shared/domain/desk-rules.ts';
import type { VerdictReason } from '../../../src-shared/domain/reason.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import type { Reading } from '../../../src-shared/domain/waybill-number.ts';
import { SERVICE_OF, type JobKind, type Service } from '../../../src-shared/domain/work.ts';
import type { ScanSource } from '../scan/scan-rows.ts';
import { fit } from './fit.ts';

/** Price and permission of a service, as the account API last told; null before it ever did. */
export type ServiceTerms = Readonly<Record<Service, { readonly on: boolean; readonly price: Li }>> | null;

export type Facts = {
  readonly reading: Reading;
  readonly parcel: (Pick<Parcel, 'courier' | 'platform' | 'target' | 'privacy' | 'refund' | 'hold'> & { readonly expiresAt?: number | null | undefined }) | null;
  readonly interception: Interception | null;
  /** The scan after which this parcel, or this piece of it, counts as sent, if there was one. */
  readonly before: { readonly at: number; readonly operator: string; readonly station: string } | null;
  /** Another piece of the same order has left: the order's work is in hand. */
  readonly inHand: boolean;
  /** What the label says of its piece does not fit the order. */
  readonly trouble: 'piece-missing' | 'piece-wrong' | null;
  /** Server time, UTC ms. */
  readonly at: number;
  readonly rules: DeskRules;
  readonly terms: ServiceTerms;
  /** Where this parcel's number has to be; null where it is not converted (target-of.ts). */
  readonly target: Target | null;
  /** Which of the two conversions has that target, where one of this parcel stands already. */
  readonly converts: JobKind | null;
  /** Another live order that the number is on. */
  readonly elsewhere: string | null;
  /** Work of this parcel that stands already: a list has set it in motion before the parcel came to the desk. */
  readonly standing: ReadonlySet<JobKind>;
  /** A row of a list converts; what goes with a parcel that leaves is the desk's. */
  readonly source: ScanSource;
  /** What each open lease can still spend, in the order in which they are spent. */
  readonly leases: readonly Li[];
};

/** One piece of work. `after` is the work whose result it needs. */
export type Work = { readonly kind: JobKind; readonly price: Li; readonly on: boolean; readonly after: JobKind | null };

export type Decision = { readonly verdict: Verdict; readonly reason: VerdictReason; readonly work: readonly Work[]; readonly cost: Li };

/**
 * Facts + rules -> verdict and work, with the reason. Pure and total. The order of the rules is the product's:
 * what must not leave comes before what has left already, and money comes last (a scan is never refused for it).
 */
export function decide(facts: Facts): Decision {
  const { reading, parcel, interception, before } = facts;
  if (reading.kind === 'not-a-number') return nothing('invalid', { kind: 'unreadable', why: reading.why });
  if (interception) return nothing('intercepted', { kind: 'intercepted', why: interception.reason, at: interception.at });
  if (parcel?.refund) return nothing('intercepted', { kind: 'intercepted', why: 'refund', at: null });
  if (parcel?.hold) return nothing('intercepted', { kind: 'intercepted', why: 'hold', at: null });
  // Without an order of its own it is the new number of a parcel that is not known here any more: it has been dealt with.
  if (facts.elsewhere !== null) return nothing(parcel ? 'intercepted' : 'duplicate', { kind: 'number-in-use', other: facts.elsewhere });
  if (facts.source === 'desk' && facts.trouble) return nothing('invalid', { kind: 'unreadable', why: facts.trouble });
  if (before) return nothing('duplicate', { kind: 'seen', ...before });
  if (!parcel) {
    if (reading.candidates.length === 0) return nothing('invalid', { kind: 'unreadable', why: 'no-format' });
    return nothing('unknown', facts.rules.unknown === 'stop' ? { kind: 'no-order', stop: true } : { kind: 'no-order' });
  }
  if (parcel.expiresAt && parcel.expiresAt <= facts.at) return nothing('intercepted', { kind: 'expired', since: parcel.expiresAt });
  const to = destinationOf(parcel, facts.target);
  // A list converts for whoever packs later.
  if (facts.source === 'desk' && facts.rules.platforms.length > 0 && !facts.rules.platforms.includes(to)) return nothing('intercepted', { kind: 'wrong-platform', platform: to, expected: facts.rules.platforms });
  if (facts.inHand) return nothing('pass', { kind: 'piece' });
  const work = workFor(parcel, facts);
  const prices = work.filter((item) => item.on && item.price > 0).map((item) => item.price);
  const cost = work.reduce((sum, item) => sum + item.price, 0);
  const kinds = work.map((item) => item.kind);
  if (fit(prices, facts.leases) === null) {
    const needed = prices.reduce((sum, price) => sum + price, 0);
    return { verdict: 'no-funds', reason: { kind: 'funds', needed, left: facts.leases.reduce((sum, left) => sum + left, 0), work: kinds }, work, cost };
  }
  const reason: VerdictReason = work.length === 0 ? { kind: 'nothing-to-do' } : { kind: 'work', work: kinds };
  return { verdict: 'pass', reason, work, cost };
}

/** Same courier, other segment: sync. Other courier: trace, which is followed by a forwarding SMS. Source: product.md, the services. */
function workFor(parcel: Pick<Parcel, 'courier' | 'privacy'>, { terms, target, converts, standing, source }: Facts): Work[] {
  const kinds: [JobKind, JobKind | null][] = [];
  const conversion = converts ?? (target === null ? null : target.kind === 'segment' || target.courier === parcel.courier ? 'sync' : 'trace');
  if (conversion) kinds.push([conversion, null], ['write-back', conversion]);
  if (parcel.privacy && source === 'desk') kinds.push(['privacy', null]);
  if (conversion === 'trace' && source === 'desk') kinds.push(['forwarding-sms', conversion]);
  return kinds.filter(([kind]) => !standing.has(kind)).map(([kind, after]) => {
    const service = SERVICE_OF[kind];
    const term = service === null ? { on: true, price: 0 } : (terms?.[service] ?? { on: false, price: 0 });
    return { kind, price: term.price, on: term.on, after };
  });
}

/** The platform whose parcel it will be: the one whose segment it is converted to, otherwise the one that it was ordered on. */
function destinationOf({ platform }: Pick<Parcel, 'platform'>, target: Target | null): Platform {
  return PLATFORMS.find((known) => target?.kind === 'segment' && known === target.segment) ?? platform;
}

function nothing(verdict: Verdict, reason: VerdictReason): Decision {
  return { verdict, reason, work: [], cost: 0 };
}
