import { readJournalBody, type JournalEntry, type SecondCapture } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import type { StationRow } from './stations.ts';

/**
 * Which captures of a batch were refunded at once, since their key had been charged before. Told of entries that are known already, too: the
 * answer to the first telling may have been lost, and a station that does not know would refund them again.
 */
export function secondCaptures(stage: Stage, station: StationRow, entries: readonly JournalEntry[]): SecondCapture[] {
  return entries.flatMap(({ body }) => {
    const holdId = heldBy(body);
    const row = holdId && stage
      .sql<{ key: string; amount: number }>("SELECT key, refunded AS amount FROM captures WHERE station_id = ? AND hold_id = ? AND refund_reason = 'captured-before'")
      .get(station.station_id, holdId);
    if (!holdId || !row) return [];
    const standing = stage
      .sql<{ hold_id: string }>("SELECT hold_id FROM captures WHERE account_id = ? AND key = ? AND station_id = ? AND coalesce(refund_reason, '') <> 'captured-before'")
      .get(station.account_id, row.key, station.station_id);
    return [{ holdId, amount: row.amount, standing: standing?.hold_id ?? null }];
  });
}

function heldBy(text: string): string | null {
  const body = readJournalBody(text);
  return body?.kind === 'capture' ? body.holdId : null;
}
