import type { Courier, Platform } from '../domain/couriers.ts';
import type { Li } from '../domain/money.ts';
import type { Role, Room } from '../domain/roles.ts';
import type { Piece } from '../domain/piece.ts';
import type { KeptWork, UndoRefusal } from '../domain/undo.ts';
import type { VerdictReason } from '../domain/reason.ts';
import type { UnknownState } from '../domain/unknown-number.ts';
import type { Grams, WeighingRules } from '../domain/weight.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { JobKind, JobState, Service, StandsStill, WaitReason } from '../domain/work.ts';
import type { Target } from '../contract/parcels.ts';
import type { PrintSettings } from '../domain/printing.ts';
import type { PrintView } from './printing.ts';
import type { ErrorCode, Problem } from '../errors/codes.ts';
import type { TwoBooks } from './books-views.ts';
import type { ScannerCalibration } from './devices.ts';

/** What the window shows, as the main process tells it. Times are UTC ms, money is 厘. */

/** Which window a person is in front of. `ready` is the rooms; everything before is a door. */
export type Phase = 'failed' | 'welcome' | 'sign-in' | 'new-password' | 'agreement' | 'ready';

export type SessionView = {
  readonly phase: Phase;
  /** The program's, as 0.1.0. */
  readonly version: string;
  readonly practice: boolean;
  /** Why nothing can be done here, in phase `failed`: a database that cannot be used, for one. */
  readonly failure: Problem | null;
  /** True once the session has ended by itself while work is queued: the desk goes on, a banner asks to sign in. */
  readonly expired: boolean;
  /** A station is at work, be it behind a door that came back in the middle of a day. */
  readonly atWork: boolean;
  /** Which account it is; others may have its name. */
  readonly accountId: string | null;
  readonly account: string | null;
  readonly operator: string | null;
  readonly roles: readonly Role[];
  readonly rooms: readonly Room[];
  readonly station: string | null;
  /** Origin of the account API that settings or a flag named; null before anyone named one. */
  readonly accountApi: string | null;
};

export type StatusView = {
  readonly network: 'online' | 'offline';
  /** False until the first order feed of this database is here: scans wait up to a few seconds for it. */
  readonly ordersReady: boolean;
  readonly queue: { readonly waiting: number; readonly calling: number; readonly exceptions: number };
  /** 待查: numbers without an order that nobody has put away. */
  readonly unknownNumbers: number;
  readonly waitReasons: Readonly<Partial<Record<WaitReason, number>>>;
  /** A person has paused the queue: calls under way end, and then nothing moves. Null while it works. */
  readonly paused: { readonly at: number; readonly by: string } | null;
  /** Kinds of work of which nothing is called at the moment, and why. */
  readonly standsStill: Readonly<Partial<Record<JobKind, StandsStill>>>;
  /** What the station may still spend. */
  readonly leaseLeft: Li;
  /** The account's balance as last heard; null before the first answer. */
  readonly balance: Li | null;
  /** Parcels sent: today at this station, and since the operator began the shift. */
  readonly today: number;
  readonly shift: number;
  /** 对账 under way: entries looked at, and how many there are. */
  readonly reconciling: { readonly looked: number; readonly of: number } | null;
  /** Server time minus this machine's time. */
  readonly clockOffset: number;
  /** What is wrong at the moment, newest first; each shown as code, sentence, next action. */
  readonly problems: readonly Problem[];
};

/** One job on a parcel's card. */
export type CardJob = {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly waits: WaitReason | null;
  readonly price: Li;
  readonly charged: Li;
  /** Given back of what was charged. */
  readonly refunded: Li;
  /** Of a message: what became of it, once that is known. */
  readonly delivery: 'delivered' | 'failed' | null;
  readonly error: ErrorCode | null;
};

/** 本单: everything the desk shows about one scan; sent again whenever a part of it changes. */
export type Card = {
  readonly scanId: number;
  readonly at: number;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** The number as read, or the scanned text cut to 40 visible characters where it is none. */
  readonly number: string;
  readonly suffix: string | null;
  /** The number that stood on the label, where it is not the parcel's own: a piece's, or the one that it was converted to. */
  readonly label: string | null;
  /** 手工录入: a person typed it, and no scanner. */
  readonly typed: boolean;
  /** 已撤销: it counts no more. `kept` had been sent, or may have been. */
  readonly undone: null | { readonly at: number; readonly by: string; readonly taken: readonly JobKind[]; readonly kept: readonly KeptWork[] };
  /** 一单多件: which piece it is, and how many of the order's have left by now. */
  readonly piece: null | (Piece & { readonly sent: number });
  readonly operator: string;
  /** The serial scanner that made it; null for a keyboard's. */
  readonly device: string | null;
  /** As it was weighed, beside what the order says; `off`: they differ by more than was ruled. Null where it was not weighed. */
  readonly weight: null | { readonly grams: Grams; readonly expected: Grams | null; readonly off: boolean };
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
  };
  /** The number after conversion, beside the original. */
  readonly replacement: null | { readonly number: string; readonly courier: Courier };
  /** The privacy number X that the recipient's phone hides behind, and its end. */
  readonly privacyNumber: null | { readonly number: string; readonly until: number };
  /** 打印: the newest slip of this piece; null where none was asked for. */
  readonly print: PrintView | null;
  readonly jobs: readonly CardJob[];
  /** Charged so far, and expected in all; both without what was given back. */
  readonly charged: Li;
  readonly cost: Li;
  /** ms from the scan to the last job's end; null while something is open or nothing was to do. */
  readonly took: number | null;
};

