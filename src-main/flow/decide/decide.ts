import type { Interception, Parcel } from '../../../src-shared/contract/parcels.ts';
import type { VerdictReason } from '../../../src-shared/bridge/views.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import type { Reading } from '../../../src-shared/domain/waybill-number.ts';
import { SERVICE_OF, type JobKind, type Service } from '../../../src-shared/domain/work.ts';
import { fit } from './fit.ts';

/** Price and permission of a service, as the account API last told; null before it ever did. */
export type ServiceTerms = Readonly<Record<Service, { readonly on: boolean; readonly price: Li }>> | null;

export type Facts = {
  readonly reading: Reading;
  readonly parcel: Parcel | null;
  readonly interception: Interception | null;
  /** The scan after which this number counts as sent, if there was one. */
  readonly before: { readonly at: number; readonly operator: string; readonly station: string } | null;
  readonly terms: ServiceTerms;
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
  if (before) return nothing('duplicate', { kind: 'seen', ...before });
  if (!parcel) {
    return reading.candidates.length > 0 ? nothing('unknown', { kind: 'no-order' }) : nothing('invalid', { kind: 'unreadable', why: 'no-format' });
  }
  const work = workFor(parcel, facts.terms);
  const prices = work.filter((item) => item.on && item.price > 0).map((item) => item.price);
  const cost = work.reduce((sum, item) => sum + item.price, 0);
  if (fit(prices, facts.leases) === null) {
    const needed = prices.reduce((sum, price) => sum + price, 0);
    return { verdict: 'no-funds', reason: { kind: 'funds', needed, left: facts.leases.reduce((sum, left) => sum + left, 0) }, work, cost };
  }
  const reason: VerdictReason = work.length === 0 ? { kind: 'nothing-to-do' } : { kind: 'work', work: work.map((item) => item.kind) };
  return { verdict: 'pass', reason, work, cost };
}

/** Same courier, other segment: sync. Other courier: trace, which is followed by a forwarding SMS. Source: product.md, the services. */
function workFor(parcel: Parcel, terms: ServiceTerms): Work[] {
  const kinds: [JobKind, JobKind | null][] = [];
  const { target } = parcel;
  const conversion = target === null ? null : target.kind === 'segment' || target.courier === parcel.courier ? 'sync' : 'trace';
  if (conversion) kinds.push([conversion, null], ['write-back', conversion]);
  if (parcel.privacy) kinds.push(['privacy', null]);
  if (conversion === 'trace') kinds.push(['forwarding-sms', conversion]);
  return kinds.map(([kind, after]) => {
    const service = SERVICE_OF[kind];
    const term = service === null ? { on: true, price: 0 } : (terms?.[service] ?? { on: false, price: 0 });
    return { kind, price: term.price, on: term.on, after };
  });
}

function nothing(verdict: Verdict, reason: VerdictReason): Decision {
  return { verdict, reason, work: [], cost: 0 };
}
