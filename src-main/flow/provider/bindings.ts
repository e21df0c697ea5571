import type { Store } from '../../store/store.ts';
import type { JobRow, JobRows } from '../queue/job-rows.ts';
import type { Result } from '../queue/task.ts';
import { endAs } from '../queue/transitions.ts';
import type { PhoneRows } from '../scan/phone-rows.ts';

type Binding = Extract<Result, { kind: 'binding' }>;
type Row = { id: number; pair: string; provider: number; x: string; reference: string; until: number; own: number; unbind_job: number | null; unbinding: JobRow | null };

/** Which two a number joins: the fingerprints of its recipient's phone and of the store's contact, which its provider's credential names. */
export const pairOf = (recipient: string, contact: string): string => `${recipient}:${contact}`;
export const pairOfPhones = ({ fingerprint, contactPrint }: Pick<PhoneRows, 'fingerprint' | 'contactPrint'>, recipient: string, contact: string): string => pairOf(fingerprint(recipient), contactPrint(contact));

/** Nobody can call a number that ends before the parcel is there. */
const LEAST_LIFE = 24 * 3_600_000;

/**
 * 隐私号绑定: which live number joins which two phones, and which parcels carry it. One binding serves all parcels to one
 * recipient while it lives, and ends when the last of them needs it no more. All of it runs in the caller's transaction.
 */
