import { createHash } from 'node:crypto';
import type { JournalEntry } from '../../../src-shared/contract/money.ts';
import type { Stage } from '../stage/stage.ts';
import { applyEntry } from './apply-entry.ts';
import type { Given, Plays } from './call.ts';
import { Refusal } from './refusal.ts';
import { keepForReview } from './reviews.ts';
import { secondCaptures } from './second-captures.ts';
import { epochOf, stationOf, type EpochRow, type StationRow } from './stations.ts';

const FIRST = '0'.repeat(64);

/**
 * 流水: takes a batch, each entry exactly once and in order. Throws or returns 409: `stale-epoch` (entries are kept for a
 * person, money does not move), `journal-gap` (detail is the sequence that is expected next), `journal-diverged`
 * (the chain is not the one this API knows; the next opening gets a new epoch).
 */
export const playJournal: Plays<'journal'> = (given) => {
  const { stage, request, caller, param } = given;
  const station = stationOf(stage, caller.accountId, param('stationId'));
  if (request.epoch > station.epoch) throw new Refusal(409, 'stale-epoch');
  if (request.epoch < station.epoch) return late(given, station);
  const epoch = epochOf(stage, station.station_id, request.epoch) as EpochRow;
  const fresh = verify(stage, epoch, request.entries);
  if (fresh === 'diverged') {
    stage.sql('UPDATE epochs SET diverged = 1 WHERE station_id = ? AND epoch = ?').run(station.station_id, request.epoch);
    for (const entry of request.entries) if (!isKnown(stage, epoch, entry)) keepForReview(stage, station, request.epoch, entry, 'journal-diverged');
    return new Refusal(409, 'journal-diverged');
  }
  for (const entry of fresh) {
    stage
      .sql('INSERT INTO journal (station_id, epoch, sequence, hash, body, at) VALUES (?,?,?,?,?,?)')
      .run(station.station_id, request.epoch, entry.sequence, entry.hash, entry.body, stage.now());
    applyEntry(stage, station, request.epoch, entry);
  }
  const last = fresh.at(-1);
  if (last) stage.sql('UPDATE epochs SET last_sequence = ?, last_hash = ? WHERE station_id = ? AND epoch = ?').run(last.sequence, last.hash, station.station_id, request.epoch);
  return { epoch: request.epoch, lastSequence: last?.sequence ?? epoch.last_sequence, secondCaptures: secondCaptures(stage, station, request.entries) };
};

/** The entries that are new; all are checked before the first one is applied. Throws a 409 `journal-gap`. */
function verify(stage: Stage, epoch: EpochRow, entries: readonly JournalEntry[]): readonly JournalEntry[] | 'diverged' {
  const fresh: JournalEntry[] = [];
  let sequence = epoch.last_sequence;
  let hash = epoch.last_hash ?? FIRST;
  for (const entry of entries) {
    if (entry.sequence <= sequence) {
      if (!isKnown(stage, epoch, entry) && !fresh.some((other) => other.sequence === entry.sequence && other.hash === entry.hash)) return 'diverged';
      continue;
    }
    if (entry.sequence > sequence + 1) throw new Refusal(409, 'journal-gap', String(sequence + 1));
    if (entry.hash !== createHash('sha256').update(hash + entry.body).digest('hex')) return 'diverged';
    if (entry.sequence === epoch.reported_sequence && entry.hash !== epoch.reported_hash) return 'diverged';
    fresh.push(entry);
    ({ sequence, hash } = entry);
  }
  return fresh;
}

function isKnown(stage: Stage, epoch: EpochRow, entry: JournalEntry): boolean {
  const row = stage.sql<{ hash: string }>('SELECT hash FROM journal WHERE station_id = ? AND epoch = ? AND sequence = ?').get(epoch.station_id, epoch.epoch, entry.sequence);
  return row?.hash === entry.hash;
}

/** Fencing: an old epoch changes no balance, but nothing it says is thrown away. */
function late({ stage, request }: Given<'journal'>, station: StationRow): Refusal {
  const epoch = epochOf(stage, station.station_id, request.epoch);
  for (const entry of request.entries) {
    if (!epoch || !isKnown(stage, epoch, entry)) keepForReview(stage, station, request.epoch, entry, 'stale-epoch');
  }
  return new Refusal(409, 'stale-epoch');
}
