import type { Arrival } from '../../../src-shared/contract/templates.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { pageOf } from './page.ts';
import { stationOf } from './stations.ts';

/** A parcel lies at a pickup place from `due` on, by the machine's clock. The world knows it as `arrivalId`. */
export function planArrival(stage: Stage, accountId: string, arrival: Omit<Arrival, 'at'>, due: number): void {
  stage.sql('INSERT INTO arrivals (arrival_id, account_id, arrival, due) VALUES (?,?,?,?)').run(arrival.arrivalId, accountId, JSON.stringify(arrival), due);
}

/** Gives what is due to the station that asks first, and nobody else ever: two that knew of it would tell the recipient twice. A correction goes where its arrival went. */
function giveDue(stage: Stage, accountId: string, stationId: string): void {
  const offset = stage.now() - Date.now();
  const due = stage
    .sql<{ arrival_id: string; due: number }>(
      `SELECT arrival_id, due FROM arrivals a WHERE account_id = @accountId AND station_id IS NULL AND due <= @now
         AND coalesce((SELECT station_id FROM arrivals w WHERE w.arrival_id = a.arrival ->> '$.corrects'), @stationId) = @stationId ORDER BY due, arrival_id`,
    )
    .all({ accountId, stationId, now: Date.now() });
  for (const { arrival_id, due: at } of due) {
    const sequence = stage.kept.number('arrival-sequence', 0) + 1;
    stage.kept.put('arrival-sequence', sequence);
    stage.sql('UPDATE arrivals SET station_id = ?, sequence = ?, at = ? WHERE arrival_id = ?').run(stationId, sequence, at + offset, arrival_id);
  }
}

/** 到件, each told to one station. Throws a 404 `station-unknown` for a station of another account. */
export const playArrivals: Plays<'arrivals'> = ({ stage, request, caller, param }) => {
  const { station_id: stationId } = stationOf(stage, caller.accountId, param('stationId'));
  giveDue(stage, caller.accountId, stationId);
  return pageOf(request, (after, limit) =>
    stage
      .sql<{ sequence: number; arrival: string; at: number }>('SELECT sequence, arrival, at FROM arrivals WHERE station_id = ? AND sequence > ? ORDER BY sequence LIMIT ?')
      .all(stationId, after, limit)
      .map(({ sequence, arrival, at }) => ({ sequence, item: { ...(JSON.parse(arrival) as Omit<Arrival, 'at'>), at } })),
  );
};
