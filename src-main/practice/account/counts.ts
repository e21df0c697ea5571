import type { JobKind } from '../../../src-shared/domain/work.ts';
import type { Plays } from './call.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Sends of one day over all stations, day in UTC+8. A capture that was refunded because another station had sent the
 * same is no send of its own. Throws nothing: a day without sends has an empty list.
 */
export const playCounts: Plays<'counts'> = ({ stage, request, caller }) => {
  const from = Date.parse(`${request.day}T00:00:00+08:00`);
  const sends = stage
    .sql<{ kind: JobKind; count: number; spent: number }>(
      `SELECT work AS kind, count(*) AS count, sum(amount - refunded) AS spent FROM captures
       WHERE account_id = @accountId AND at >= @from AND at < @to AND coalesce(refund_reason, '') <> 'captured-before' GROUP BY work
       UNION ALL
       SELECT 'write-back', count(*), 0 FROM write_backs WHERE account_id = @accountId AND at >= @from AND at < @to HAVING count(*) > 0`,
    )
    .all({ accountId: caller.accountId, from, to: from + DAY_MS });
  return { day: request.day, sends };
};
