import type { JobKind } from '../../../src-shared/domain/work.ts';
import { isOfDisk } from '../../store/store-problem.ts';
import type { Store } from '../../store/store.ts';
import { KINDS_TOGETHER } from './called.ts';
import { mayHaveDoneIt } from './doubt.ts';
import type { JobRow } from './job-rows.ts';
import { allUnknown, claim as take, type Lane } from './transitions.ts';

export type Claim = {
  readonly job: JobRow;
  readonly token: string;
  readonly attempt: number;
  readonly purpose: 'call' | 'look-up';
  /** Which of the named providers it goes to; null for the account API, or where nobody knows any more. */
  readonly provider: number | null;
};

/** More, claimed and settled, would keep the desk waiting for the transaction they share; fewer would be a sync of the disk each. */
export const AT_ONCE = 32;
const LANES: readonly Lane[] = [0, 1];

/**
 * Takes jobs that are ready, up to the free places of each provider and `AT_ONCE` in all: what a packer waits for first, then
 * what has been ready longest. In one transaction the job becomes `calling` under a fresh token and its attempt is
 * written: what happens to this process afterwards, the attempt is known. `before` runs in the same transaction for each;
 * `current` is the provider that does a kind of work now: a call goes there, but a look-up to whoever may have done it.
 * A job that can't be claimed, for an `error` that is not the disk's, keeps no other: `stuck` takes it out of the way, in a transaction of its own. A
 * caller that has a transaction already, or no `stuck`, has the error thrown.
 */
export function claimReady(
  store: Store,
  at: number,
  free: (kind: JobKind) => number,
  newToken: () => string,
  before: (claim: Claim) => boolean,
  { current = () => null, stuck }: { readonly current?: (job: JobRow) => number | null; readonly stuck?: (job: JobRow, error: unknown) => void } = {},
): Claim[] {
  const { sql } = store;
  const ready: JobRow[] = [];
  for (const lane of LANES) {
    for (const kinds of KINDS_TOGETHER) {
      const taken = ready.filter((job) => kinds.includes(job.kind)).length;
      const places = kinds.map((kind) => Math.min(free(kind) - taken, AT_ONCE - ready.length));
      const first = kinds.flatMap((kind, n) => readyOf(store, kind, lane, at, places[n] ?? 0));
      ready.push(...first.sort((a, b) => (a.ready_at ?? 0) - (b.ready_at ?? 0) || a.id - b.id).slice(0, Math.max(0, ...places)));
    }
  }
  if (ready.length === 0) return [];
  const one = (job: JobRow): Claim[] => {
    const purpose = job.state === 'unknown' ? 'look-up' : 'call';
    const provider = (purpose === 'look-up' ? mayHaveDoneIt(store, job.id) : null) ?? current(job);
    const claim: Claim = { job, token: newToken(), attempt: job.attempts + 1, purpose, provider };
    if (!before(claim)) return [];
    take(store, job.id, claim.token, claim.attempt);
    sql('INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, provider) VALUES (?,?,?,?,?,?)').run(job.id, claim.attempt, purpose, claim.token, at, provider);
    return [claim];
  };
  if (stuck === undefined || store.db.inTransaction) return store.transaction(() => ready.flatMap(one));
  return allBut(store, ready, one, stuck);
}

/** Again without each job that can't be claimed, until the rest can. */
function allBut(store: Store, ready: readonly JobRow[], one: (job: JobRow) => Claim[], stuck: (job: JobRow, error: unknown) => void): Claim[] {
  let current: JobRow | null = null;
  try {
    return store.transaction(() => {
      const claims = ready.flatMap((job) => one((current = job)));
      current = null;
      return claims;
    });
  } catch (error) {
    const bad = current;
    if (bad === null || isOfDisk(error)) throw error;
    store.transaction(() => stuck(bad, error));
    return allBut(store, ready.filter((job) => job !== bad), one, stuck);
  }
}

const readyOf = ({ sql }: Store, kind: JobKind, lane: Lane, at: number, most: number): JobRow[] =>
  most <= 0
    ? []
    : sql<JobRow>(
        // Few values, so they are in the text: bound, they make SQLite plan the statement anew at every call (STAT4).
        `SELECT * FROM jobs INDEXED BY jobs_ready WHERE kind = '${kind}' AND lane = ${lane} AND state IN ('waiting', 'unknown')
         AND ready_at IS NOT NULL AND ready_at <= ? ORDER BY ready_at, id LIMIT ${most}`,
      ).all(at);

/** After a crash or a stop: whatever was being called may have happened. It is asked about, never simply called again. */
export function recoverClaims(store: Store, at: number): number {
  return store.transaction(() => {
    store.sql("UPDATE attempts SET ended_at = ?, outcome = 'unknown', about = 'stopped' WHERE ended_at IS NULL").run(at);
    return allUnknown(store, ['calling'], at);
  });
}
