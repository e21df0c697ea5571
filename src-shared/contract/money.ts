import { z } from 'zod';
import { JOB_KINDS, SERVICES } from '../domain/work.ts';
import { hash, id, jobKey, jobKind, knownOr, li, service, text, time, roles, onlyKnown } from './values.ts';

const LEASE_STATES = ['open', 'frozen', 'closed'] as const;
/** One that this version does not know, also of another station's lease, is `other`: not known to be closed, and nothing is done about it. */
const leaseState = knownOr(z.enum([...LEASE_STATES, 'other']), LEASE_STATES, 'other');
export const balance = z.object({
  /** What can still be lent or spent. */
  balance: li.nonnegative(),
  /** Lent to stations 额度 and not captured yet. */
  escrow: li.nonnegative(),
  toppedUp: li,
  adjusted: li,
  captured: li,
  refunded: li,
  /**
   * Every one that is not closed, for what is open or frozen can be taken back by whoever sees it; of those that are closed the newest: a server need
   * not tell every lease there ever was. One that it tells twice is one.
   */
  leases: z.array(
    z.object({ leaseId: id, stationId: id, stationName: text, amount: li, captured: li, state: leaseState, spendUntil: time }),
  ).overwrite((leases) => [...new Map(leases.map((lease) => [lease.leaseId, lease])).values()]),
  /** What was given back of each station's captures; absent from a server that does not tell. */
  refunds: z.array(z.object({ stationId: id, refunded: li.nonnegative() })).optional(),
});
export type Balance = z.infer<typeof balance>;

/** `grantId` is made once and reused on every retry of the same request (money.md, hole 5). */
export const leaseRequest = z.object({ grantId: id, stationId: id, epoch: z.int().positive(), amount: li.positive() });
/** The amount granted can be less than was asked, never more. A 409 `insufficient-balance` grants nothing. */
export const lease = z.object({ leaseId: id, grantId: id, amount: li.positive(), spendUntil: time, priceVersion: z.int() });
export type Lease = z.infer<typeof lease>;

export const station = z.object({ stationId: id, name: text });
export const registerStation = z.object({ deviceId: id, name: text });
/** `lastSequence` and `lastHash` are those of the station's own journal in `epoch`; 0 and null before its first entry. */
export const openStation = z.object({ epoch: z.int().nonnegative(), lastSequence: z.int().nonnegative(), lastHash: hash.nullable(), nonce: id });
export type OpenStation = z.infer<typeof openStation>;
/**
 * The same epoch where the database is the one the API knows, otherwise a new one (money.md, epoch). `lastSequence` is how far the API
 * has that epoch's journal: where it has less than it once acknowledged, for it was put back itself, it is told again from there.
 */
export const openedStation = z.object({
  epoch: z.int().positive(),
  /** first, same, behind, diverged, cloned: only whether a copy of the database may be alive is judged by it. */
  reason: text,
  lastSequence: z.int().nonnegative(),
  /** How far it has the journals of the epochs before; one that it doesn't know is not named. Absent from a server that does not tell. */
  earlier: z.array(z.object({ epoch: z.int().positive(), lastSequence: z.int().nonnegative() })).optional(),
});
export type OpenedStation = z.infer<typeof openedStation>;

/**
 * 流水: what a station reports. `hash` = sha256 hex of previous hash (or 64 zeros) + the JSON text `body`.
 * The body is sent as the very text that was hashed; it holds one of the shapes of `journalBody`.
 */
export const journalEntry = z.object({ sequence: z.int().positive(), hash, body: z.string().max(4000) });
export type JournalEntry = z.infer<typeof journalEntry>;
export const journalBatch = z.object({ epoch: z.int().positive(), entries: z.array(journalEntry).min(1).max(500) });
/**
 * `secondCaptures`: those of the batch, new or told before, whose key had been charged already (money.md, hole 4). `amount`, 厘, was refunded at once:
 * 0 where no lease had room for it and it is kept for review. `standing` is the hold of the capture that stands, where this station made it, otherwise null.
 */
export const secondCapture = z.object({ holdId: id, amount: li.nonnegative(), standing: id.nullable() });
export type SecondCapture = z.infer<typeof secondCapture>;
export const journalAnswer = z.object({ epoch: z.int().positive(), lastSequence: z.int().nonnegative(), secondCaptures: z.array(secondCapture).optional() });

