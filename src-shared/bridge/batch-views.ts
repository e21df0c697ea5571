import type { StoreTerms } from '../contract/stores.ts';
import type { Courier, Platform } from '../domain/couriers.ts';
import type { BadRowReason, ListColumn } from '../domain/list.ts';
import type { Li } from '../domain/money.ts';
import type { JobKind, JobState, WaitReason } from '../domain/work.ts';
import type { ErrorCode } from '../errors/codes.ts';

/**
 * coming: being read · preview: a person looks at it · running · paused · cancelled: what was sent before still ends ·
 * ended: every row has come to its end · stopped: cancelled, and nothing is open any more.
 */
export type BatchState = 'coming' | 'preview' | 'running' | 'paused' | 'cancelled' | 'ended' | 'stopped';

/** waiting: not scanned yet · sent: its conversion is open · parked: waits for a person · skipped: nothing was to convert, see `why` · failed: refused or given up. */
export const BATCH_ROW_STATES = ['waiting', 'sent', 'done', 'skipped', 'parked', 'failed'] as const;
export type BatchRowState = (typeof BATCH_ROW_STATES)[number];

/** Why a row was skipped. */
export const BATCH_SKIPS = ['no-order', 'no-target', 'intercepted', 'expired', 'seen', 'number-in-use', 'courier-differs', 'unreadable'] as const;
export type BatchSkip = (typeof BATCH_SKIPS)[number];

export type BatchView = {
  readonly batchId: number;
  readonly name: string;
  readonly at: number;
  readonly operator: string;
  readonly state: BatchState;
  /** Headings of the list as they stood there, and what each was taken for. */
  readonly headings: readonly { readonly title: string; readonly column: ListColumn | null }[];
  /** Rows that were taken, and rows that were not. */
  readonly total: number;
  readonly bad: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly rows: Readonly<Partial<Record<BatchRowState, number>>>;
};

/** `batches`: the newest first; `more`: there are older ones. */
export type BatchRoomView = { readonly preview: BatchView | null; readonly batches: readonly BatchView[]; readonly more: boolean };

export type BadRowView = { readonly line: number; readonly value: string; readonly reason: BadRowReason; readonly first: number | null };

/** Original and new number side by side. */
export type BatchRowView = {
  readonly line: number;
  readonly number: string;
  readonly state: BatchRowState;
  readonly why: BatchSkip | null;
  readonly courier: Courier | null;
  readonly platform: Platform | null;
  readonly store: string | null;
  readonly orderNumber: string | null;
  readonly replacement: string | null;
  readonly newCourier: Courier | null;
  /** Without what was given back. */
  readonly charged: Li;
  readonly error: ErrorCode | null;
  /** Its conversion, once it is work. */
  readonly job: { readonly kind: JobKind; readonly state: JobState; readonly waits: WaitReason | null } | null;
};

/**
 * What a store's rules would do with the orders that came today, at most 20,000 of them: how many each takes, with some of their numbers; how
 * many keep the target that their order names, and how many nothing converts.
 */
export type RulesTried = { readonly orders: number; readonly rules: readonly { readonly takes: number; readonly numbers: readonly string[] }[]; readonly own: number; readonly none: number };

/** Stores with their authorisation and rules; `mayAuthorise`: the user is a merchant. */
export type StoresView = { readonly stores: readonly StoreTerms[]; readonly mayAuthorise: boolean };