export function bindingRows(store: Store, jobs: JobRows, newId: () => string) {
  const { sql, transaction } = store;
  const use = (job: Pick<JobRow, 'id' | 'number'>, binding: number): void =>
    void sql('INSERT INTO binding_uses (job_id, binding_id, number) VALUES (?,?,?) ON CONFLICT DO NOTHING').run(job.id, binding, job.number);
  /** Newest first. A pair has a few at most: more in the condition, or a join, and SQLite would plan the statement anew at every call. */
  const ofPair = (pair: string, provider: number): Row[] =>
    sql<Omit<Row, 'unbinding'>>('SELECT * FROM bindings WHERE pair = ?').all(pair).filter((row) => row.provider === provider).sort((a, b) => b.id - a.id)
      .map((row) => Object.assign(row, { unbinding: row.unbind_job === null ? null : jobs.find(row.unbind_job) }));

  /** An unbind job of its own for each: free, durable, retried and asked; who waits for a number goes before it. Null where nothing of it can be ended from here. */
  function end(binding: Pick<Row, 'id'>, at: number): number | null {
    const last = sql<{ job_id: number }>('SELECT job_id FROM binding_uses WHERE binding_id = ? ORDER BY job_id DESC LIMIT 1').get(binding.id);
    const bound = last ? jobs.find(last.job_id) : null;
    if (!bound) return null;
    const { scan_id, number, courier, platform, operator, task } = bound;
    const key = `${bound.key.replace(/:privacy$/, '')}:unbind:${newId()}`;
    const id = jobs.add({ scan_id, key, kind: 'unbind', number, courier, platform, operator, depends_on: bound.id, task, price: 0, created_at: at }, 1);
    if (id === null) return null;
    jobs.wait(id, null, at);
    sql('UPDATE bindings SET unbind_job = ? WHERE id = ?').run(id, binding.id);
    return id;
  }

  /** A call may have ended it, or one of a lost copy of this database, whatever became of the job since. */
  const mayBeOver = ({ unbinding }: Row): boolean => unbinding !== null && (unbinding.asks_first === 1 || jobs.isInDoubt(unbinding.id));

  /** Its number is needed again: an unbind that is not under way is given up. */
  function keep({ id, unbinding }: Row, at: number): void {
    if (unbinding === null || isUnderWay(unbinding)) return;
    if (unbinding.state === 'waiting' || unbinding.state === 'parked') endAs(store, unbinding.id, 'void', { about: 'its number is needed again', at });
    sql('UPDATE bindings SET unbind_job = NULL WHERE id = ?').run(id);
  }

  return {
    /**
     * The live binding of a pair at a provider, which this job's parcel carries too from here on; `ending` while it is being ended, which can't be taken back.
     * An unbind that has not been called yet is given up: the number is needed again. One that may have happened, and that nobody calls, is nobody's number: another is bound.
     * Of one that another station made nobody here knows whether it still lives: its provider is asked, each time.
     */
    reuse(job: JobRow, pair: string, provider: number, now: number): Binding | 'ending' | null {
      const live = ofPair(pair, provider).filter(({ own, until }) => own === 1 && until > now).sort((a, b) => b.until - a.until);
      // Most pairs have none: not worth a transaction.
      if (live.length === 0) return null;
      return transaction(() => {
        for (const row of live) {
          const isToGo = mayBeOver(row) || isSoonOver(row, now);
          if (row.unbinding && (isUnderWay(row.unbinding) || (isToGo && row.unbinding.state === 'waiting'))) return 'ending';
          if (isToGo || row.unbinding?.state === 'done') continue;
          keep(row, now);
          use(job, row.id);
          return { kind: 'binding', number: row.x, until: row.until, reference: row.reference };
        }
        return null;
      });
    },
    /**
     * A binding that its provider says was there before, with the end that is known of it here. One of this station that is soon over is ended first (`ending`): while
     * it lives its provider gives these two no other number.
     */
    known(pair: string, provider: number, binding: Binding, now: number): Binding | 'ending' {
      return transaction(() => {
        const row = ofPair(pair, provider).find(({ own, x, until, unbinding }) => own === 1 && x === binding.number && until > now && unbinding?.state !== 'done');
        if (!row) return binding;
        const isEnding = isSoonOver(row, now) && (row.unbinding ? row.unbinding.state === 'waiting' || isUnderWay(row.unbinding) : end(row, now) !== null);
        return isEnding ? 'ending' : { ...binding, until: row.until };
      });
    },
    /** A bind is done: `shared` where the binding was there before, which proves that it has not ended. One that another station made is not this one's to end. */
    bound(job: JobRow, provider: number, pair: string, { number: x, reference, until }: Binding, shared: boolean, at: number): void {
      const before = ofPair(pair, provider).find((row) => row.x === x && row.unbinding?.state !== 'done');
      if (before) keep(before, at);
      const known = before?.id;
      if (known !== undefined && !shared) sql('UPDATE bindings SET own = 1, until = ?, reference = ? WHERE id = ?').run(until, reference, known);
      use(job, known ?? Number(sql('INSERT INTO bindings (pair, provider, x, reference, until, own) VALUES (?,?,?,?,?,?)').run(pair, provider, x, reference, until, Number(!shared)).lastInsertRowid));
    },
    /** A parcel needs its number no more: intercepted, signed for, or its retention over. Returns whether it is being ended now. */
    release(number: string, at: number): boolean {
      return transaction(() => {
        const uses = sql<{ id: number; own: number; unbind_job: number | null; others: number }>(
          `SELECT bindings.id, own, unbind_job, (SELECT count(*) FROM binding_uses other WHERE other.binding_id = bindings.id AND other.number <> @number) AS others
           FROM binding_uses JOIN bindings ON bindings.id = binding_id WHERE binding_uses.number = @number`,
        ).all({ number });
        let ending = false;
        for (const { id, own, unbind_job, others } of uses) {
          if (others === 0 && own === 1 && unbind_job === null) ending = end({ id }, at) !== null || ending;
          sql('DELETE FROM binding_uses WHERE binding_id = ? AND number = ?').run(id, number);
        }
        return ending;
      });
    },
    /** Bindings whose time is over: they are ended at the provider too, `most` at a time. Returns how many there were. */
    endExpired(now: number, most: number): number {
      return transaction(() => {
        const over = sql<{ id: number }>('SELECT id FROM bindings WHERE unbind_job IS NULL AND own = 1 AND until <= ? ORDER BY until LIMIT ?').all(now, most);
        for (const row of over) if (end(row, now) === null) sql('UPDATE bindings SET own = 0 WHERE id = ?').run(row.id);
        return over.length;
      });
    },
    /** An unbind job is done: there is nothing to end any more. */
    ended: (jobId: number): void => void sql('UPDATE bindings SET own = 0 WHERE unbind_job = ?').run(jobId),
    /** What an unbind job ends, and at which provider. */
    ofUnbind: (jobId: number): Pick<Row, 'pair' | 'provider' | 'x' | 'reference' | 'until'> | null => sql<Row>('SELECT pair, provider, x, reference, until FROM bindings WHERE unbind_job = ?').get(jobId) ?? null,
  };
}

const isSoonOver = ({ until }: Row, now: number): boolean => until < now + LEAST_LIFE;
/** It is being called, or asked about by being called again. */
const isUnderWay = ({ state }: JobRow): boolean => state === 'calling' || state === 'unknown';
export type BindingRows = ReturnType<typeof bindingRows>;
