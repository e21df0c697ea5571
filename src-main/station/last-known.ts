import { journal } from '../flow/ledger/journal.ts';
import type { Store } from '../store/store.ts';

/** Server time, kept now and then while the station runs: a desk at rest writes nothing else. */
export const TIME_KEPT = 'time';
/** The same as far as the account API has told it: whatever else a database knows may be the word of a machine's clock that was ahead. */
export const TIME_TOLD = 'time.told';

/**
 * The newest moment that a database knows of, in server time: a program that starts offline on a machine whose clock was set back
 * meanwhile begins there, and spends no lease that has ended (money.md, hole 8).
 */
export function lastKnown(store: Store): number {
  const newest = (text: string): number => store.sql<{ at: number | null }>(text).get()?.at ?? 0;
  return Math.max(
    newest('SELECT at FROM scans ORDER BY id DESC LIMIT 1'),
    journal(store).lastAt(),
    newest("SELECT max(ended_at) AS at FROM jobs WHERE state = 'done'"),
    // Look-ups without an answer are in no journal; all other attempts are, or their work is done.
    newest(
      `SELECT max(max(started_at, coalesce(ended_at, 0))) AS at FROM attempts WHERE job_id IN (
         SELECT id FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state IN ('calling', 'unknown', 'parked'))`,
    ),
    Number(store.meta.get(TIME_KEPT) ?? 0),
  );
}

export const lastTold = ({ meta }: Store): number => Number(meta.get(TIME_TOLD) ?? 0);
