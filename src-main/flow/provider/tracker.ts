import type { Courier } from '../../../src-shared/domain/couriers.ts';
import type { Unsafe } from '../../../src-shared/errors/codes.ts';
import type { Wire } from './adapter.ts';

/**
 * Where a parcel is, as far as its recipient must know. `at` is UTC ms. `no-track`: no courier has told of it yet. `goes-back`:
 * nobody is to be told to fetch it. `phone-needed`: its courier answers only with the recipient's phone, or with another one.
 * `unknown`: nothing was learnt, and perhaps not of another parcel either; `platform` must do something first, or asking
 * later may help, not before `after` ms. `unsafe`: this machine did not let the question out.
 */
export type Arrival =
  | { readonly kind: 'arrived'; readonly place: string | null; readonly code: string | null; readonly at: number | null }
  | { readonly kind: 'on-the-way' | 'no-track' | 'phone-needed' }
  | { readonly kind: 'signed-for' | 'goes-back'; readonly at: number | null }
  | { readonly kind: 'unknown'; readonly about: string; readonly act: 'platform' | null; readonly after: number | null; readonly unsafe?: Unsafe };

export type Tracked = { readonly number: string; readonly courier: Courier; /** Of the recipient, '' where it is not needed; only its last four digits leave. */ readonly phone: string };

/**
 * Whoever can be asked where a parcel is. A question changes nothing, so it is no adapter of a job: it may be asked again at
 * will, but of one number not more often than every `locked` ms. Never throws.
 */
export type Tracker = { readonly arrivalOf: (parcel: Tracked, wire: Wire) => Promise<Arrival>; readonly locked: number };
