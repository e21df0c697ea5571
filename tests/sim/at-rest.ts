import { areDeliveriesTold } from './deliveries.ts';
import type { Seat } from './seat.ts';
import type { World } from './world.ts';

/** What was lent and has ended, and is not back yet. */
export const endedLeases = ({ stage }: World): string[] => stage.sql<{ lease_id: string }>("SELECT lease_id FROM leases WHERE state <> 'closed' AND spend_until <= ?").all(stage.now()).map((lease) => lease.lease_id);

/** Nothing waits, is called or lies with a person, every journal is told, and so is every delivery; what was lent and has ended is back. */
export function isAtRest(world: World, seats: readonly Seat[]): boolean {
  if (endedLeases(world).length > 0) return false;
  return areDeliveriesTold(world, seats.flatMap(({ life }) => (life ? [life] : []))) && seats.every(({ life }) => {
    if (!life) return false;
    const { sql, meta } = life.raw;
    const epoch = Number(meta.get('epoch') ?? 0);
    if (epoch === 0) return false;
    if (sql("SELECT 1 FROM jobs WHERE state IN ('waiting', 'calling', 'unknown', 'parked')").get()) return false;
    if (sql("SELECT 1 FROM batches WHERE state IN ('running', 'paused', 'cancelled')").get()) return false;
    const head = sql<{ sequence: number | null }>('SELECT max(sequence) AS sequence FROM journal WHERE epoch = ?').get(epoch)?.sequence ?? 0;
    return Number(meta.get(`journal.acked.${epoch}`) ?? 0) === head && !sql("SELECT 1 FROM grants WHERE state = 'asked'").get();
  });
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
