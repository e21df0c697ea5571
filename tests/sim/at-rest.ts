import { areDeliveriesTold } from './deliveries.ts';
import type { Life, Seat } from './seat.ts';
import type { World } from './world.ts';

/** What was lent and has ended, and is not back yet. */
export const endedLeases = ({ stage }: World): string[] => stage.sql<{ lease_id: string }>("SELECT lease_id FROM leases WHERE state <> 'closed' AND spend_until <= ?").all(stage.now()).map((lease) => lease.lease_id);

/** What keeps everything from having come to rest; null where nothing waits, is called or lies with a person, every journal, feed and delivery is told, and what was lent and has ended is back. */
export function underWay(world: World, seats: readonly Seat[]): string | null {
  const [lease] = endedLeases(world);
  if (lease !== undefined) return `${lease} has ended and is not back`;
  const off = seats.find(({ life }) => !life);
  if (off) return `${off.name} is off`;
  const lives = seats.flatMap(({ life }) => (life ? [life] : []));
  if (!areDeliveriesTold(world, lives)) return 'delivery reports';
  for (const life of lives) {
    const what = unreadBy(world, life) ?? underWayAt(life);
    if (what !== null) return `${what} at ${life.seat.name}`;
  }
  return null;
}

/** A feed that this station has not read to its end. */
function unreadBy({ stage }: World, { raw: { meta } }: Life): string | null {
  const last = (table: string, of = ''): number => stage.sql<{ n: number | null }>(`SELECT max(sequence) AS n FROM ${table} ${of}`).get()?.n ?? 0;
  const ends = { orders: last('orders'), interceptions: last('interceptions'), arrivals: last('arrivals', `WHERE station_id = '${meta.get('stationId')}'`) };
  const [feed] = Object.entries(ends).find(([name, end]) => Number(meta.get(`feed.${name}`) ?? 0) !== end) ?? [];
  return feed === undefined ? null : `the feed of ${feed}`;
}

function underWayAt({ raw: { sql, meta } }: Life): string | null {
  const epoch = Number(meta.get('epoch') ?? 0);
  if (epoch === 0) return 'no epoch';
  if (sql("SELECT 1 FROM jobs WHERE state IN ('waiting', 'calling', 'unknown', 'parked')").get()) return 'work';
  if (sql("SELECT 1 FROM batches WHERE state IN ('running', 'paused', 'cancelled')").get()) return 'a list';
  if (sql("SELECT 1 FROM grants WHERE state = 'asked'").get()) return 'a grant';
  const head = sql<{ sequence: number | null }>('SELECT max(sequence) AS sequence FROM journal WHERE epoch = ?').get(epoch)?.sequence ?? 0;
  return Number(meta.get(`journal.acked.${epoch}`) ?? 0) === head ? null : 'the journal';
}

/** When the next job is due, in virtual ms, where nothing else can happen before; null where something can, or nothing is due. */
export function nextDue(seats: readonly Seat[]): number | null {
  let until = Number.POSITIVE_INFINITY;
  for (const { life, wallOffset } of seats) {
    if (!life) return null;
    const next = life.raw.sql<{ at: number | null }>("SELECT min(ready_at) AS at FROM jobs WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL").get()?.at;
    if (next !== null && next !== undefined) until = Math.min(until, next - Math.max(0, wallOffset));
    if (life.raw.sql("SELECT 1 FROM jobs WHERE state = 'calling' OR state = 'parked' OR (state = 'waiting' AND ready_at IS NULL AND waits <> 'depends')").get()) return null;
  }
  return Number.isFinite(until) ? until : null;
}