/** One line of the strip under the desk. */
export type ScanLine = { readonly scanId: number; readonly at: number; readonly verdict: Verdict; readonly number: string; readonly reason: VerdictReason; readonly piece: Piece | null; readonly undone: boolean };

/** 撤销上一件: the card as it stands now, or why nothing was undone. */
export type UndoAnswer = { readonly kind: 'undone'; readonly card: Card } | { readonly kind: 'refused'; readonly why: UndoRefusal; readonly number: string | null };

/**
 * What a desk is told without having scanned. `order-arrived`: the order of a number that had none is here; `verdict` is what its
 * scan came to (`intercepted` and `invalid` are called back), null where the parcel was kept and may be scanned again. `recalled`: a parcel that has passed must not leave.
 */
export type Announcement =
  | { readonly kind: 'order-arrived'; readonly scanId: number; readonly number: string; readonly verdict: Verdict | null }
  | { readonly kind: 'recalled'; readonly scanId: number; readonly number: string; readonly reason: Extract<VerdictReason, { kind: 'intercepted' }> };

/** 追回: a parcel that has passed and must not leave after all, by the number that it was told by. `piece`: one of an order of several, where its label said which. */
export type Recall = { readonly scanId: number; readonly number: string; readonly piece: Piece | null; readonly reason: VerdictReason };

/** So many of them are listed: what has to be scanned again first, and then the newest. */
export const MOST_UNKNOWN = 500;
/** 待查: one number without an order. `candidates`: couriers whose format fits. */
export type UnknownNumberRow = {
  readonly number: string;
  readonly scanId: number;
  readonly candidates: readonly Courier[];
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly operator: string;
  readonly station: string;
  /** It was kept here; otherwise it was let pass. */
  readonly stopped: boolean;
  readonly state: UnknownState;
  readonly endedAt: number | null;
};

/** 换人: who scans from now on, or why the desk stays as it is. `unknown-badge`: nobody's, or the account API could not be asked. `unknown-person`: not of the account any more. */
export type OperatorAnswer = { readonly kind: 'switched'; readonly operator: string } | { readonly kind: 'refused'; readonly why: 'unknown-badge' | 'unknown-person' };

/** A person of the account; `here`: they stand at this desk. */
export type DeskOperator = { readonly id: string; readonly name: string; readonly here: boolean };

/** A person of the account and what the code on their badge says. */
export type Badge = { readonly name: string; readonly badge: string };

/** Jobs that were finished, and what they cost net of refunds. */
export type JobCount = { readonly key: string; readonly jobs: number; readonly spent: Li };
/** `parcels`: have left, as 今日 of the desk counts them. */
export type SendCount = JobCount & { readonly parcels: number };
/** `key`: whose id; `name` tells two of one name apart. */
export type OperatorCount = SendCount & { readonly name: string };
/** 报表: what left this station today, by when it was scanned, and the jobs finished, by when they were, counted five ways. Hours are 0-23 of local time. */
export type TodaySends = {
  readonly day: string;
  readonly scans: Readonly<Record<Verdict, number>>;
  readonly total: Omit<SendCount, 'key'>;
  readonly byService: readonly JobCount[];
  readonly byCourier: readonly SendCount[];
  readonly byPlatform: readonly SendCount[];
  readonly byOperator: readonly OperatorCount[];
  readonly byHour: readonly SendCount[];
};

/** So many of them are listed, the newest. */
export const MOST_EXCEPTIONS = 500;
/** 异常: a job that waits for a person. `proposed` is the one action that is proposed. */
export type ExceptionRow = {
  readonly jobId: string;
  readonly scanId: number;
  readonly number: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly error: ErrorCode;
  readonly about: string;
  readonly attempts: number;
  readonly since: number;
  readonly held: Li;
  /** What it costs where it happened. */
  readonly price: Li;
  readonly proposed: ExceptionAction;
  readonly allowed: readonly ExceptionAction[];
  /** A retry may be a second effect: a person has to confirm it. */
  readonly mayDouble: boolean;
};
/** retry: call again · void: give up and release the money · done: it happened, charge it. */
export type ExceptionAction = 'retry' | 'void' | 'done';
/** `problem`: as it was shown to whoever decided. */
export type ExceptionDecision = { readonly jobId: string; readonly action: ExceptionAction; readonly problem: ErrorCode };

