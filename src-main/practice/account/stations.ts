import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { openStation, openedStation } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { Refusal } from './refusal.ts';

export type StationRow = { station_id: string; account_id: string; name: string; epoch: number };
export type EpochRow = {
  station_id: string; epoch: number; reason: Reason; nonce: string; last_sequence: number; last_hash: string | null;
  reported_sequence: number; reported_hash: string | null; diverged: number;
};
type Reason = z.output<typeof openedStation>['reason'];
type Opening = z.output<typeof openStation>;

/** Throws a 404 `station-unknown` for one that is not this account's. */
export function stationOf(stage: Stage, accountId: string, stationId: string): StationRow {
  const row = stage.sql<StationRow>('SELECT * FROM stations WHERE station_id = ? AND account_id = ?').get(stationId, accountId);
  if (!row) throw new Refusal(404, 'station-unknown');
  return row;
}

export const epochOf = (stage: Stage, stationId: string, epoch: number): EpochRow | undefined =>
  stage.sql<EpochRow>('SELECT * FROM epochs WHERE station_id = ? AND epoch = ?').get(stationId, epoch);

/** One device is one station, however often it registers; its name follows the latest. */
export const playRegisterStation: Plays<'registerStation'> = ({ stage, request, caller }) => {
  const row = stage
    .sql<{ station_id: string }>(
      'INSERT INTO stations (station_id, account_id, device_id, name) VALUES (?,?,?,?) ON CONFLICT (account_id, device_id) DO UPDATE SET name = excluded.name RETURNING station_id',
    )
    .get(`station-${randomUUID()}`, caller.accountId, request.deviceId, request.name);
  return { stationId: row?.station_id ?? '', name: request.name };
};

export const playOpenStation: Plays<'openStation'> = ({ stage, request, caller, param }) => {
  const station = stationOf(stage, caller.accountId, param('stationId'));
  const current = epochOf(stage, station.station_id, station.epoch);
  const earlier = (epoch: number) =>
    stage.sql<{ epoch: number; lastSequence: number }>('SELECT epoch, last_sequence AS lastSequence FROM epochs WHERE station_id = ? AND epoch < ? ORDER BY epoch').all(station.station_id, epoch);
  const reason = judge(stage, request, station, current);
  const seenBefore = current?.nonce === request.nonce;
  stage.sql('INSERT INTO nonces (station_id, nonce) VALUES (?,?) ON CONFLICT DO NOTHING').run(station.station_id, request.nonce);
  if (current && reason === 'same') {
    stage
      .sql('UPDATE epochs SET nonce = ?, reported_sequence = ?, reported_hash = ? WHERE station_id = ? AND epoch = ?')
      .run(request.nonce, request.lastSequence, request.lastHash, station.station_id, station.epoch);
    return { epoch: station.epoch, reason, lastSequence: current.last_sequence, earlier: earlier(station.epoch) };
  }
  // The answer to this very opening was lost: the epoch it made is still untouched and can be told again.
  if (current && seenBefore && untouched(stage, current) && request.epoch < current.epoch) {
    return { epoch: current.epoch, reason: current.reason, lastSequence: 0, earlier: earlier(current.epoch) };
  }
  const epoch = newEpoch(stage, station, request, reason);
  return { epoch, reason, lastSequence: 0, earlier: earlier(epoch) };
};

/**
 * Is this the database that the API knows? (money.md, epoch.) A sequence ahead of the API's is normal: those entries
 * have not been uploaded yet. An ordinary restart brings a new nonce; a nonce that comes back after another one was
 * seen means that two copies are alive.
 */
function judge(stage: Stage, asked: Opening, station: StationRow, current: EpochRow | undefined): Reason {
  if (!current) return asked.epoch === 0 ? 'first' : 'diverged';
  if (asked.epoch < current.epoch) return 'behind';
  if (asked.epoch > current.epoch || current.diverged === 1) return 'diverged';
  const seen = Math.max(current.last_sequence, current.reported_sequence);
  if (asked.lastSequence < seen) return 'behind';
  if (asked.lastSequence === current.last_sequence && asked.lastHash !== current.last_hash) return 'diverged';
  if (asked.lastSequence === current.reported_sequence && asked.lastHash !== current.reported_hash) return 'diverged';
  const known = stage.sql('SELECT 1 FROM nonces WHERE station_id = ? AND nonce = ?').get(station.station_id, asked.nonce);
  return known && current.nonce !== asked.nonce ? 'cloned' : 'same';
}

const untouched = (stage: Stage, current: EpochRow): boolean =>
  current.last_sequence === 0 && stage.sql('SELECT 1 FROM leases WHERE station_id = ? AND epoch = ?').get(current.station_id, current.epoch) === undefined;

/** The old epoch's leases are frozen: nothing new is held on them, what already happened may still be captured. */
function newEpoch(stage: Stage, station: StationRow, asked: Opening, reason: Reason): number {
  const epoch = Math.max(station.epoch, asked.epoch) + 1;
  stage.sql("UPDATE leases SET state = 'frozen' WHERE station_id = ? AND state = 'open'").run(station.station_id);
  stage.sql('UPDATE stations SET epoch = ? WHERE station_id = ?').run(epoch, station.station_id);
  stage.sql('INSERT INTO epochs (station_id, epoch, reason, nonce) VALUES (?,?,?,?)').run(station.station_id, epoch, reason, asked.nonce);
  return epoch;
}
