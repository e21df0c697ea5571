import type { Target } from '../../../src-shared/contract/parcels.ts';
import type { Unsafe } from '../../../src-shared/errors/codes.ts';
import type { Courier, Platform } from '../../../src-shared/domain/couriers.ts';
import type { Message } from '../message/message.ts';
import type { JobKind } from '../../../src-shared/domain/work.ts';

/** Everything a provider call may use. `phone` is read at the moment of the call and is in no job's row. */
export type Task = {
  readonly jobId: number;
  /** The idempotency key: the same on every attempt and every station. */
  readonly key: string;
  readonly kind: JobKind;
  readonly number: string;
  readonly courier: Courier;
  readonly platform: Platform;
  readonly storeId: string;
  readonly orderNumber: string;
  readonly target: Target | null;
  readonly phone: string;
  /** The conversion this job depends on, once it is done. */
  readonly conversion: { readonly number: string; readonly courier: Courier } | null;
  /** What a message says; null for work that sends none, and while its conversion is not done. */
  readonly message: Message | null;
  /** When this job was first called, UTC ms: a look-up by reports searches from there. */
  readonly firstCalledAt: number;
};

/** What a provider gave: a new number, a privacy number, or only its reference. */
export type Result =
  /** `validFrom`, UTC ms: no courier knows the new number earlier, and nobody is told of it. Without it from now on. */
  | { readonly kind: 'conversion'; readonly number: string; readonly courier: Courier; readonly reference: string; readonly validFrom?: number | undefined }
  | { readonly kind: 'binding'; readonly number: string; readonly until: number; readonly reference: string }
  | { readonly kind: 'reference'; readonly reference: string };

/** `about` of an unknown outcome: its provider has taken it on, and not done it yet. It answers, and has to be asked about it again. */
export const TAKEN_ON = 'pending';

/**
 * How a call or a look-up ended. Only `later` and `absent` may lead to another call: in both the effect provably did
 * not happen. A time-out, a reset after sending, a 5xx or an unreadable 200 is `unknown`, never `later`.
 */
export type Outcome =
  /**
   * `shared`: the effect is another parcel's, such as a live binding that was made for it. Nothing is charged for this one. `pair`: see bindings.ts; `joinsOthers`: they are
   * not the phones that its order and its store have now.
   */
  | { readonly kind: 'done'; readonly result: Result; readonly shared?: true; readonly pair?: string; readonly joinsOthers?: true }
  /**
   * `act`: who must do something before it can work; `nobody` where nothing will help. What only says that the platform's set-up is wrong says
   * nothing of a call before, nor does a refusal to be asked, but where it is the work itself that was refused (`ofTheWork`).
   * `ofAll`: whatever is called now would be refused as well, for a signature, a credential, an account or an address.
   */
  | { readonly kind: 'refused'; readonly act: 'platform' | 'merchant' | 'person' | 'nobody'; readonly about: string; readonly ofTheWork?: true; readonly ofAll?: true }
  /**
   * `after`: not before so many ms, where the provider said so. `clock`: its time and ours are too far apart. `refused`: it does not take the token, of which the account API
   * tells another one by itself. `stopped`: the service or the account may do nothing at the moment.
   */
  | { readonly kind: 'later'; readonly why: 'offline' | 'stopped' | 'refused' | 'limited' | 'clock' | 'retry'; readonly after: number | null; readonly about: string }
  /** This machine let nothing out; `code` tells a person why. */
  | { readonly kind: 'later'; readonly why: 'unsafe'; readonly code: Unsafe; readonly after: number | null; readonly about: string }
  | { readonly kind: 'unknown'; readonly about: string }
  /** Look-up only: the provider knows nothing of this job. */
  | { readonly kind: 'absent' };
