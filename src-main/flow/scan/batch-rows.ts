import type { BatchRowState, BatchState, BatchView } from '../../../src-shared/bridge/batch-views.ts';
import type { Target } from '../../../src-shared/contract/parcels.ts';
import type { Courier } from '../../../src-shared/domain/couriers.ts';
import type { BadRowReason } from '../../../src-shared/domain/list.ts';
import { redactPhones } from '../../../src-shared/domain/phone.ts';
import type { JobKind, JobState } from '../../../src-shared/domain/work.ts';
import type { Store } from '../../store/store.ts';
import type { Operator } from './scan-rows.ts';

export type BatchRow = { readonly batch_id: number; readonly line: number; readonly number: string; readonly courier: Courier | null; readonly target: Target | null; readonly state: BatchRowState };
type BatchHead = { id: number; name: string; at: number; operator_id: string; operator: string; station: string; state: BatchState; headings: string; total: number; bad: number; started_at: number | null; ended_at: number | null };
type GoodRow = Pick<BatchRow, 'line' | 'number' | 'courier' | 'target'>;
type BadRow = { readonly line: number; readonly value: string; readonly reason: BadRowReason; readonly first: number | null };

const OPEN: readonly BatchState[] = ['running', 'paused', 'cancelled'];

/** 批量: lists of parcels whose rows become scans one after the other. */
export function batchRows({ sql }: Store) {
  const head = (id: number): BatchHead | undefined => sql<BatchHead>('SELECT * FROM batches WHERE id = ?').get(id);
  /** Counted once until a row moves: a room that shows twenty long lists must not count them all over again. */
  const counted = new Map<number, BatchView['rows']>();
  const countsOf = (id: number): BatchView['rows'] => {
    const known = counted.get(id) ?? countRows(id);
    counted.set(id, known);
    return known;
  };
  const countRows = (id: number): BatchView['rows'] =>
    Object.fromEntries(sql<{ state: BatchRowState; n: number }>('SELECT state, count(*) AS n FROM batch_rows WHERE batch_id = ? GROUP BY state').all(id).map(({ state, n }) => [state, n]));
  const viewOf = (batch: BatchHead): BatchView => ({
    batchId: batch.id, name: batch.name, at: batch.at, operator: batch.operator, state: batch.state, headings: JSON.parse(batch.headings) as BatchView['headings'],
    total: batch.total, bad: batch.bad, startedAt: batch.started_at, endedAt: batch.ended_at, rows: countsOf(batch.id),
  });
  return {
    /** A list that is being put down: nobody sees it before it is a preview. */
    begin: (given: { name: string; at: number; operator: Operator; station: string; headings: BatchView['headings'] }): number =>
      Number(sql("INSERT INTO batches (name, at, operator_id, operator, station, state, headings) VALUES (?,?,?,?,?,'coming',?)").run(
        given.name, given.at, given.operator.id, given.operator.name, given.station, JSON.stringify(given.headings)).lastInsertRowid),
    addGood(id: number, { line, number, courier, target }: GoodRow): void {
      sql('INSERT INTO batch_rows (batch_id, line, number, courier, target) VALUES (?,?,?,?,?)').run(id, line, number, courier, target && JSON.stringify(target));
    },
    addBad(id: number, { line, value, reason, first }: BadRow): void {
      sql('INSERT INTO batch_bad (batch_id, line, value, reason, first) VALUES (?,?,?,?,?)').run(id, line, redactPhones(value), reason, first);
    },
    /** The one change that makes the rows a preview: all of them or none. */
    complete(id: number, total: number, bad: number): void {
      counted.delete(id);
      sql("UPDATE batches SET state = 'preview', total = ?, bad = ? WHERE id = ? AND state = 'coming'").run(total, bad, id);
    },
    view: (id: number): BatchView | null => {
      const batch = head(id);
      return batch ? viewOf(batch) : null;
    },
    /** The newest first, previews and what is being put down left out. */
    newest: (count: number): BatchView[] => sql<BatchHead>("SELECT * FROM batches WHERE state NOT IN ('coming', 'preview') ORDER BY id DESC LIMIT ?").all(count).map(viewOf),
    preview: (): BatchView | null => {
      const batch = sql<BatchHead>("SELECT * FROM batches WHERE state = 'preview' ORDER BY id DESC LIMIT 1").get();
      return batch ? viewOf(batch) : null;
    },
    /** The one that is not over: rows to scan, or jobs that are open. */
    open: (): BatchHead | null => sql<BatchHead>(`SELECT * FROM batches WHERE state IN (${OPEN.map((state) => `'${state}'`).join(', ')}) ORDER BY id LIMIT 1`).get() ?? null,
    isState: (id: number, ...states: readonly BatchState[]): boolean => states.includes(head(id)?.state ?? 'coming'),
    move(id: number, from: readonly BatchState[], to: BatchState, at: number): boolean {
      const { changes } = sql(`UPDATE batches SET state = @to, started_at = CASE WHEN @to = 'running' THEN coalesce(started_at, @at) ELSE started_at END,
           ended_at = CASE WHEN @to IN ('ended', 'stopped') THEN @at END WHERE id = @id AND state IN (${from.map((state) => `'${state}'`).join(', ')})`).run({ id, to, at });
      return changes === 1;
    },
    next: (id: number, count: number): BatchRow[] =>
      sql<{ batch_id: number; line: number; number: string; courier: string | null; target: string | null; state: BatchRowState }>(
        "SELECT * FROM batch_rows WHERE batch_id = ? AND state = 'waiting' ORDER BY line LIMIT ?",
      ).all(id, count).map(({ batch_id, line, number, courier, target, state }) => ({ batch_id, line, number, state, courier: courier as Courier | null, target: target === null ? null : (JSON.parse(target) as Target) })),
    put(id: number, line: number, state: BatchRowState, why: string | null, jobId: number | null): void {
      counted.delete(id);
      sql('UPDATE batch_rows SET state = ?, why = ?, job_id = ? WHERE batch_id = ? AND line = ?').run(state, why, jobId, id, line);
    },
    /** The jobs of a batch that are still open, in order, and behind them those that lie with a person or are held. */
    openJobs: (id: number): number[] =>
      (['sent', 'parked'] as const).flatMap((state) => sql<{ job_id: number | null }>('SELECT job_id FROM batch_rows WHERE batch_id = ? AND state = ? ORDER BY line').all(id, state).flatMap(({ job_id }) => job_id ?? [])),
    openCount: (id: number): number => sql<{ n: number }>("SELECT count(*) AS n FROM batch_rows WHERE batch_id = ? AND state = 'sent'").get(id)?.n ?? 0,
    /** A list that is not given up still wants this job done. */
    wants: (jobId: number): boolean =>
      sql("SELECT 1 FROM batch_rows WHERE job_id = ? AND (SELECT state FROM batches WHERE id = batch_rows.batch_id) NOT IN ('cancelled', 'stopped')").get(jobId) !== undefined,
    /** A list that goes on, or is paused, has this job. */
    isUnderWay: (jobId: number): boolean => sql("SELECT 1 FROM batch_rows WHERE job_id = ? AND (SELECT state FROM batches WHERE id = batch_rows.batch_id) IN ('running', 'paused')").get(jobId) !== undefined,
    /** A list that is paused has this job. */
    isPaused: (jobId: number): boolean => sql("SELECT 1 FROM batch_rows WHERE job_id = ? AND (SELECT state FROM batches WHERE id = batch_rows.batch_id) = 'paused'").get(jobId) !== undefined,
    hasJob: (jobId: number): boolean => sql('SELECT 1 FROM batch_rows WHERE job_id = ?').get(jobId) !== undefined,
    /** Rows whose job this is, brought to how it stands. Returns the batches they are in. */
    follow(jobId: number, state: BatchRowState, why: string | null): number[] {
      const rows = sql<{ batch_id: number; line: number }>('SELECT batch_id, line FROM batch_rows WHERE job_id = ? AND state <> ?').all(jobId, state);
      for (const row of rows) sql('UPDATE batch_rows SET state = ?, why = ? WHERE batch_id = ? AND line = ?').run(state, why, row.batch_id, row.line);
      for (const row of rows) counted.delete(row.batch_id);
      return rows.map(({ batch_id }) => batch_id);
    },
    /** Jobs below this one of rows that were open when the program ended, the newest first. */
    unfollowed: (before: number, count: number): number[] =>
      sql<{ job_id: number }>("SELECT DISTINCT job_id FROM batch_rows INDEXED BY batch_rows_unended WHERE job_id < ? AND state IN ('sent', 'parked') ORDER BY job_id DESC LIMIT ?").all(before, count).map(({ job_id }) => job_id),
    badRows: (id: number, after: number, count: number): BadRow[] => sql<BadRow>('SELECT line, value, reason, first FROM batch_bad WHERE batch_id = ? AND line > ? ORDER BY line LIMIT ?').all(id, after, count),
    resultRows: (id: number, after: number, count: number): ResultRow[] => sql<ResultRow>(`${RESULTS} WHERE r.batch_id = ? AND r.line > ? ORDER BY r.line LIMIT ?`).all(id, after, count),
    resultRowsOf: (id: number, state: BatchRowState, after: number, count: number): ResultRow[] =>
      sql<ResultRow>(`${RESULTS} WHERE r.batch_id = ? AND r.state = ? AND r.line > ? ORDER BY r.line LIMIT ?`).all(id, state, after, count),
    /** Takes a part of a list that nobody wants away. True where there is more of it. */
    discard(id: number, count: number): boolean {
      for (const table of ['batch_rows', 'batch_bad'] as const) {
        const text = table === 'batch_rows' ? 'DELETE FROM batch_rows WHERE batch_id = ? AND line IN (SELECT line FROM batch_rows WHERE batch_id = ? LIMIT ?)' : 'DELETE FROM batch_bad WHERE batch_id = ? AND line IN (SELECT line FROM batch_bad WHERE batch_id = ? LIMIT ?)';
        if (sql(text).run(id, id, count).changes === count) return true;
      }
      sql("DELETE FROM batches WHERE id = ? AND state IN ('coming', 'preview')").run(id);
      return false;
    },
    /** Lists that were never started: of a program that ended while somebody looked at them. */
    unstarted: (): number[] => sql<{ id: number }>("SELECT id FROM batches WHERE state IN ('coming', 'preview')").all().map(({ id }) => id),
  };
}
export type BatchRows = ReturnType<typeof batchRows>;
export type ResultRow = {
  line: number; number: string; state: BatchRowState; why: string | null; courier: Courier | null; platform: string | null; store: string | null; order_number: string | null;
  replacement: string | null; new_courier: Courier | null; charged: number; error: string | null; kind: JobKind | null; job_state: JobState | null; waits: string | null;
};

/** One row that can't be read does not keep a list from being shown. */
const READABLE = 'CASE WHEN json_valid(j.result) THEN j.result END';
/** What a job `j` has made of its number. */
export const CONVERTED_TO = `json_extract(${READABLE}, '$.number') AS replacement, json_extract(${READABLE}, '$.courier') AS new_courier`;
/** Original and new number side by side, with the order they belong to. */
const RESULTS = `SELECT r.line, r.number, r.state, r.why, coalesce(p.courier, r.courier) AS courier, p.platform, p.store_name AS store, p.order_number,
  ${CONVERTED_TO}, coalesce(j.charged - j.refunded, 0) AS charged, j.error, j.kind, j.state AS job_state, j.waits
  FROM batch_rows r LEFT JOIN parcels p ON p.number = r.number LEFT JOIN jobs j ON j.id = r.job_id`;
