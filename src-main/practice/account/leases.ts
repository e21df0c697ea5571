import { randomUUID } from 'node:crypto';
import type { Lease } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import { book, booksOf } from './books.ts';
import type { Plays } from './call.ts';
import { priceVersion } from './prices.ts';
import { Refusal } from './refusal.ts';
import { stationOf } from './stations.ts';

export type LeaseRow = {
  lease_id: string; account_id: string; station_id: string; epoch: number; grant_id: string; asked: number; amount: number; captured: number;
  state: 'open' | 'frozen' | 'closed'; spend_until: number; price_version: number;
};

/** ms that a lease may be spent; the control command `lend-for` names others. */
const SPEND_MS = 24 * 3_600_000;
const AT_MOST = 'lend-at-most';

/** Nobody is lent more than that at once from now on; null: what there is. */
export function lendAtMost(stage: Stage, amount: number | null): void {
  if (amount === null) stage.sql('DELETE FROM kept WHERE name = ?').run(AT_MOST);
  else stage.kept.put(AT_MOST, amount);
}

/**
 * 额度: lends part of the balance to one station and epoch. The same grant id is the same lease for ever (money.md,
 * hole 5). Throws 409 `stale-epoch`, `insufficient-balance`, `idempotency-conflict`.
 */
export const playGrantLease: Plays<'grantLease'> = ({ stage, request, caller }) => {
  const station = stationOf(stage, caller.accountId, request.stationId);
  if (request.epoch !== station.epoch) throw new Refusal(409, 'stale-epoch');
  const known = stage.sql<LeaseRow>('SELECT * FROM leases WHERE account_id = ? AND grant_id = ?').get(caller.accountId, request.grantId);
  if (known) {
    if (known.station_id !== station.station_id || known.asked !== request.amount) throw new Refusal(409, 'idempotency-conflict', 'grantId');
    if (known.epoch !== request.epoch) throw new Refusal(409, 'stale-epoch');
    return told(known);
  }
  const amount = Math.min(request.amount, booksOf(stage, caller.accountId).balance, stage.kept.number(AT_MOST, request.amount));
  if (amount <= 0) throw new Refusal(409, 'insufficient-balance');
  book(stage, caller.accountId, 'lend', -amount, 0, { stationName: station.name });
  const lease = stage
    .sql<LeaseRow>(
      `INSERT INTO leases (lease_id, account_id, station_id, epoch, grant_id, asked, amount, state, spend_until, price_version, at)
       VALUES (?,?,?,?,?,?,?,'open',?,?,?) RETURNING *`,
    )
    .get(`lease-${randomUUID()}`, caller.accountId, station.station_id, request.epoch, request.grantId, request.amount, amount, stage.now() + stage.kept.number('lease-ms', SPEND_MS), priceVersion(stage), stage.now());
  return told(lease as LeaseRow);
};

const told = (row: LeaseRow): Lease => ({ leaseId: row.lease_id, grantId: row.grant_id, amount: row.amount, spendUntil: row.spend_until, priceVersion: row.price_version });

export const leaseOf = (stage: Stage, stationId: string, leaseId: string): LeaseRow | undefined =>
  stage.sql<LeaseRow>('SELECT * FROM leases WHERE lease_id = ? AND station_id = ?').get(leaseId, stationId);

/**
 * What a capture may be paid from: its own lease; or, where that lease is from before a restore, the frozen pool of all
 * the station's old leases, its own first (money.md, hole 3).
 */
export function poolFor(stage: Stage, lease: LeaseRow, epoch: number): LeaseRow[] {
  if (lease.epoch === epoch) return lease.state === 'closed' ? [] : [lease];
  return stage
    .sql<LeaseRow>("SELECT * FROM leases WHERE station_id = ? AND state = 'frozen' AND epoch < ? ORDER BY lease_id <> ?, at, lease_id")
    .all(lease.station_id, epoch, lease.lease_id);
}

/** A merchant gives up a lost station's lease. Throws 404 `lease-unknown`. */
export const playWriteOffLease: Plays<'writeOffLease'> = ({ stage, param, caller }) => {
  const lease = stage.sql<LeaseRow>('SELECT * FROM leases WHERE lease_id = ? AND account_id = ?').get(param('leaseId'), caller.accountId);
  if (!lease) throw new Refusal(404, 'lease-unknown');
  const station = stationOf(stage, caller.accountId, lease.station_id);
  closeLease(stage, lease, station.name);
  return { leaseId: lease.lease_id, returned: lease.state === 'closed' ? 0 : lease.amount - lease.captured };
};

/** Only a station's own close entry or a merchant's write-off frees escrow, never a clock (money.md, hole 6). */
export function closeLease(stage: Stage, lease: LeaseRow, stationName: string): void {
  if (lease.state === 'closed') return;
  stage.sql("UPDATE leases SET state = 'closed' WHERE lease_id = ?").run(lease.lease_id);
  if (lease.amount > lease.captured) book(stage, lease.account_id, 'return', lease.amount - lease.captured, 0, { stationName });
}
