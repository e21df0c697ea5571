import { JOB_KINDS, type JobKind } from '../../../src-shared/domain/work.ts';
import type { Store } from '../../store/store.ts';
import type { JobRow } from './job-rows.ts';

export type Claim = { readonly job: JobRow; readonly token: string; readonly attempt: number; readonly purpose: 'call' | 'look-up' };

/**
 * Takes jobs that are ready, up to the free places of each kind, oldest ready first. In one transaction the job becomes
 * `calling` under a fresh token and its attempt is written: what happens to this process afterwards, the attempt is known.
 * `before` runs in the same transaction for each call.
 */
export function claimReady(
  store: Store,
  at: number,
  free: (kind: JobKind) => number,
  newToken: () => string,
  before: (claim: Claim) => boolean,
): Claim[] {
  const { sql } = store;
  const ready = JOB_KINDS.flatMap((kind) => {
    const places = free(kind);
    return places <= 0 ? [] : sql<JobRow>(
      "SELECT * FROM jobs WHERE kind = ? AND state IN ('waiting', 'unknown') AND ready_at IS NOT NULL AND ready_at <= ? ORDER BY ready_at, id LIMIT ?",
    ).all(kind, at, places);
  });
  if (ready.length === 0) return [];
  return store.transaction(() =>
    ready.flatMap((job) => {
      const claim: Claim = { job, token: newToken(), attempt: job.attempts + 1, purpose: job.state === 'unknown' ? 'look-up' : 'call' };
      if (!before(claim)) return [];
      sql("UPDATE jobs SET state = 'calling', waits = NULL, ready_at = NULL, claim = ?, attempts = ? WHERE id = ?").run(claim.token, claim.attempt, job.id);
      sql('INSERT INTO attempts (job_id, attempt, purpose, claim, started_at) VALUES (?,?,?,?,?)').run(job.id, claim.attempt, claim.purpose, claim.token, at);
      return [claim];
    }),
  );
}

/** After a crash or a stop: whatever was being called may have happened. It is asked about, never simply called again. */
export function recoverClaims(store: Store, at: number): number {
  return store.transaction(() => {
    store.sql("UPDATE attempts SET ended_at = ?, outcome = 'unknown', about = 'stopped' WHERE ended_at IS NULL").run(at);
    return store.sql("UPDATE jobs SET state = 'unknown', claim = NULL, ready_at = ? WHERE state = 'calling'").run(at).changes;
  });
}
