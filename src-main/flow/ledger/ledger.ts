import type { Lease } from '../../../src-shared/contract/money.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { JobKind } from '../../../src-shared/domain/work.ts';
import type { Store } from '../../store/store.ts';
import { fit } from '../decide/fit.ts';
import { journal } from './journal.ts';
import { refunds } from './refunds.ts';

export type LeaseRow = { lease_id: string; grant_id: string; epoch: number; amount: Li; held: Li; captured: Li; spend_until: number; state: 'open' | 'frozen' | 'closed'; written_off: 0 | 1 };
type HoldRow = { hold_id: string; job_id: number; lease_id: string; amount: Li; state: 'open' | 'captured' | 'void' };
/** What a hold pays for. */
export type Paid = { readonly id: number; readonly key: string; readonly number: string; readonly kind: JobKind; readonly price: Li };

/** ms before its end from which a lease is renewed: a desk that loses its network then still has money. */
const ENDS_SOON = 1_800_000;

/**
 * 额度, 预占, 实扣, 释放: the station's own side of the money, each change with its journal entry. All of it runs in the
 * caller's transaction, so that money never moves without the scan or the outcome it belongs to.
 */
export function ledger(store: Store, newId: () => string) {
  const { sql, meta } = store;
  const entries = journal(store);
  let freed = false;
  const epoch = (): number => Number(meta.get('epoch') ?? 0);
  // `state IN` is the condition of the index: without it SQLite goes through all open holds.
  const openHold = (jobId: number): HoldRow | null => sql<HoldRow>("SELECT * FROM holds WHERE job_id = ? AND state IN ('open', 'captured') AND state = 'open'").get(jobId) ?? null;

  const leaseHeldOn = (jobId: number): LeaseRow['state'] | null =>
    sql<{ state: LeaseRow['state'] }>(
      // Not a join: that would be planned anew at every call.
      "SELECT (SELECT state FROM leases WHERE lease_id = holds.lease_id) AS state FROM holds WHERE job_id = ? AND state IN ('open', 'captured') AND state = 'open'",
    ).get(jobId)?.state ?? null;

  /** Leases that may be spent at this server time, the one that ends first before the others. */
  const spendable = (now: number): { lease_id: string; left: Li }[] =>
    sql<{ lease_id: string; left: Li }>(
      "SELECT lease_id, amount - held - captured AS left FROM leases WHERE state = 'open' AND spend_until > ? AND amount > held + captured ORDER BY spend_until, lease_id",
    ).all(now);

  const holdOn = (leaseId: string, job: { readonly id: number; readonly key: string; readonly price: Li }, now: number): void => {
    const holdId = newId();
    sql("INSERT INTO holds (hold_id, job_id, lease_id, amount, state, at) VALUES (?,?,?,?,'open',?)").run(holdId, job.id, leaseId, job.price, now);
    sql('UPDATE leases SET held = held + ? WHERE lease_id = ?').run(job.price, leaseId);
    entries.append(epoch(), { kind: 'hold', at: now, jobId: String(job.id), key: job.key, holdId, leaseId, amount: job.price });
  };

  /**
   * A look-up found an effect that this database holds nothing for: it is older than the effect. The frozen leases pay for
   * it (money.md, hole 3), otherwise what may be spent; without room in either it has to wait.
   */
  const roomFor = (price: Li, now: number): { lease_id: string } | undefined =>
    sql<{ lease_id: string }>(
      "SELECT lease_id FROM leases WHERE amount - held - captured >= ? AND (state = 'frozen' OR (state = 'open' AND spend_until > ?)) ORDER BY state, spend_until, lease_id LIMIT 1",
    ).get(price, now);
  const holdAfterwards = (job: Paid, now: number): HoldRow | null => {
    const lease = job.price > 0 ? roomFor(job.price, now) : undefined;
    if (!lease) return null;
    holdOn(lease.lease_id, job, now);
    return openHold(job.id);
  };

  const settleHold = (hold: HoldRow, captured: Li, state: 'captured' | 'void', now: number): void => {
    sql('UPDATE holds SET state = ?, ended_at = ? WHERE hold_id = ?').run(state, now, hold.hold_id);
    sql('UPDATE leases SET held = held - ?, captured = captured + ? WHERE lease_id = ?').run(hold.amount, captured, hold.lease_id);
  };

  return {
    epoch,
    journal: entries,
    ...refunds(store, entries, epoch),
    spendable,
    left: (now: number): Li => spendable(now).reduce((sum, lease) => sum + lease.left, 0),
    /** But for what ends soon and was lent for longer than that: other money can be there before. What was lent for less is not followed by more and more of it. */
    leftForLonger: (now: number): Li =>
      sql<{ sum: Li | null }>(
        `SELECT sum(amount - held - captured) AS sum FROM leases WHERE state = 'open' AND spend_until > @now + CASE WHEN
           spend_until - (SELECT asked_at FROM grants WHERE grants.grant_id = leases.grant_id) >= 2 * @soon THEN @soon ELSE 0 END`,
      ).get({ now, soon: ENDS_SOON })?.sum ?? 0,
    openHold,
    /** The lease that a job's open hold is on: `lost` pays nothing new, for a new epoch froze it or it was written off. Null where nothing is held. */
    heldFrom(jobId: number): 'live' | 'lost' | null {
      const state = leaseHeldOn(jobId);
      return state === null ? null : state === 'open' ? 'live' : 'lost';
    },
    /** Nobody pays what is held for it: its lease was written off. A frozen one pays what is of the time before its epoch. */
    isHeldOnClosed: (jobId: number): boolean => leaseHeldOn(jobId) === 'closed',
    unclosed: (): string[] => sql<{ lease_id: string }>("SELECT lease_id FROM leases WHERE state IN ('open', 'frozen')").all().map((row) => row.lease_id),
    /** True where the lease was not closed here until now: one of an old epoch pays nothing any more either. */
    writeOff: (leaseId: string): boolean => sql("UPDATE leases SET state = 'closed', written_off = 1 WHERE lease_id = ? AND state IN ('open', 'frozen')").run(leaseId).changes === 1,

    /** Sets the prices aside, each from one lease. False, and nothing held, where they do not all fit. */
    hold(jobs: readonly { readonly id: number; readonly key: string; readonly price: Li }[], now: number): boolean {
      const leases = spendable(now);
      const chosen = fit(jobs.map((job) => job.price), leases.map((lease) => lease.left));
      if (chosen === null) return false;
      for (const [at, job] of jobs.entries()) {
        holdOn(leases[chosen[at] as number]?.lease_id as string, job, now);
      }
      return true;
    },

    isCharged: (holdId: string): boolean => sql("SELECT 1 FROM holds WHERE hold_id = ? AND state = 'captured'").get(holdId) !== undefined,
    /** There is money to charge this work with, held already or not. */
    canCapture: (job: Paid, now: number): boolean => job.price <= 0 || openHold(job.id) !== null || roomFor(job.price, now) !== undefined,

    /** The work happened: the hold becomes a charge. Returns what was charged; work without a price costs nothing. */
    capture(job: Paid, now: number): Li {
      const hold = openHold(job.id) ?? holdAfterwards(job, now);
      if (!hold) return 0;
      settleHold(hold, hold.amount, 'captured', now);
      entries.append(epoch(), {
        kind: 'capture', at: now, jobId: String(job.id), key: job.key, holdId: hold.hold_id, leaseId: hold.lease_id, amount: hold.amount, number: job.number, work: job.kind,
      });
      return hold.amount;
    },

    /** The work will not happen: the money is free again. */
    release(job: Pick<Paid, 'id' | 'key'>, now: number): void {
      const hold = openHold(job.id);
      if (!hold) return;
      settleHold(hold, 0, 'void', now);
      freed = true;
      entries.append(epoch(), { kind: 'void', at: now, jobId: String(job.id), key: job.key, holdId: hold.hold_id, leaseId: hold.lease_id });
    },

    /** Whether money has come free since this was asked last. */
    hasFreed(): boolean {
      const before = freed;
      freed = false;
      return before;
    },

    /** Before a provider is called the journal says so: a restored database can then be recognised (money.md, hole 1). */
    noteCall(job: Pick<Paid, 'id' | 'key'>, attempt: number, now: number): void {
      if (epoch() > 0) entries.append(epoch(), { kind: 'call', at: now, jobId: String(job.id), key: job.key, attempt });
    },
    noteWaiting(job: { readonly id: number; readonly key: string; readonly price: Li }, now: number): void {
      if (epoch() > 0) entries.append(epoch(), { kind: 'wait-funds', at: now, jobId: String(job.id), key: job.key, amount: job.price });
    },

    /** A grant request has its id before it is sent, and keeps it on every retry (money.md, hole 5). */
    ask(amount: Li, now: number): string {
      const grantId = newId();
      sql("INSERT INTO grants (grant_id, epoch, amount, state, asked_at) VALUES (?,?,?,'asked',?)").run(grantId, epoch(), amount, now);
      entries.append(epoch(), { kind: 'grant-request', at: now, grantId, amount });
      return grantId;
    },
    pendingGrant: (): { grant_id: string; amount: Li } | null =>
      sql<{ grant_id: string; amount: Li }>("SELECT grant_id, amount FROM grants WHERE state = 'asked' AND epoch = ? ORDER BY asked_at LIMIT 1").get(epoch()) ?? null,
    /** `closedThere`: a merchant took the lease back before the answer to its request was heard. Nothing is spent from it. */
    granted(lease: Lease, closedThere = false): void {
      sql("UPDATE grants SET state = 'granted' WHERE grant_id = ?").run(lease.grantId);
      sql("INSERT INTO leases (lease_id, grant_id, epoch, amount, spend_until, price_version, state, written_off) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING").run(
        lease.leaseId, lease.grantId, epoch(), lease.amount, lease.spendUntil, lease.priceVersion, closedThere ? 'closed' : 'open', Number(closedThere),
      );
    },
    notGranted: (grantId: string): void => void sql("UPDATE grants SET state = 'refused' WHERE grant_id = ?").run(grantId),

    /**
     * Closes leases that no work can use any more, so that their rest goes back: nothing held, and either ended or too
     * small for the cheapest work. Only this entry frees escrow, never a clock (money.md, hole 6).
     */
    closeUsedUp(now: number, cheapest: Li): number {
      const used = sql<LeaseRow>("SELECT * FROM leases WHERE state = 'open' AND held = 0 AND (spend_until <= ? OR amount - captured < ?)").all(now, cheapest);
      for (const lease of used) this.close(lease.lease_id, now);
      return used.length;
    },
    /** Nobody will be here to spend it. What is held stays lent. */
    closeUnheld(now: number): void {
      for (const { lease_id } of sql<LeaseRow>("SELECT * FROM leases WHERE state = 'open' AND held = 0").all()) this.close(lease_id, now);
    },
    close(leaseId: string, now: number): void {
      sql("UPDATE leases SET state = 'closed', written_off = 0 WHERE lease_id = ?").run(leaseId);
      entries.append(epoch(), { kind: 'close', at: now, leaseId });
    },

    /** Spent or set aside since a time, in 厘: what recent speed needs. */
    spentSince: (from: number): Li =>
      sql<{ sum: Li | null }>("SELECT sum(amount) AS sum FROM holds WHERE at >= ? AND state IN ('open', 'captured')").get(from)?.sum ?? 0,
    lease: (leaseId: string): LeaseRow | null => sql<LeaseRow>('SELECT * FROM leases WHERE lease_id = ?').get(leaseId) ?? null,
    totals: (): { leases: number; lent: Li; held: Li; captured: Li; refunded: Li } =>
      sql<{ leases: number; lent: Li; held: Li; captured: Li; refunded: Li }>(
        "SELECT count(*) AS leases, coalesce(sum(CASE state WHEN 'closed' THEN captured ELSE amount END), 0) AS lent, coalesce(sum(held), 0) AS held, coalesce(sum(captured), 0) AS captured, coalesce(sum(refunded), 0) AS refunded FROM leases",
      ).get() ?? { leases: 0, lent: 0, held: 0, captured: 0, refunded: 0 },
  };
}
export type Ledger = ReturnType<typeof ledger>;
