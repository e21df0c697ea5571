import type { Courier, Platform } from '../../../src-shared/domain/couriers.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import { isMessage, type JobKind, type JobState, type WaitReason } from '../../../src-shared/domain/work.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Store } from '../../store/store.ts';
import { MAY_HAVE_DONE_IT, doubts } from './doubt.ts';
import { move, type Lane } from './transitions.ts';

export type JobRow = {
  readonly id: number;
  readonly scan_id: number;
  readonly key: string;
  readonly kind: JobKind;
  readonly number: string;
  readonly courier: Courier;
  readonly platform: Platform;
  readonly operator: string;
  readonly depends_on: number | null;
  /** JSON of storeId, orderNumber and target; see orderOf. */
  readonly task: string;
  readonly state: JobState;
  readonly waits: WaitReason | null;
  readonly ready_at: number | null;
  readonly lane: Lane;
  readonly attempts: number;
  readonly claim: string | null;
  readonly price: Li;
  readonly charged: Li;
  /** Given back of what was charged. */
  readonly refunded: Li;
  /** What the first delivery report said of a message; null before it. */
  readonly delivery: 'delivered' | 'failed' | null;
  readonly result: string | null;
  readonly error: ErrorCode | null;
  readonly about: string | null;
  /** 1: a lost copy of this database may have called it while it was parked here. */
  readonly asks_first: 0 | 1;
  /** Which two a privacy number was to join when it was last called and that did not come to nothing, or first asked for by a question; see bindings.ts. */
  readonly pair: string | null;
  readonly created_at: number;
  readonly ended_at: number | null;
};

export type NewJob = Pick<JobRow, 'scan_id' | 'key' | 'kind' | 'number' | 'courier' | 'platform' | 'operator' | 'depends_on' | 'task' | 'price' | 'created_at'>;

/** Not ended yet. */
export const UNSETTLED: readonly JobState[] = ['waiting', 'calling', 'unknown', 'parked'];

/** Waiting for these is the packer's own work going on; whatever else a job waits for, it comes after that. */
const KEEPS_ITS_LANE: readonly (WaitReason | null)[] = [null, 'depends'];

