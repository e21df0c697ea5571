import { businessKey } from '../../src-shared/domain/business-key.ts';
import type { Unsafe } from '../../src-shared/errors/codes.ts';
import type { Courier } from '../../src-shared/domain/couriers.ts';
import { PICKUP, takeArrival, toldOf } from './arrivals.ts';
import type { FollowedRow } from './message/followed-rows.ts';
import type { Desk } from './one-scan.ts';
import { orderAgain, type OrderAgain } from './phone-of.ts';
import type { Wire } from './provider/adapter.ts';
import type { Arrival, Tracker } from './provider/tracker.ts';
import { TRACKERS } from './provider/trackers.ts';
import { resultOf } from './queue/kept.ts';
import type { Outcome } from './queue/task.ts';
import type { KnownParcel } from './scan/parcel-rows.ts';
import type { Steps } from './steps.ts';

const HOUR = 3_600_000;
/** Between two questions about one parcel: a quarter of the time that it is under way, within these. */
const LEAST = 2 * HOUR;
const MOST = 24 * HOUR;
/** Couriers give a number out again, weeks later at the earliest, and no clock that a parcel left by is a day ahead of theirs: what ended so long before it left was another parcel. */
const ANOTHERS = 24 * HOUR;

/** Pure: when a parcel is asked about again. The longer it is under way, the less a few hours matter. */
export const nextQuestion = (leftAt: number, now: number): number => now + Math.min(MOST, Math.max(LEAST, Math.round((now - leftAt) / 4)));

/** `asked`: scans that a message was made under. `trouble`: nothing was learnt, and another parcel would fare no better before `after` ms. */
export type Followed =
  | { readonly kind: 'none' }
  | { readonly kind: 'asked'; readonly scans: readonly number[] }
  | { readonly kind: 'trouble'; readonly about: string; readonly act: 'platform' | null; readonly after: number | null; readonly unsafe?: Unsafe };

/**
 * Asks about the parcel that has been due longest. What lies at a pickup place with its code becomes an arrival like one of the feed; what is
 * signed for, goes back or must not arrive, and what nobody can be written to about, is not asked about again. Never throws CallFailed.
 */
export async function followNext(flow: Steps, account: OrderAgain, desk: Desk, wire: Wire): Promise<Followed> {
  const tracker = TRACKERS.get(wire.provider.kind);
  const row = tracker && flow.followed.due(flow.now());
  if (!row) return { kind: 'none' };
  const parcel = flow.parcels.find(row.number);
  const phone = parcel && isWanted(flow, parcel) ? await phoneFor(flow, account, row.number) : '';
  if (typeof phone !== 'string') {
    // It may be this order's alone: another one's turn comes first.
    if (phone.why === 'retry') flow.followed.next(row.number, flow.now() + tracker.locked);
    return { kind: 'trouble', about: phone.about, act: null, after: null };
  }
  if (!parcel || phone === '' || parcel.hold) {
    // An order that is only held may go on.
    flow.followed.next(row.number, parcel && phone ? nextQuestion(row.left_at, flow.now()) : null);
    return { kind: 'asked', scans: [] };
  }
  const { number, courier } = travelsAs(flow, desk, parcel);
  const withPhone = courier === 'sf' || row.wants_phone === 1;
  const found = await tracker.arrivalOf({ number, courier, phone: withPhone ? phone : '' }, wire);
  return flow.store.db.open ? flow.store.transaction(() => heard(flow, desk, row, phone, withPhone, found, tracker)) : { kind: 'none' };
}

function heard(flow: Steps, desk: Desk, { number, left_at }: FollowedRow, phone: string, withPhone: boolean, told: Arrival, { locked }: Tracker): Followed {
  const at = flow.now();
  const found: Arrival = 'at' in told && told.at !== null && told.at < left_at - ANOTHERS ? { kind: 'no-track' } : told;
  const asked = (next: number | null, scans: readonly number[] = []): Followed => {
    flow.followed.next(number, next);
    return { kind: 'asked', scans };
  };
  switch (found.kind) {
    case 'arrived':
      return asked(nextQuestion(left_at, at), found.code === null ? [] : tell(flow, desk, { number, phone, code: found.code, place: found.place ?? '', at: found.at ?? at }));
    case 'on-the-way':
    case 'no-track':
      return asked(nextQuestion(left_at, at));
    case 'signed-for':
      flow.phones.lastMessageDone(number, at);
      return asked(null);
    case 'phone-needed':
      // With the recipient's it is another one's: nobody here can know whose.
      if (withPhone) return asked(null);
      flow.followed.wantsPhone(number);
      return asked(at + locked);
    case 'goes-back':
      return asked(null);
    case 'unknown':
      // Another one's turn comes first.
      flow.followed.next(number, at + locked);
      return { ...found, kind: 'trouble' };
  }
}

/** Each code once; another code than its recipient was told is a correction, whoever told the first one, or where pieces share its number another piece's. */
function tell(flow: Steps, desk: Desk, { number, phone, code, place, at }: { readonly number: string; readonly phone: string; readonly code: string; readonly place: string; readonly at: number }): number[] {
  const [told] = toldOf(flow, number, code);
  if (told?.code === code || flow.arrivals.isToldOfPiece(number, code)) return [];
  // Without a place it is another one: told again with its place it can be sent.
  return takeArrival(flow, desk, { arrivalId: `track/${number}/${code}${place === '' ? '/' : ''}`, code, place, phone, template: PICKUP, number, corrects: null, at }, told ?? null);
}

const isWanted = (flow: Steps, parcel: KnownParcel): boolean => !parcel.refund && flow.parcels.interception(parcel.number) === null;

/** Under the number and the courier that it was converted to, where it was. */
function travelsAs(flow: Steps, { accountId }: Desk, { number, courier }: KnownParcel): { readonly number: string; readonly courier: Courier } {
  const results = (['sync', 'trace'] as const).map((kind) => resultOf(flow.jobs.byKey(businessKey(accountId, number, kind))));
  return results.find((result) => result?.kind === 'conversion') ?? { number, courier };
}

/** Empty where there is none any more; an outcome where it can't be had now. */
async function phoneFor(flow: Steps, account: OrderAgain, number: string): Promise<string | Extract<Outcome, { kind: 'later' }>> {
  const opened = flow.phones.open(number);
  if (opened.kind === 'phone') return opened.phone;
  const [told] = flow.arrivals.ofNumber(number);
  const kept = told && flow.arrivals.open(told);
  if (kept?.kind === 'phone') return kept.phone;
  if (opened.kind === 'erased') return '';
  const again = await orderAgain(account, number);
  return 'phone' in again ? again.phone : again.outcome.kind === 'later' ? again.outcome : '';
}