/** 消息: one message, or an arrival of which none could be made (`jobId` null). */
export type MessageLine = {
  readonly key: string;
  readonly jobId: string | null;
  /** When it was sent, or queued where it has not been. */
  readonly at: number;
  readonly kind: JobKind;
  /** The waybill number, or the pickup code where no parcel is known. */
  readonly number: string;
  readonly code: string | null;
  readonly place: string | null;
  readonly template: string;
  /** Masked: 138****1234. */
  readonly phone: string;
  /** Empty where it has not been rendered yet. */
  readonly text: string;
  readonly segments: number;
  /** Charged without what was refunded, or expected where it may still be sent. */
  readonly cost: Li;
  readonly state: JobState;
  readonly waits: WaitReason | null;
  /** The rule that keeps it or has refused it, or why else it was not sent. */
  readonly rule: ErrorCode | null;
  readonly until: number | null;
  /** The gateway's id, once it is sent. */
  readonly smsId: string | null;
  /** What its delivery report said; null before there was one. */
  readonly delivery: 'delivered' | 'failed' | null;
  /** 退订: when the recipient of a message that was sent opted out; null where they have not. */
  readonly optedOutAt: number | null;
  /** It is a correction itself. */
  readonly corrects: boolean;
  readonly canCorrect: boolean;
  /** No message was made of this arrival, and one can be once a person has put it right. */
  readonly canComplete: boolean;
};
/** `more`: there are older ones. `rule`: why nothing can be sent by a template. */
export type MessagesView = { readonly messages: readonly MessageLine[]; readonly more: boolean; readonly templates: readonly { readonly template: string; readonly name: string; readonly rule: ErrorCode | null }[] };
/** What would be sent. `length` counts characters with the signature; `until` is UTC ms. */
export type MessagePreview = {
  readonly text: string;
  readonly phone: string;
  readonly length: number;
  readonly segments: number;
  readonly cost: Li;
  readonly decision: 'send' | 'hold' | 'refuse';
  readonly rule: ErrorCode | null;
  readonly until: number | null;
};

export type WalletView = TwoBooks & {
  readonly balance: Li;
  readonly escrow: Li;
  readonly toppedUp: Li;
  /** By the platform, up or down. */
  readonly adjusted: Li;
  readonly captured: Li;
  readonly refunded: Li;
  /**
   * `lost`: lent to this station, which does not use it any more, and no return of it is on its way: its database does not know it (`known` is false), its return was lost with
   * its epoch, or it was given up by the platform's word.
   */
  readonly leases: readonly { readonly leaseId: string; readonly station: string; readonly mine: boolean; readonly lost: boolean; readonly known: boolean; readonly amount: Li; readonly captured: Li; readonly state: 'open' | 'frozen' | 'closed' | 'other'; readonly spendUntil: number }[];
  /** A price is null where nobody has told it. */
  readonly prices: readonly { readonly service: Service; readonly price: Li | null; readonly on: boolean }[];
  /** A top-up that may still be paid, also one from before a restart. */
  readonly pendingTopUp: string | null;
  readonly at: number;
};

/** A row of the practice sheet 练习单: a parcel as Code 128 with what should happen when it is scanned. */
export type SheetRow = {
  readonly number: string;
  readonly platform: Platform | null;
  readonly courier: Courier | null;
  readonly verdict: Verdict;
  readonly work: readonly JobKind[];
  /** ms after the start of the practice day from which an interception makes it `intercepted`; before that it is `pass`. */
  readonly interceptedAfter: number | null;
  /** 一单多件: which piece of how many; absent of an order of one. */
  readonly piece?: Piece;
  /** The platform's time for its order was over before the day began. */
  readonly expired?: true;
};

/** What the played print component has put on paper; `lines` are the fields of its template (docs/devices.md). */
export type PracticeSlip = { readonly taskId: string; readonly at: number; readonly lines: Readonly<Record<string, string>> };

export type PracticeView = {
  readonly seed: number;
  readonly network: 'on' | 'off';
  /** The payment page of a top-up is opened by a phone; practice can play the phone. */
  readonly rows: readonly SheetRow[];
  /** The newest first. */
  readonly printed: readonly PracticeSlip[];
};

export type Settings = {
  /** What was ruled for the scale, where there is one. */
  readonly weighing: WeighingRules;
  /** What this station's keyboard scanner is like; null before it was calibrated. */
  readonly scanner: ScannerCalibration | null;
  /** 打印: where slips go, and when. */
  readonly printing: PrintSettings;
  readonly language: 'zh-CN' | 'en';
  readonly theme: 'light' | 'dark' | 'system';
  /** 0 to 1 */
  readonly volume: number;
  readonly muted: boolean;
  readonly stationName: string;
  readonly accountApi: string | null;
};
