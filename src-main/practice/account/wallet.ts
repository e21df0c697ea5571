import type { Balance, LedgerRow } from '../../../src-shared/contract/money.ts';
import { booksOf } from './books.ts';
import type { Plays } from './call.ts';
import { cursorOf } from './page.ts';

const PAGE = 200;
/** Of those that are closed. */
const LEASES = 500;

export const playBalance: Plays<'balance'> = ({ stage, caller }) => ({
  ...booksOf(stage, caller.accountId),
  leases: stage
    .sql<Balance['leases'][number]>(
      `SELECT lease_id AS leaseId, station_id AS stationId, stations.name AS stationName, amount, captured, state, spend_until AS spendUntil
       FROM leases JOIN stations USING (station_id) WHERE leases.account_id = @accountId
         AND (state <> 'closed' OR lease_id IN (SELECT lease_id FROM leases WHERE account_id = @accountId AND state = 'closed' ORDER BY at DESC, lease_id LIMIT @most))
       ORDER BY leases.at DESC, lease_id`,
    )
    .all({ accountId: caller.accountId, most: LEASES }),
  refunds: stage
    .sql<{ stationId: string; refunded: number }>('SELECT station_id AS stationId, sum(refunded) AS refunded FROM captures WHERE account_id = ? GROUP BY station_id ORDER BY station_id')
    .all(caller.accountId),
});

/** The newest rows first: a person reads a ledger from today backwards. The cursor leads to older rows. */
export const playLedger: Plays<'ledger'> = ({ stage, request, caller }) => {
  const before = cursorOf(request.cursor);
  const limit = request.limit ?? PAGE;
  const rows = stage
    .sql<LedgerRow>(
      `SELECT CAST(row_id AS TEXT) AS id, at, kind, amount, charged, balance, number, work, station_name AS stationName, reason
       FROM ledger WHERE account_id = @accountId AND (@before IS NULL OR row_id < @before) ORDER BY row_id DESC LIMIT @limit`,
    )
    .all({ accountId: caller.accountId, before, limit: limit + 1 });
  const told = rows.slice(0, limit);
  return { items: told, next: told.at(-1)?.id ?? request.cursor ?? '', more: rows.length > limit };
};
