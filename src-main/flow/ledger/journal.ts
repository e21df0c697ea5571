import { createHash } from 'node:crypto';
import { readJournalBody, type JournalBody, type JournalEntry } from '../../../src-shared/contract/money.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Store } from '../../store/store.ts';

/** An entry as far as people are told of it; null is what its kind does not have. */
export type EntryLine = {
  readonly sequence: number;
  readonly hash: string;
  readonly kind: JournalBody['kind'] | null;
  readonly at: number | null;
  readonly key: string | null;
  readonly amount: Li | null;
  readonly leaseId: string | null;
  readonly holdId: string | null;
};

const FIRST = '0'.repeat(64);
/** Of an epoch in `meta`: what of it is to be told again. */
const AGAIN = 'journal.again.';

/** 流水: every hold, capture, void and refund, and all that can lead to a provider call, in one chain an epoch. */
export function journal(store: Store) {
  const { sql, meta } = store;
  /** Every entry needs the one before it. As it was appended here, unless a transaction has been undone since. */
  let newest: { readonly epoch: number; readonly undone: number; readonly sequence: number; readonly hash: string } | null = null;
  const head = (epoch: number): { readonly sequence: number; readonly hash: string } =>
    newest?.epoch === epoch && newest.undone === store.undone()
      ? newest
      : (sql<{ sequence: number; hash: string }>('SELECT sequence, hash FROM journal WHERE epoch = ? ORDER BY sequence DESC LIMIT 1').get(epoch) ?? { sequence: 0, hash: FIRST });
  const acked = (epoch: number): number => Number(meta.get(`journal.acked.${epoch}`) ?? 0);
  const entriesAfter = (epoch: number, sequence: number, limit: number): JournalEntry[] =>
    sql<JournalEntry>('SELECT sequence, hash, body FROM journal WHERE epoch = ? AND sequence > ? ORDER BY sequence LIMIT ?').all(epoch, sequence, limit);
  /** The entries of an epoch that has ended which are still to be told again: after the first sequence, up to the second. */
  const again = (epoch: number): readonly [number, number] | null => {
    const [from, to] = (meta.get(AGAIN + epoch) ?? '').split(':').map(Number);
    return from === undefined || to === undefined ? null : [from, to];
  };
  const lastBefore = (epoch: number): number | null => sql<{ epoch: number | null }>('SELECT max(epoch) AS epoch FROM journal WHERE epoch < ?').get(epoch)?.epoch ?? null;
  return {
    /** Appends inside the caller's transaction: an entry and what it tells of are durable together or not at all. */
    append(epoch: number, body: JournalBody): void {
      const text = JSON.stringify(body);
      const last = head(epoch);
      const hash = createHash('sha256').update(last.hash + text).digest('hex');
      sql('INSERT INTO journal (epoch, sequence, hash, body) VALUES (?,?,?,?)').run(epoch, last.sequence + 1, hash, text);
      newest = { epoch, undone: store.undone(), sequence: last.sequence + 1, hash };
    },
    head: (epoch: number): { sequence: number; hash: string | null } => {
      const last = head(epoch);
      return { sequence: last.sequence, hash: last.sequence === 0 ? null : last.hash };
    },
    acked,
    /** The epochs before one that have entries here, each found by its key: whatever numbers they have, they are few. */
    epochsBefore(epoch: number): number[] {
      const found: number[] = [];
      for (let at = lastBefore(epoch); at !== null; at = lastBefore(at)) found.push(at);
      return found.toReversed();
    },
    /** The account API has everything up to `sequence`; never goes back by itself. */
    acknowledge(epoch: number, sequence: number): void {
      if (sequence > acked(epoch)) meta.set(`journal.acked.${epoch}`, String(sequence));
    },
    /** An API that was put back to an older copy of itself has less than it acknowledged: from there on it is told again, and the chain says whether it fits. False where it has all of it. */
    turnBack(epoch: number, sequence: number): boolean {
      if (sequence >= acked(epoch)) return false;
      meta.set(`journal.acked.${epoch}`, String(sequence));
      return true;
    },
    unreported: (epoch: number, limit: number): JournalEntry[] => entriesAfter(epoch, acked(epoch), limit),
    /** Entries of an epoch that has ended are to be told again in the one of now, with those that are to be already. */
    owe(epoch: number, from: number, upTo: number): void {
      const [first, last] = again(epoch) ?? [from, upTo];
      if (from < upTo) meta.set(AGAIN + epoch, `${Math.min(first, from)}:${Math.max(last, upTo)}`);
    },
    /** The first epoch that still owes some; null where none does. */
    owing: (): number | null =>
      sql<{ epoch: number | null }>(`SELECT min(CAST(substr(key, ${AGAIN.length + 1}) AS INTEGER)) AS epoch FROM meta WHERE key > '${AGAIN}' AND key < '${AGAIN}:'`).get()?.epoch ?? null,
    /** The next of them, so many at most; in the caller's transaction they are told. */
    takeOwed(epoch: number, limit: number): JournalEntry[] {
      const [from, upTo] = again(epoch) ?? [0, 0];
      const next = Math.min(from + limit, upTo);
      meta.set(AGAIN + epoch, next < upTo ? `${next}:${upTo}` : null);
      return entriesAfter(epoch, from, next - from);
    },
    hashAt: (epoch: number, sequence: number): string | null => sql<{ hash: string }>('SELECT hash FROM journal WHERE epoch = ? AND sequence = ?').get(epoch, sequence)?.hash ?? null,
    /** The entries after one and up to another, so many at most. */
    lines: (epoch: number, after: number, upTo: number, limit: number): EntryLine[] =>
      sql<EntryLine>(
        `SELECT sequence, hash, body ->> '$.kind' AS kind, body ->> '$.at' AS at, body ->> '$.key' AS key, body ->> '$.amount' AS amount, body ->> '$.leaseId' AS leaseId, body ->> '$.holdId' AS holdId
         FROM journal WHERE epoch = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?`,
      ).all(epoch, after, upTo, limit),
    /** Charged or given back by the entries after one and up to another, in 厘. */
    moneyIn: (epoch: number, after: number, upTo: number): Li =>
      sql<{ sum: Li | null }>(
        "SELECT sum(body ->> '$.amount') AS sum FROM journal WHERE epoch = ? AND sequence > ? AND sequence <= ? AND body ->> '$.kind' IN ('capture', 'refund')",
      ).get(epoch, after, upTo)?.sum ?? 0,
    /** When the newest entry of any epoch was written, UTC ms. */
    lastAt(): number {
      return readJournalBody(sql<{ body: string }>('SELECT body FROM journal ORDER BY epoch DESC, sequence DESC LIMIT 1').get()?.body ?? '')?.at ?? 0;
    },
  };
}
