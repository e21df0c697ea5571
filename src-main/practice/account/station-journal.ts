import type { Plays } from './call.ts';
import { stationOf } from './stations.ts';

const PAGE = 1000;

/** The journal of a station as it arrived here, with the reason where an entry is kept for review, and what was given back of a capture. */
export const playStationJournal: Plays<'stationJournal'> = ({ stage, request, caller, param }) => {
  const { station_id } = stationOf(stage, caller.accountId, param('stationId'));
  const rows = stage
    .sql<{ sequence: number; hash: string; review: string | null; refunded: number | null }>(
      `SELECT sequence, hash, (SELECT min(reason) FROM reviews r WHERE r.station_id = j.station_id AND r.epoch = j.epoch AND r.sequence = j.sequence AND r.hash = j.hash) AS review,
         CASE WHEN json_valid(body) AND body ->> '$.kind' = 'capture' THEN (SELECT refunded FROM captures c WHERE c.station_id = j.station_id AND c.hold_id = j.body ->> '$.holdId') END AS refunded
       FROM journal j WHERE station_id = ? AND epoch = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    )
    .all(station_id, request.epoch, request.after, PAGE + 1);
  return { items: rows.slice(0, PAGE), more: rows.length > PAGE };
};
