import type { JournalEntry } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import type { StationRow } from './stations.ts';

/** Why an entry moved no money and waits for a person at the platform. */
export type ReviewReason =
  | 'stale-epoch' | 'journal-diverged' | 'unreadable' | 'lease-unknown' | 'over-lease' | 'hold-over-lease' | 'hold-after-end'
  | 'held-twice' | 'capture-over-hold' | 'capture-after-void' | 'captured-twice' | 'capture-unknown' | 'refunded-twice' | 'close-with-holds';

/** Nothing that a station reports is thrown away; the same entry is kept once. */
export function keepForReview(stage: Stage, station: StationRow, epoch: number, entry: JournalEntry, reason: ReviewReason): void {
  stage
    .sql('INSERT INTO reviews (station_id, epoch, sequence, hash, account_id, reason, body, at) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING')
    .run(station.station_id, epoch, entry.sequence, entry.hash, station.account_id, reason, entry.body, stage.now());
}
