import { readJournalBody, type JournalBody, type JournalEntry } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import { book } from './books.ts';
import { closeLease, leaseOf, poolFor } from './leases.ts';
import { keepForReview, type ReviewReason } from './reviews.ts';
import type { StationRow } from './stations.ts';

type Entry<K extends JournalBody['kind']> = Extract<JournalBody, { kind: K }>;
type At = { readonly stage: Stage; readonly station: StationRow; readonly epoch: number; readonly review: (reason: ReviewReason) => void };

/**
 * What one journal entry does to the account's money, in the caller's transaction. An entry that cannot be followed
 * moves nothing and is kept for review; it never stops the entries behind it.
 */
export function applyEntry(stage: Stage, station: StationRow, epoch: number, entry: JournalEntry): void {
  const review = (reason: ReviewReason): void => keepForReview(stage, station, epoch, entry, reason);
  const body = readJournalBody(entry.body);
  if (!body) return review('unreadable');
  const at: At = { stage, station, epoch, review };
  switch (body.kind) {
    case 'hold':
      return hold(at, body);
    case 'capture':
      return capture(at, body);
    case 'void':
      return freeHold(at, body);
    case 'refund':
      return refund(at, body);
    case 'close':
      return close(at, body);
    // These say what may follow, so that a restored database can be recognised; they move nothing.
    case 'grant-request':
    case 'wait-funds':
    case 'call':
      return;
  }
}

/** 预占: money does not move, but a hold that the lease cannot carry is seen here first. */
function hold({ stage, station, epoch, review }: At, body: Entry<'hold'>): void {
  const lease = leaseOf(stage, station.station_id, body.leaseId);
  if (!lease) return review('lease-unknown');
  const kept = stage
    .sql("INSERT INTO holds (station_id, hold_id, epoch, lease_id, amount, state) VALUES (?,?,?,?,?,'open') ON CONFLICT DO NOTHING")
    .run(station.station_id, body.holdId, epoch, body.leaseId, body.amount);
  if (kept.changes === 0) return review('held-twice');
  const held = stage.sql<{ li: number | null }>("SELECT sum(amount) AS li FROM holds WHERE lease_id = ? AND state = 'open'").get(body.leaseId)?.li ?? 0;
  if (held + lease.captured > lease.amount) review('hold-over-lease');
  if (body.at > lease.spend_until) review('hold-after-end');
}

function freeHold({ stage, station }: At, { holdId }: Entry<'void' | 'capture'>): void {
  stage.sql("UPDATE holds SET state = 'void' WHERE station_id = ? AND hold_id = ? AND state = 'open'").run(station.station_id, holdId);
}

/** 实扣: from the lease's escrow, once a business key; a second one of the same key is refunded at once (hole 4). */
function capture(at: At, body: Entry<'capture'>): void {
  const { stage, station, epoch, review } = at;
  const lease = leaseOf(stage, station.station_id, body.leaseId);
  if (!lease) return review('lease-unknown');
  if (stage.sql('SELECT 1 FROM captures WHERE station_id = ? AND hold_id = ?').get(station.station_id, body.holdId)) return isToldAnew(at, body) ? undefined : review('captured-twice');
  const beyond = beyondHold(at, body);
  if (beyond) {
    freeHold(at, body);
    return review(beyond);
  }
  const pool = poolFor(stage, lease, epoch);
  if (pool.reduce((left, { amount, captured }) => left + amount - captured, 0) < body.amount) {
    // Its station has nothing held any more: left open here, the hold would keep the rest of the lease for ever.
    freeHold(at, body);
    return review('over-lease');
  }
  let open = body.amount;
  for (const { lease_id, amount, captured } of pool) {
    const part = Math.min(open, amount - captured);
    if (part > 0) stage.sql('UPDATE leases SET captured = captured + ? WHERE lease_id = ?').run(part, lease_id);
    open -= part;
  }
  const before = stage.sql('SELECT 1 FROM captures WHERE account_id = ? AND key = ?').get(station.account_id, body.key);
  stage
    .sql('INSERT INTO captures (account_id, station_id, hold_id, key, amount, number, work, at) VALUES (?,?,?,?,?,?,?,?)')
    .run(station.account_id, station.station_id, body.holdId, body.key, body.amount, body.number, body.work, stage.now());
  stage.sql("UPDATE holds SET state = 'captured' WHERE station_id = ? AND hold_id = ?").run(station.station_id, body.holdId);
  book(stage, station.account_id, 'capture', 0, body.amount, { number: body.number, work: body.work, stationName: station.name });
  if (before) payBack(stage, station, body.holdId, body.amount, 'captured-before');
}

/** What its hold in the same epoch does not cover. Of an older one, which may have been lost or given up there, an effect is found and charged later, or told again. */
function beyondHold({ stage, station, epoch }: At, { holdId, leaseId, amount }: Entry<'capture'>): ReviewReason | null {
  const held = stage.sql<{ lease_id: string; amount: number; state: string }>('SELECT lease_id, amount, state FROM holds WHERE station_id = ? AND hold_id = ? AND epoch = ?').get(station.station_id, holdId, epoch);
  if (!held) return null;
  if (held.state === 'void') return 'capture-after-void';
  return amount > held.amount || leaseId !== held.lease_id ? 'capture-over-hold' : null;
}

/** A failed delivery that the price list refunds: it names its capture by the hold, once, and never gives more back. */
function refund(at: At, body: Entry<'refund'>): void {
  const { stage, station, review } = at;
  const paid = stage
    .sql<{ amount: number; refund_reason: string | null }>('SELECT amount, refund_reason FROM captures WHERE station_id = ? AND hold_id = ?')
    .get(station.station_id, body.holdId);
  if (!paid) return review('capture-unknown');
  if (paid.refund_reason !== null) return isToldAnew(at, body) ? undefined : review('refunded-twice');
  payBack(stage, station, body.holdId, Math.min(body.amount, paid.amount), 'reported');
}

/**
 * A station in a new epoch tells once more what it never heard to be taken in an old one: known already, it moves nothing. Of a second
 * one in the same epoch a person has to know.
 */
function isToldAnew({ stage, station, epoch }: At, { kind, holdId }: Entry<'capture' | 'refund'>): boolean {
  const told = stage.sql<{ epoch: number; body: string }>('SELECT epoch, body FROM journal WHERE station_id = ? AND instr(body, ?) > 0').all(station.station_id, holdId).filter(({ body }) => readJournalBody(body)?.kind === kind);
  return told.filter((entry) => entry.epoch === epoch).length === 1 && told.some((entry) => entry.epoch < epoch);
}

function payBack(stage: Stage, station: StationRow, holdId: string, amount: number, reason: 'captured-before' | 'reported'): void {
  const row = stage
    .sql<{ number: string; work: Entry<'capture'>['work'] }>('UPDATE captures SET refunded = ?, refund_reason = ? WHERE station_id = ? AND hold_id = ? RETURNING number, work')
    .get(amount, reason, station.station_id, holdId);
  if (row) book(stage, station.account_id, 'refund', amount, 0, { number: row.number, work: row.work, stationName: station.name, reason: reason === 'reported' ? 'delivery-failed' : 'charged-before' });
}

function close({ stage, station, epoch, review }: At, body: Entry<'close'>): void {
  const lease = leaseOf(stage, station.station_id, body.leaseId);
  if (!lease) return review('lease-unknown');
  const open = stage.sql("SELECT 1 FROM holds WHERE lease_id = ? AND epoch = ? AND state = 'open'").get(body.leaseId, epoch);
  if (open) return review('close-with-holds');
  closeLease(stage, lease, station.name);
}
