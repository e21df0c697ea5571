import type { Platform } from './couriers.ts';
import type { Li } from './money.ts';
import type { Verdict } from './verdict.ts';
import type { NotANumber } from './waybill-number.ts';
import type { JobKind } from './work.ts';

/** Why the verdict is what it is; recorded with the scan, and the screen has the words. Times are UTC ms. */
export type VerdictReason =
  | { readonly kind: 'work'; readonly work: readonly JobKind[] }
  | { readonly kind: 'nothing-to-do' }
  /** A further piece of an order of several: the order's work is in hand since its first piece. */
  | { readonly kind: 'piece' }
  | { readonly kind: 'seen'; readonly at: number; readonly operator: string; readonly station: string }
  /** `at`: since when the interceptions feed stops it; null where the order itself says so. */
  | { readonly kind: 'intercepted'; readonly why: 'refund' | 'hold' | 'address-change' | 'risk' | 'recall'; readonly at: number | null }
  /** The platform cancels what has not left by then. */
  | { readonly kind: 'expired'; readonly since: number }
  /** The parcel goes to `platform`, and this station packs for others only. */
  | { readonly kind: 'wrong-platform'; readonly platform: Platform; readonly expected: readonly Platform[] }
  /** `other`: the order number, or the original number of the parcel, that this number serves. */
  | { readonly kind: 'number-in-use'; readonly other: string }
  /** `stop`: the station's rule is that it stays here; otherwise it may leave, and its work is done when the order arrives. */
  | { readonly kind: 'no-order'; readonly stop?: boolean }
  /** `work`: what it asked for, as above; missing in a scan of an earlier version. */
  | { readonly kind: 'funds'; readonly needed: Li; readonly left: Li; readonly work?: readonly JobKind[] }
  | { readonly kind: 'unreadable'; readonly why: Unreadable };

/** `no-format`: fits no courier. `piece-missing`: an order of several pieces, and the code does not say which; `piece-wrong`: it has no such piece. */
export type Unreadable = NotANumber | 'no-format' | 'piece-missing' | 'piece-wrong';

/** The code is a parcel's, whose order is known, but none of its pieces. */
export const isOfNoPiece = (reason: VerdictReason): boolean => reason.kind === 'unreadable' && (reason.why === 'piece-missing' || reason.why === 'piece-wrong');

/**
 * Every case that has words and a sound of its own, by one name: what screen and sound go by. A refund that the feed told
 * while the day ran (`refund-while-packing`) is another alarm than an order that came refunded.
 */
export const REASON_NAMES = [
  'work', 'nothing-to-do', 'piece', 'seen',
  'refund-while-packing', 'refund', 'hold', 'address-change', 'risk', 'recall', 'expired', 'wrong-platform', 'number-in-use',
  'no-order', 'no-order-stop', 'funds',
  'empty', 'too-long', 'payment', 'link', 'phone', 'sf-structured', 'structured', 'characters', 'look-alike', 'check-digit', 'no-format', 'piece-missing', 'piece-wrong',
] as const;
export type ReasonName = (typeof REASON_NAMES)[number];

export function reasonName(reason: VerdictReason): ReasonName {
  switch (reason.kind) {
    case 'intercepted':
      return reason.why === 'refund' && reason.at !== null ? 'refund-while-packing' : reason.why;
    case 'no-order':
      return reason.stop ? 'no-order-stop' : 'no-order';
    case 'unreadable':
      return reason.why;
    default:
      return reason.kind;
  }
}

/**
 * What lies on the desk must not go on as it is: a parcel that has to stay here, or a code under which none was recorded. The desk holds
 * the verdict until somebody says that they have it (docs/desk.md, what holds the desk).
 */
export const isHeldUntilAcknowledged = ({ verdict, reason }: { readonly verdict: Verdict; readonly reason: VerdictReason }): boolean =>
  verdict === 'intercepted' || verdict === 'invalid' || (reason.kind === 'no-order' && reason.stop === true);
