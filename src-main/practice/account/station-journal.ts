import type { Plays } from './call.ts';
import { stationOf } from './stations.ts';

type Row = { sequence: number; hash: string; review: string | null; refunded: number | null; body: string; applied: number };
const PAGE = 1000;

/**
 * The journal of a station as it arrived here, with the reason where an entry is kept for review, and what was given back of a capture;
 * and what is kept for review without being a part of it.
 */
export const playStationJournal: Plays<'stationJournal'> = ({ stage, request, caller, param }) => {
  const { station_id } = stationOf(stage, caller.accountId, param('stationId'));
  const { epoch, after, mode } = request;
  const rows = stage
    .sql<Row>(
      `SELECT * FROM (
         SELECT * FROM (
           SELECT sequence, hash, (SELECT min(reason) FROM reviews r WHERE r.station_id = j.station_id AND r.epoch = j.epoch AND r.sequence = j.sequence AND r.hash = j.hash) AS review,
             CASE WHEN json_valid(body) AND body ->> '$.kind' = 'capture' THEN (SELECT refunded FROM captures c WHERE c.station_id = j.station_id AND c.hold_id = j.body ->> '$.holdId') END AS refunded,
             body, 1 AS applied
           FROM journal j WHERE station_id = @station_id AND epoch = @epoch AND sequence > @after
         ) WHERE NOT @marks OR sequence % 1000 = 0 OR sequence = (SELECT last_sequence FROM epochs WHERE station_id = @station_id AND epoch = @epoch) OR review IS NOT NULL OR refunded > 0
         ORDER BY sequence LIMIT @limit
       ) UNION ALL SELECT * FROM (
         SELECT sequence, hash, min(reason), NULL, body, 0 FROM reviews r WHERE station_id = @station_id AND epoch = @epoch AND sequence > @after
           AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.station_id = r.station_id AND j.epoch = r.epoch AND j.sequence = r.sequence AND j.hash = r.hash)
         GROUP BY sequence, hash ORDER BY sequence LIMIT @limit
       ) ORDER BY sequence, applied DESC LIMIT @limit`,
    )
    .all({ station_id, epoch, after, marks: mode === 'marks' ? 1 : 0, limit: PAGE + 1 });
  const next = rows[PAGE]?.sequence;
  // The next page begins behind a sequence: all of one is on one page.
  const told = next === undefined ? rows : rows.filter(({ sequence }) => sequence < next);
  const items = told.map(({ sequence, hash, review, refunded, body, applied }) => {
    const isBeside = applied === 0;
    return { sequence, hash, review, refunded, applied: isBeside ? false : undefined, body: isBeside || mode === 'bodies' ? body : undefined };
  });
  return { items, more: next !== undefined };
};
