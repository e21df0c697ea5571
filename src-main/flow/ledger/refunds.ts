import { readJournalBody, type JournalEntry, type SecondCapture } from '../../../src-shared/contract/money.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Store } from '../../store/store.ts';
import type { journal } from './journal.ts';

type Captured = { readonly hold_id: string; readonly job_id: number; readonly lease_id: string; readonly amount: Li; readonly standing: string | null };
type Reason = 'delivery-failed' | 'charged-before';
type Acknowledged = { readonly lastSequence: number; readonly secondCaptures?: readonly SecondCapture[] | undefined };

/** 退回: what is given back of a capture, once. It goes to the account's balance; the lease stays spent. */
export function refunds({ sql, transaction }: Store, entries: ReturnType<typeof journal>, epoch: () => number) {
  // The index of open and captured holds is found by its own words only.
  const captured = (jobId: number): Captured | undefined => sql<Captured>("SELECT * FROM holds WHERE job_id = ? AND state IN ('open', 'captured') AND state = 'captured'").get(jobId);
  const isRefunded = (holdId: string): boolean => sql('SELECT 1 FROM refunds WHERE hold_id = ?').get(holdId) !== undefined;

  /** Counts it for the job and its lease. False where it was counted before. */
  function count(hold: Captured, names: string, amount: Li, reason: Reason, at: number): boolean {
    if (isRefunded(hold.hold_id)) return false;
    sql('INSERT INTO refunds (hold_id, names, amount, reason, at) VALUES (?,?,?,?,?)').run(hold.hold_id, names, amount, reason, at);
    sql('UPDATE jobs SET refunded = refunded + ? WHERE id = ?').run(amount, hold.job_id);
    sql('UPDATE leases SET refunded = refunded + ? WHERE lease_id = ?').run(amount, hold.lease_id);
    return true;
  }

  /** The scan whose charge is given back with it; null where none is. */
  function heard(holdId: string, second: SecondCapture | undefined, at: number): number | null {
    const hold = sql<Captured>("SELECT * FROM holds WHERE hold_id = ? AND state = 'captured'").get(holdId);
    if (!hold) return null;
    // A database that was put back had charged this work before: that capture stands, and is what a failed delivery gives back.
    sql('UPDATE holds SET standing = ? WHERE hold_id = ?').run(second?.standing ?? hold.hold_id, hold.hold_id);
    const isGivenBack = second?.standing === null && count(hold, hold.hold_id, Math.min(second.amount, hold.amount), 'charged-before', at);
    return isGivenBack ? (sql<{ scan_id: number }>('SELECT scan_id FROM jobs WHERE id = ?').get(hold.job_id)?.scan_id ?? null) : null;
  }

  return {
    /**
     * The account API has entries up to `lastSequence`, and says which captures it refunded at once (money.md, hole 4). One
     * transaction: a capture that is acknowledged is one whose fate is known here. Returns the scans whose charges were given back.
     */
    acknowledge(of: number, told: readonly JournalEntry[], { lastSequence, secondCaptures = [] }: Acknowledged, at: number): ReadonlySet<number> {
      return transaction(() => {
        const scans = new Set<number>();
        for (const { sequence, body } of told) {
          if (sequence > lastSequence) continue;
          const entry = readJournalBody(body);
          // What can't be read here can't be there either, where a person sees it.
          const scan = entry?.kind === 'capture' ? heard(entry.holdId, secondCaptures.find(({ holdId }) => holdId === entry.holdId), at) : null;
          if (scan !== null) scans.add(scan);
        }
        // Of entries that were not sent nobody can have heard; they would never be reported.
        entries.acknowledge(of, Math.min(lastSequence, told.at(-1)?.sequence ?? 0));
        return scans;
      });
    },
    /**
     * Gives a job's charge back, in the caller's transaction. `nothing` was charged; `early`: the API has not said yet whether it
     * refunded this capture itself; `done` now or before.
     */
    refund(job: { readonly id: number; readonly key: string }, at: number): 'done' | 'nothing' | 'early' {
      const hold = captured(job.id);
      if (!hold || hold.amount === 0) return 'nothing';
      if (isRefunded(hold.hold_id)) return 'done';
      if (hold.standing === null) return 'early';
      count(hold, hold.standing, hold.amount, 'delivery-failed', at);
      entries.append(epoch(), { kind: 'refund', at, jobId: String(job.id), key: job.key, holdId: hold.standing, amount: hold.amount });
      return 'done';
    },
    /** What was given back here of a capture, in 厘; null where the API counts another one for it, from before a restore. */
    refundOf(holdId: string): Li | null {
      const hold = sql<Captured>('SELECT * FROM holds WHERE hold_id = ?').get(holdId);
      if (!hold || (hold.standing !== null && hold.standing !== holdId)) return null;
      return sql<{ amount: Li }>('SELECT amount FROM refunds WHERE hold_id = ?').get(holdId)?.amount ?? 0;
    },
  };
}