/**
 * What the API has of a station's journal, in order. `review`: why the entry moved no money and waits for a person there; null where it was applied.
 * `refunded`: what was given back of a capture, in 厘; null for other entries. `applied` is false for what came after its epoch had ended or was of another
 * chain: it is kept for review and is no part of the journal. Such a sequence may be told twice, on one page, the journal's own entry first.
 *
 * `mode` asks for less or for more; a server that knows none tells every entry, and no bodies. `marks`: of the entries that are neither kept for review
 * nor given back only the last of each thousand and of the epoch. A hash holds all entries before it, so these prove as much as all. `bodies`:
 * with the text of each entry, for a station that has lost them; what is no part of the journal always has it.
 */
export const stationJournalQuery = z.object({ epoch: z.coerce.number().int().positive(), after: z.coerce.number().int().nonnegative(), mode: z.enum(['marks', 'bodies']).optional() });
export const stationJournal = z.object({
  items: z.array(
    z.object({ sequence: z.int().positive(), hash, review: text.nullable(), refunded: li.nonnegative().nullable().optional(), applied: z.boolean().optional(), body: z.string().max(4000).optional() }),
  ),
  more: z.boolean(),
});

/** A merchant gives up the lease of a lost station: its rest goes back at once, and whatever that station still reports on it is kept for review. */
export const writtenOff = z.object({ leaseId: id, returned: li.nonnegative() });

const at = time;
const job = { jobId: id, key: jobKey };
/** Everything that can lead to a provider call is journaled before it happens (money.md, hole 1). */
export const journalBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grant-request'), at, grantId: id, amount: li.nonnegative() }),
  z.object({ kind: z.literal('wait-funds'), at, ...job, amount: li.nonnegative() }),
  z.object({ kind: z.literal('hold'), at, ...job, holdId: id, leaseId: id, amount: li.nonnegative() }),
  z.object({ kind: z.literal('call'), at, ...job, attempt: z.int().positive() }),
  z.object({ kind: z.literal('capture'), at, ...job, holdId: id, leaseId: id, amount: li.nonnegative(), number: z.string(), work: jobKind }),
  z.object({ kind: z.literal('void'), at, ...job, holdId: id, leaseId: id }),
  z.object({ kind: z.literal('refund'), at, ...job, holdId: id, amount: li.nonnegative() }),
  z.object({ kind: z.literal('close'), at, leaseId: id }),
]);
export type JournalBody = z.infer<typeof journalBody>;
/** What an entry says; null where it is none of these shapes. Nobody may stop at one: the entries behind it are money too. */
export function readJournalBody(body: string): JournalBody | null {
  try {
    return journalBody.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

const BOOKINGS = ['top-up', 'adjustment', 'lend', 'return', 'capture', 'refund'] as const;
const REFUND_REASONS = ['delivery-failed', 'charged-before'] as const;
/** What a newer platform has beside these is shown with its amount: a booking of another kind is `other`, of other work, or for another reason, nothing is said of that. */
export const ledgerRow = z.object({
  id,
  at: time,
  kind: knownOr(z.enum([...BOOKINGS, 'other']), BOOKINGS, 'other'),
  /** Signed: what it did to the balance; a capture is paid from escrow, so its effect on the balance is 0. */
  amount: li,
  /** What was charged by a capture, 0 otherwise. */
  charged: li,
  balance: li,
  number: text.nullable(),
  work: knownOr(jobKind.nullable(), JOB_KINDS, null),
  stationName: text.nullable(),
  /** Why a refund: the delivery failed, or the same work had been charged before. */
  reason: knownOr(z.enum(REFUND_REASONS).nullable(), REFUND_REASONS, null).optional(),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

export const prices = z.object({ version: z.int(), prices: onlyKnown(z.object({ service, price: li }), SERVICES, 'service') });

export const TOP_UP_CHANNELS = ['wechat', 'alipay'] as const;
const TOP_UP_STATES = ['pending', 'paid', 'closed', 'expired', 'refunded'] as const;
export const createTopUp = z.object({ requestId: id, amount: li.min(1000).max(100_000_000), channel: z.enum(TOP_UP_CHANNELS) });
/** One that this version does not know is `other`: not known to be waiting for a payment, and no reason to wait for it for ever. */
const topUpState = knownOr(z.enum([...TOP_UP_STATES, 'other']), TOP_UP_STATES, 'other');
/** `paid` means that the balance has risen. `qr` is the text a phone reads; the client only shows it. */
export const topUp = z.object({ topUpId: id, amount: li, channel: z.enum(TOP_UP_CHANNELS), state: topUpState, qr: z.string().max(2000), expiresAt: time });
export type TopUp = z.infer<typeof topUp>;

/** `badge`: what the code on somebody's badge says; empty for who has none. Without `roles` only packing is certain. */
export const operators = z.object({ operators: z.array(z.object({ id, name: text, badge: text, roles: roles.optional() })) });
