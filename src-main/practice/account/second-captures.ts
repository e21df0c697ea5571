import { readJournalBody, type JournalBody, type JournalEntry, type SecondCapture } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import type { StationRow } from './stations.ts';

type Capture = Extract<JournalBody, { kind: 'capture' }>;

/**
 * Which captures of a batch are second ones, since their key had been charged before. Told of entries that are known already, too: the
 * answer to the first telling may have been lost, and a station that does not know would refund them again.
 */
export function secondCaptures(stage: Stage, station: StationRow, entries: readonly JournalEntry[]): SecondCapture[] {
  return entries.flatMap(({ body }) => {
    const capture = readJournalBody(body);
    if (capture?.kind !== 'capture') return [];
    const made = stage
      .sql<{ refunded: number; refund_reason: string | null }>('SELECT refunded, refund_reason FROM captures WHERE station_id = ? AND hold_id = ?')
      .get(station.station_id, capture.holdId);
    const standing = standingOf(stage, station, capture);
    const isSecond = made ? made.refund_reason === 'captured-before' : standing !== undefined;
    // One that no lease had room for is kept for review: nothing was charged, so that nothing was given back.
    return isSecond ? [{ holdId: capture.holdId, amount: made?.refunded ?? 0, standing: standing?.own ?? null }] : [];
  });
}

/** The capture of the same work that stands; `own` is its hold where this station made it. */
const standingOf = (stage: Stage, station: StationRow, { key }: Capture): { readonly own: string | null } | undefined =>
  stage
    .sql<{ own: string | null }>("SELECT CASE station_id WHEN ? THEN hold_id END AS own FROM captures WHERE account_id = ? AND key = ? AND coalesce(refund_reason, '') <> 'captured-before'")
    .get(station.station_id, station.account_id, key);
