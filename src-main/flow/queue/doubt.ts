import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Store } from '../../store/store.ts';
import { TAKEN_ON, type Outcome } from './task.ts';

/** A provider that knows nothing of a job is asked twice before the job may be called again (money.md). */
export const LOOK_UPS_UNTIL_ABSENT = 2;
/**
 * So long a provider knows a request and its key (conversion-contract.md). Afterwards "not found" is no proof, and the same
 * call would be a second effect: a person decides.
 */
export const PROVIDERS_REMEMBER = 86_400_000;

/** Problems of which a retry may be a second effect: a person confirms it. */
export const MAY_DOUBLE: readonly ErrorCode[] = ['message-outcome-unknown', 'provider-may-have-forgotten'];

/** Why nobody can say whether it happened, and nobody will be able to: who was called for it is not known any more, or not here. */
export const NOBODY_TO_ASK = 'its provider can not be asked any more';

/** The outcome of a look-up that was told that the work was taken on and refused since: nothing of it was done by any call before. */
export const NOT_DONE = 'not-done';

/** A privacy number may be bound to two phones that are not its own any more: by those it has now its provider does not find it. */
export const JOINED_OTHERS = 'it may have joined other numbers';

/**
 * Who has to know whether a job has happened: the provider that the last call went to that may have done it, or else the last attempt. Null where none was
 * made, or to no provider.
 */
export const mayHaveDoneIt = ({ sql }: Pick<Store, 'sql'>, id: number): number | null =>
  sql<{ provider: number | null }>("SELECT provider FROM attempts WHERE job_id = ? ORDER BY (purpose = 'call' AND (outcome IS NULL OR outcome IN ('unknown', 'done'))) DESC, attempt DESC LIMIT 1").get(id)?.provider ?? null;

/**
 * Of an attempt and its job. Whoever asks about a privacy number by asking for it again may get it then, also where only a lost copy of this database had called before.
 * And what was done while its job is not, such as a conversion whose number is another parcel's, has happened whatever a person decides of it.
 */
export const MAY_HAVE_DONE_IT = "(((purpose = 'call' OR kind = 'privacy') AND (outcome IS NULL OR outcome = 'unknown')) OR (outcome = 'done' AND state <> 'done'))";

type Made = { readonly id: number; readonly created_at: number };

/** What a job's attempts say of whether it has happened. */
export function doubts({ sql }: Pick<Store, 'sql'>) {
  /** A call may have done it, whatever a look-up has said since: the other side may be late. */
  const isInDoubt = (id: number): boolean => sql(`SELECT 1 FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = ? AND ${MAY_HAVE_DONE_IT}`).get(id) !== undefined;

  /** The same of this provider's calls alone, and of those to nobody knows whom; without a provider of all. */
  const isInDoubtAt = (id: number, provider: number | null): boolean =>
    provider === null ? isInDoubt(id) : sql(`SELECT 1 FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = ? AND (provider = ? OR provider IS NULL) AND ${MAY_HAVE_DONE_IT}`).get(id, provider) !== undefined;

  /** A call before this attempt, which is under way. Apart from the other: with a bound range SQLite plans a statement anew at every call. */
  const wasInDoubt = (id: number, attempt: number): boolean => sql(`SELECT 1 FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = ? AND attempt < ? AND ${MAY_HAVE_DONE_IT}`).get(id, attempt) !== undefined;

  /** The first call that may have had an effect; one that a lost copy of this database made can be as old as the job. */
  const unknownSince = (job: Made): number => unclearCalls(job.id)?.first ?? job.created_at;

  /** The newest one: it is remembered from then on, whatever became of those before. */
  const unknownAnew = (job: Made): number => unclearCalls(job.id)?.last ?? job.created_at;

  const unclearCalls = (id: number): { first: number | null; last: number | null } | undefined =>
    sql<{ first: number | null; last: number | null }>("SELECT min(started_at) AS first, max(started_at) AS last FROM attempts WHERE job_id = ? AND purpose = 'call' AND (outcome IS NULL OR outcome = 'unknown')").get(id);

  /** Look-ups since the last call with one of these outcomes. One that could not be made is no answer and counts for nothing, nor does one whose answer is that it will be done. */
  function lookUps(id: number, outcomes: readonly Outcome['kind'][]): number {
    const only = outcomes.map((outcome) => `'${outcome}'`).join(', ');
    const counted = sql<{ n: number }>(
      `SELECT count(*) AS n FROM attempts WHERE job_id = @job AND purpose = 'look-up' AND outcome IN (${only}) AND about IS NOT '${TAKEN_ON}'
       AND attempt > coalesce((SELECT max(attempt) FROM attempts WHERE job_id = @job AND purpose = 'call'), 0)`,
    );
    return counted.get({ job: id })?.n ?? 0;
  }

  /**
   * Provably nothing of it has happened: never called, or every call came to nothing; a refusal to be asked says nothing of the call. What may have
   * happened has not where its provider knew nothing of it and still knows its key: were it only late, the same call gets the first result.
   */
  function hasNotHappened(job: Made, now: number): boolean {
    const { happened, unclear, absent, denied } = sql<{ happened: number; unclear: number; absent: number; denied: number }>(
      `SELECT count(*) FILTER (WHERE outcome = 'done') AS happened,
         count(*) FILTER (WHERE purpose = 'look-up' OR outcome IS NULL OR outcome = 'unknown') AS unclear,
         count(*) FILTER (WHERE outcome = 'absent' AND attempt > last) AS absent, count(*) FILTER (WHERE outcome = '${NOT_DONE}' AND attempt > last) AS denied
       FROM attempts, (SELECT coalesce(max(attempt), 0) AS last FROM attempts WHERE job_id = @job AND purpose = 'call' AND (outcome IS NULL OR outcome = 'unknown')) WHERE job_id = @job`,
    ).get({ job: job.id }) ?? { happened: 0, unclear: 0, absent: 0, denied: 0 };
    if (happened > 0) return false;
    return unclear === 0 || denied > 0 || (absent >= LOOK_UPS_UNTIL_ABSENT && now - unknownSince(job) <= PROVIDERS_REMEMBER);
  }

  /** Since the last attempt that may have done it, a person has confirmed one that may be a second effect. */
  const isConfirmed = (id: number): boolean =>
    sql(
      `SELECT 1 FROM decisions WHERE job_id = @job AND action = 'retry' AND error IN (SELECT value FROM json_each(@problems))
       AND at > coalesce((SELECT max(started_at) FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = @job AND ${MAY_HAVE_DONE_IT}), 0)`,
    ).get({ job: id, problems: JSON.stringify(MAY_DOUBLE) }) !== undefined;

  const wasAskedAbout = (id: number): boolean => sql("SELECT 1 FROM attempts WHERE job_id = ? AND purpose = 'look-up' AND outcome IS NOT NULL AND outcome <> 'later'").get(id) !== undefined;

  const refusals = (id: number): number => sql<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE job_id = ? AND outcome = 'refused'").get(id)?.n ?? 0;

  return { isInDoubt, isInDoubtAt, wasInDoubt, refusals, unknownSince, unknownAnew, wasAskedAbout, lookUps, hasNotHappened, isConfirmed };
}
