import type { Target } from '../contract/parcels.ts';
import type { Courier, Platform } from '../domain/couriers.ts';
import type { Li } from '../domain/money.ts';
import type { Piece } from '../domain/piece.ts';
import type { Audience, Effect } from '../domain/sent-message.ts';
import type { PrintView } from './printing.ts';
import type { ExceptionAction } from './views.ts';
import type { VerdictReason } from '../domain/reason.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { JobKind, JobState, WaitReason, WorkState } from '../domain/work.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** Times are UTC ms, money is 厘. */

/** One line of today's list. Of a parcel that was never scanned at the desk (`scanId` null) there are only its numbers. */
export type ListRow = {
  readonly scanId: number | null;
  readonly at: number | null;
  readonly verdict: Verdict | null;
  readonly reason: VerdictReason | null;
  readonly number: string;
  /** What stood on the label, where it is not the parcel's own number: a piece's, or the new one. */
  readonly label: string | null;
  readonly operator: string | null;
  /** 一单多件: which piece it was. */
  readonly piece: Piece | null;
  /** 手工录入: a person typed it, and no scanner. */
  readonly typed: boolean;
  /** 撤销: it counts no more. */
  readonly undone: boolean;
  /** The number after conversion, whichever scan's work, or list's, gave it. */
  readonly replacement: string | null;
  readonly work: WorkState;
};

/** The newest first. `next`: from where the following page goes on; null at the end. A page can be short, and even empty, before the end. `more`: further parcels whose number ends so are on no page. */
export type ListPage = { readonly rows: readonly ListRow[]; readonly next: number | null; readonly more: boolean };

export type HistoryScan = {
  readonly scanId: number;
  readonly at: number;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly operator: string;
  readonly station: string;
  readonly source: 'desk' | 'batch' | 'arrival';
  /** The serial scanner that made it; null for a keyboard's. */
  readonly device: string | null;
  /** 手工录入: a person typed it, and no scanner. */
  readonly typed: boolean;
  readonly piece: Piece | null;
  /** What stood on the label, where it is not the parcel's own number. */
  readonly label: string | null;
  /** In grams, beside what the order says; null where it was not weighed. */
  readonly weight: null | { readonly grams: number; readonly expected: number | null; readonly off: boolean };
  readonly undone: null | { readonly at: number; readonly by: string };
  /** 已取下: who has had what must not leave, and since when. */
  readonly taken: null | { readonly at: number; readonly by: string };
  /** 追回: since when it is called back, and who has fetched it; null where it never was. */
  readonly recalled: null | { readonly at: number; readonly ended: null | { readonly at: number; readonly by: string } };
};

export type HistoryAttempt = {
  readonly attempt: number;
  readonly purpose: 'call' | 'look-up';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** As the queue recorded it: done, refused, later, unknown, absent; null while it is under way. */
  readonly outcome: string | null;
  readonly about: string;
  /** The kind of provider that was called; null where none is named, as for a write-back. */
  readonly provider: string | null;
};

/** What a person decided in 异常, and the problem that it was about. */
export type HistoryDecision = { readonly at: number; readonly by: string; readonly action: ExceptionAction; readonly error: ErrorCode; readonly about: string };

export type HistoryJob = {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly waits: WaitReason | null;
  readonly error: ErrorCode | null;
  readonly delivery: 'delivered' | 'failed' | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly price: Li;
  readonly charged: Li;
  readonly refunded: Li;
  readonly attempts: readonly HistoryAttempt[];
  /** The oldest first. */
  readonly decisions: readonly HistoryDecision[];
};

/** 预占 实扣 释放 退回. `id` is the row's own. `at` is null where only that it happened was kept. */
export type HistoryMoney = { readonly id: string; readonly at: number | null; readonly entry: 'hold' | 'capture' | 'void' | 'refund'; readonly amount: Li; readonly kind: JobKind };

/** The six fields of a complaint's answer (docs/messages.md). */
export type SentFields = {
  /** Who says that it went out: its gateway, by an answer or a report, or a person. `nobody`: it was called, and the gateway never said; then nothing of this is on record for good. */
  readonly saidBy: 'gateway' | 'person' | 'nobody';
  /** The gateway's; null where it never told one. */
  readonly smsId: string | null;
  readonly sentAt: number;
  readonly text: string;
  readonly planned: number;
  readonly audience: Audience;
  readonly effect: Effect;
};

export type HistoryMessage = {
  readonly jobId: string;
  readonly kind: JobKind;
  /** As it was sent, or would be now. Empty where it has not been rendered yet. */
  readonly text: string;
  readonly segments: number;
  /** Masked: 138****1234. */
  readonly phone: string;
  /** Null where nothing can have been sent. */
  readonly fields: SentFields | null;
  /** 退订: when its recipient opted out; null where they have not. */
  readonly optedOutAt: number | null;
  readonly refunded: Li;
  readonly reports: readonly { readonly state: 'delivered' | 'failed'; readonly code: string; readonly at: number }[];
};

export type HistoryBinding = { readonly number: string; readonly until: number; readonly state: 'live' | 'ending' | 'ended' };

/** Everything that is kept of one parcel. `number` is its original one, also where it was asked for by its new one or a piece's. */
export type ParcelHistory = {
  readonly number: string;
  readonly parcel: null | {
    readonly courier: Courier;
    readonly platform: Platform;
    readonly store: string;
    readonly orderNumber: string;
    readonly target: Target | null;
    readonly recipient: string;
    /** Masked: 138****1234. */
    readonly phone: string;
    readonly region: string;
    readonly items: readonly { readonly name: string; readonly quantity: number }[];
    /** When the phone was destroyed; null while it is kept. */
    readonly erasedAt: number | null;
  };
  readonly interception: null | { readonly why: 'refund' | 'hold' | 'address-change' | 'risk' | 'recall'; readonly at: number };
  readonly replacement: null | { readonly number: string; readonly courier: Courier };
  readonly bindings: readonly HistoryBinding[];
  /** The newest first, at most 200. */
  readonly scans: readonly HistoryScan[];
  readonly jobs: readonly HistoryJob[];
  readonly money: readonly HistoryMoney[];
  /** 打印: every slip that was asked for, the oldest first. */
  readonly prints: readonly PrintView[];
  readonly messages: readonly HistoryMessage[];
};