/** Jobs as rows: reading, and the few writes that every step shares. */
export function jobRows(store: Store) {
  const { sql } = store;
  const doubt = doubts(store);
  /** A message was another station's until now, or given up: what was told of its delivery counts for what will be charged here. */
  const hearAgain = ({ key, kind }: Pick<JobRow, 'key' | 'kind'>): void => {
    if (isMessage(kind)) sql("UPDATE delivery_reports SET became = NULL WHERE key = ? AND became IN ('elsewhere', 'not-charged')").run(key);
  };
  return {
    /** Returns the job's id, or null where the same work exists already: the key makes it one. */
    add(job: NewJob, lane: Lane = 0): number | null {
      const { changes, lastInsertRowid } = sql(
        `INSERT INTO jobs (scan_id, key, kind, number, courier, platform, operator, depends_on, task, state, price, created_at, lane)
         VALUES (?,?,?,?,?,?,?,?,?,'waiting',?,?,?) ON CONFLICT (key) DO NOTHING`,
      ).run(job.scan_id, job.key, job.kind, job.number, job.courier, job.platform, job.operator, job.depends_on, job.task, job.price, job.created_at, lane);
      if (changes !== 1) return null;
      hearAgain(job);
      return Number(lastInsertRowid);
    },
    /** The job as it stands now, where this claim still holds: a packer may have scanned it meanwhile (adopt). */
    claimed: (id: number, token: string): JobRow | null => sql<JobRow>('SELECT * FROM jobs WHERE id = ? AND claim = ?').get(id, token) ?? null,
    joins: (id: number, pair: string | null): void => void sql('UPDATE jobs SET pair = ? WHERE id = ?').run(pair, id),
    joined: (id: number): string | null => sql<{ pair: string | null }>('SELECT pair FROM jobs WHERE id = ?').get(id)?.pair ?? null,
    find: (id: number): JobRow | null => sql<JobRow>('SELECT * FROM jobs WHERE id = ?').get(id) ?? null,
    byKey: (key: string): JobRow | null => sql<JobRow>('SELECT * FROM jobs WHERE key = ?').get(key) ?? null,
    /** A packer scans a parcel that a list has set to work: from here on the work is this scan's, and as urgent. */
    adopt: (id: number, scanId: number): void =>
      void sql("UPDATE jobs SET scan_id = ?, lane = CASE WHEN state = 'waiting' AND (waits IS NULL OR waits IN ('depends', 'paused')) THEN 0 ELSE lane END WHERE id = ?").run(scanId, id),
    /** Whoever stands at the desk goes first. */
    putBehind: (id: number): void => void sql('UPDATE jobs SET lane = 1 WHERE id = ?').run(id),
    dependOn: (id: number, earlier: number): void => void sql('UPDATE jobs SET depends_on = ? WHERE id = ?').run(earlier, id),
    ...doubt,
    /** Made before the newest epoch began: a lost copy of this database may have called it. */
    isOfEarlierEpoch: (id: number): boolean => id <= Number(store.meta.get('epoch.asksUpTo') ?? 0),
    /** Given up, and as far as this database knows nothing of it has happened. */
    isUntouched: (job: JobRow, now: number): boolean => job.state === 'void' && !job.asks_first && doubt.hasNotHappened(job, now),
    /**
     * Waits, also for a person (a store that was not authorised, for one), and no call has been made that may have done it: one that the
     * provider does not know of yet goes on under its key, for given up it would be charged to nobody.
     */
    isUnsent: (job: JobRow, now: number): boolean => (job.state === 'waiting' || (job.state === 'parked' && !job.asks_first && doubt.hasNotHappened(job, now))) && !doubt.isInDoubt(job.id),
    /** Of the work up to this job and this price: an effect may be found that nothing was charged for yet. */
    mayHaveHappened: (upTo: number, price: Li): boolean =>
      sql(
        `SELECT 1 FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state IN ('calling', 'unknown', 'parked') AND id <= ? AND price BETWEEN 1 AND ?
         AND (state <> 'parked' OR error = 'provider-outcome-unknown' OR EXISTS (SELECT 1 FROM attempts WHERE job_id = jobs.id AND ${MAY_HAVE_DONE_IT})) LIMIT 1`,
      ).get(upTo, price) !== undefined,
    /** Such a one, which a new scan wants after all. */
    revive(id: number, job: Pick<NewJob, 'key' | 'kind' | 'scan_id' | 'depends_on' | 'task' | 'price'>, lane: Lane): void {
      sql('UPDATE jobs SET scan_id = ?, depends_on = ?, task = ?, price = ?, error = NULL, about = NULL, ended_at = NULL, lane = ? WHERE id = ?').run(job.scan_id, job.depends_on, job.task, job.price, lane, id);
      move(store, id, 'waiting', null, null, lane);
      hearAgain(job);
    },
    /** Parked for want of one of these: a store's authorisation, a template. In portions. */
    parkedFor: (error: ErrorCode, lacking: readonly string[], limit: number): JobRow[] =>
      sql<JobRow>("SELECT * FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'parked' AND error = ? AND about IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?").all(error, JSON.stringify(lacking), limit),
    /** Refused for the platform's set-up, of these kinds. In portions. */
    refusedForSetUp: (kinds: readonly JobKind[], limit: number, after: number): JobRow[] =>
      sql<JobRow>("SELECT * FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'parked' AND id > ? AND error = 'provider-refused-platform' AND kind IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?").all(after, JSON.stringify(kinds), limit),
    // Sorted here: with an ORDER BY the bound value makes SQLite plan the statement anew at every call.
    ofScan: (scanId: number): JobRow[] => sql<JobRow>('SELECT * FROM jobs WHERE scan_id = ?').all(scanId).sort((a, b) => a.id - b.id),
    dependents: (id: number): JobRow[] =>
      sql<JobRow>("SELECT * FROM jobs WHERE depends_on = ? AND state = 'waiting'").all(id).sort((a, b) => a.id - b.id),
    /**
     * An unknown job whose earlier job is not settled can't be asked about yet: a message is looked up by the number that
     * the conversion gives. It is asked about when that ends (see ask). False where there is nothing to wait for.
     */
    asksAfterEarlier(job: JobRow): boolean {
      const earlier = job.depends_on === null ? undefined : sql<{ state: JobState }>('SELECT state FROM jobs WHERE id = ?').get(job.depends_on);
      if (!earlier || !UNSETTLED.includes(earlier.state)) return false;
      move(store, job.id, 'unknown', null, null, 1);
      return true;
    },
    /** The earlier job has ended: unknown ones that waited for it may be asked about. */
    ask: (earlier: Pick<JobRow, 'id'>, at: number): void =>
      void sql("UPDATE jobs SET ready_at = ? WHERE depends_on = ? AND state = 'unknown' AND ready_at IS NULL").run(at, earlier.id),
    waitingFor: (waits: WaitReason, limit: number, after = 0): JobRow[] => sql<JobRow>("SELECT * FROM jobs WHERE state = 'waiting' AND waits = ? AND id > ? ORDER BY id LIMIT ?").all(waits, after, limit),
    /** Waits with money of a lease that a merchant wrote off; the longest held first of each lease. No other closed one has anything held. */
    heldOnLost: (limit: number): JobRow[] =>
      sql<JobRow>(
        `SELECT jobs.* FROM leases CROSS JOIN holds INDEXED BY holds_lease ON holds.lease_id = leases.lease_id AND holds.state = 'open' CROSS JOIN jobs ON jobs.id = holds.job_id
         WHERE leases.state = 'closed' AND leases.held > 0 AND jobs.state = 'waiting' LIMIT ?`,
      ).all(limit),
    /** A parcel's work that waits, also for a person, in its order: under whichever of its scans, of which a scanner at a belt makes thousands. */
    waitingOf: (number: string): JobRow[] =>
      sql<JobRow>("SELECT jobs.* FROM scans JOIN jobs ON jobs.scan_id = scans.id WHERE scans.number = ? AND jobs.state IN ('waiting', 'parked')").all(number).sort((a, b) => a.id - b.id),
    /** Under whichever of its scans, as above. */
    conversionsOf: (number: string): JobRow[] => sql<JobRow>("SELECT jobs.* FROM scans JOIN jobs ON jobs.scan_id = scans.id WHERE scans.number = ? AND jobs.kind IN ('sync', 'trace')").all(number),
    /** Money has come: what has happened, and could not be charged for want of it, is asked about at once. */
    chargeNow: (now: number): void =>
      void sql("UPDATE jobs SET waits = NULL, ready_at = ? WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'unknown' AND waits = 'funds'").run(now),
    /** Something of a parcel may still call; what waits for a person does not. */
    isUnderWay: (number: string): boolean =>
      sql("SELECT 1 FROM scans JOIN jobs ON jobs.scan_id = scans.id WHERE scans.number = ? AND jobs.state IN ('waiting', 'calling', 'unknown') LIMIT 1").get(number) !== undefined,
    /** Of a parcel whose retention is over: a call under way, or a number that is to be ended since then (UTC ms). */
    usesPhone: (number: string, since: number): boolean =>
      sql("SELECT 1 FROM scans JOIN jobs ON jobs.scan_id = scans.id WHERE scans.number = ? AND (jobs.state = 'calling' OR (jobs.kind = 'unbind' AND jobs.state IN ('waiting', 'unknown') AND jobs.created_at > ?)) LIMIT 1").get(number, since) !== undefined,
    /** A parcel's waiting work that reaches its recipient; a pickup message has a phone of its own. */
    waitingForPhone: (number: string): JobRow[] =>
      sql<JobRow>("SELECT jobs.* FROM scans JOIN jobs ON jobs.scan_id = scans.id WHERE scans.number = ? AND jobs.state = 'waiting' AND jobs.kind IN ('privacy', 'forwarding-sms')").all(number),
    parked: (limit: number): JobRow[] => sql<JobRow>("SELECT * FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'parked' ORDER BY id DESC LIMIT ?").all(limit),
    /** A waiting job becomes ready at a time, or waits for an event with `ready_at` null. */
    wait(id: number, waits: WaitReason | null, readyAt: number | null): void {
      move(store, id, 'waiting', waits, readyAt, KEEPS_ITS_LANE.includes(waits) ? 0 : 1);
    },
    /**
     * A network is back, or the platform has said what it was waited for: calls and look-ups that could not be made are made now. A look-up that was made
     * keeps its time: asked again too soon, a report that comes late would be given up.
     */
    bringForward(now: number): void {
      sql("UPDATE jobs SET ready_at = ? WHERE state = 'waiting' AND waits IN ('offline', 'platform') AND ready_at > ?").run(now, now);
      sql(`UPDATE jobs SET ready_at = ? WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL AND state = 'unknown' AND ready_at > ?
           AND (SELECT outcome FROM attempts WHERE job_id = jobs.id AND attempt = jobs.attempts) = 'later'`).run(now, now);
    },
    /** Time was ahead by so many ms: what was put off by it comes that much sooner, and nothing has ended after now. */
    timeWentBack(by: number, now: number): void {
      sql("UPDATE jobs SET ended_at = @now WHERE state = 'done' AND ended_at > @now").run({ now });
      sql("UPDATE jobs SET ready_at = max(?, ready_at - ?) WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL AND ready_at > ?").run(now, by, now);
    },
    /** Another provider does a kind of work: what the one before made it wait for is over. A number that may have ended at one that does it again keeps other parcels waiting until it has. */
    putOffNoMore(kind: JobKind, now: number): void {
      if (kind === 'unbind') sql("UPDATE jobs SET ready_at = @now WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL AND state = 'unknown' AND kind = 'unbind' AND ready_at > @now").run({ now });
      sql("UPDATE jobs SET ready_at = @now WHERE state = 'waiting' AND waits IN ('offline', 'unsafe', 'limited', 'clock', 'refused', 'stopped', 'retry') AND kind = @kind AND ready_at > @now").run({ kind, now });
    },
    /** UTC ms at which the next job of a kind can be called or asked about; null where none can. */
    nextReady: (kind: JobKind): number | null =>
      sql<{ at: number | null }>(
        `SELECT min(at) AS at FROM (
           SELECT min(ready_at) AS at FROM jobs INDEXED BY jobs_ready WHERE kind = '${kind}' AND lane = 0 AND state IN ('waiting', 'unknown') AND ready_at IS NOT NULL UNION ALL
           SELECT min(ready_at) FROM jobs INDEXED BY jobs_ready WHERE kind = '${kind}' AND lane = 1 AND state IN ('waiting', 'unknown') AND ready_at IS NOT NULL)`,
      ).get()?.at ?? null,
    /** Open jobs by what they are and wait for; `price` is what all of them cost, 厘. Kept by triggers, for the queue can be long; but for those that are being called. */
    counts: (): JobCount[] =>
      sql<JobCount>(
        `SELECT state, nullif(waits, '') AS waits, n, price FROM job_counts WHERE n > 0 UNION ALL
         SELECT 'calling', NULL, count(*), sum(price) FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'calling' HAVING count(*) > 0`,
      ).all(),
    /** What everything costs that waits for money, also what has happened and can't be charged yet, 厘. */
    needed(): Li {
      return this.counts().reduce((sum, { waits, price }) => sum + (waits === 'funds' ? price : 0), 0);
    },
    /** Some of that costs no more than this. */
    anyFor: (amount: Li): boolean =>
      sql(
        `SELECT 1 FROM jobs WHERE state = 'waiting' AND waits = 'funds' AND price <= @amount UNION ALL
         SELECT 1 FROM jobs INDEXED BY jobs_open WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'unknown' AND waits = 'funds' AND price <= @amount LIMIT 1`,
      ).get({ amount }) !== undefined,
  };
}
export type JobCount = { readonly state: JobState; readonly waits: WaitReason | null; readonly n: number; readonly price: Li };
export type JobRows = ReturnType<typeof jobRows>;
