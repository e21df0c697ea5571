import type { PrintView } from '../../../src-shared/bridge/printing.ts';
import type { PrintReason, PrintState } from '../../../src-shared/domain/printing.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Store } from '../../store/store.ts';
import { SENT } from '../scan/sent.ts';

/** A slip that was asked for. One piece has at most one that is not ended; `turn` counts them from 1. */
export type PrintRow = {
  readonly id: number;
  readonly number: string;
  /** 1 for an order of one piece. */
  readonly piece: number;
  readonly turn: number;
  readonly scan_id: number;
  readonly reason: PrintReason;
  readonly reprint: number;
  readonly operator: string;
  readonly target: PrintView['to'];
  readonly printer: string;
  readonly state: PrintState;
  readonly asked_at: number;
  readonly handed_at: number | null;
  readonly ended_at: number | null;
  readonly error: ErrorCode | null;
  readonly settled_by: string | null;
};

export type NewPrint = Pick<PrintRow, 'number' | 'piece' | 'scan_id' | 'reason' | 'target' | 'printer'> & { readonly operator: { readonly id: string; readonly name: string }; readonly at: number };

/** The condition of the index: without it SQLite goes through every slip there ever was. */
const OPEN = "state IN ('waiting', 'handed', 'unknown')";
/** Nobody has asked for another one since. */
const LAST = 'NOT EXISTS (SELECT 1 FROM prints AS later WHERE later.number = prints.number AND later.piece = prints.piece AND later.turn > prints.turn)';
/** Its parcel has left by a scan that counts, and nothing that was told since keeps it: a person can ask for it again. */
const LEFT = `EXISTS (SELECT 1 FROM scans WHERE scans.number = prints.number AND coalesce(scans.piece, 1) = prints.piece AND scans.source = 'desk' AND scans.undone_at IS NULL
    AND scans.verdict IN (${SENT}) AND NOT EXISTS (SELECT 1 FROM interceptions WHERE interceptions.number IN (scans.number, scans.label)))
  AND NOT EXISTS (SELECT 1 FROM parcels WHERE parcels.number = prints.number AND (parcels.refund = 1 OR parcels.hold = 1))`;
/** The newest of some, and how many they are. */
type Newest = PrintRow & { readonly count: number };

/** 打印: every slip that was asked for and what became of it. That a row is handed over once is a trigger of the table. */
export function printRows({ sql }: Store) {
  const find = (id: number): PrintRow | null => sql<PrintRow>('SELECT * FROM prints WHERE id = ?').get(id) ?? null;
  return {
    find,
    newest: (number: string, piece: number): PrintRow | null => sql<PrintRow>('SELECT * FROM prints WHERE number = ? AND piece = ? ORDER BY turn DESC LIMIT 1').get(number, piece) ?? null,
    ofNumber: (number: string): PrintRow[] => sql<PrintRow>('SELECT * FROM prints WHERE number = ? ORDER BY id').all(number),
    waiting: (number: string): PrintRow[] => sql<PrintRow>("SELECT * FROM prints WHERE number = ? AND state = 'waiting' ORDER BY id").all(number),
    allWaiting: (): PrintRow[] => sql<PrintRow>(`SELECT * FROM prints WHERE ${OPEN} AND state = 'waiting' ORDER BY id`).all(),
    /** The one that ended last since then and that a person has to say something about: it came to an unknown end, and nobody has asked for another one. */
    newestUnknown: (since: number): Newest | null =>
      sql<Newest>(`SELECT *, count(*) OVER () AS count FROM prints WHERE ${OPEN} AND state = 'unknown' AND ended_at >= ? AND ${LAST} ORDER BY ended_at DESC, id DESC LIMIT 1`).get(since) ?? null,
    /** The newest since then that did not come out for a reason of the printing itself, and that nobody has asked for again but still can. What must not leave has a voice of its own. */
    newestFailed: (since: number): Newest | null =>
      sql<Newest>(`SELECT *, count(*) OVER () AS count FROM prints WHERE state = 'failed' AND ended_at >= ? AND error GLOB 'print*' AND error <> 'print-kept' AND ${LAST} AND ${LEFT}
        ORDER BY ended_at DESC, id DESC LIMIT 1`).get(since) ?? null,
    /** The first of a piece, by its scan; null where it waits for one already, or one may be on paper. */
    first(print: NewPrint): number | null {
      const before = sql("SELECT 1 FROM prints WHERE number = ? AND piece = ? AND state <> 'failed' LIMIT 1").get(print.number, print.piece);
      return before === undefined ? this.add(print) : null;
    },
    add({ number, piece, scan_id, reason, operator, target, printer, at }: NewPrint): number {
      const before = sql<{ turn: number; maybe: number }>("SELECT count(*) AS turn, coalesce(sum(state IN ('handed', 'done', 'unknown')), 0) AS maybe FROM prints WHERE number = ? AND piece = ?").get(number, piece);
      const { lastInsertRowid } = sql(
        "INSERT INTO prints (number, piece, turn, scan_id, reason, reprint, operator_id, operator, target, printer, state, asked_at) VALUES (?,?,?,?,?,?,?,?,?,?,'waiting',?)",
      ).run(number, piece, (before?.turn ?? 0) + 1, scan_id, reason, before?.maybe ?? 0, operator.id, operator.name, target, printer, at);
      return Number(lastInsertRowid);
    },
    /** Nothing of it has left: it is as if nobody had asked. */
    takeBack: (id: number): void => void sql("DELETE FROM prints WHERE id = ? AND state = 'waiting'").run(id),
    /** From here on it may be on paper. False where it is not waiting any more. */
    hand: (id: number, target: PrintView['to'], printer: string, at: number): boolean =>
      sql("UPDATE prints SET state = 'handed', target = ?, printer = ?, handed_at = ? WHERE id = ? AND state = 'waiting'").run(target, printer, at, id).changes === 1,
    /** What came of it; what is known already stays. */
    end: (id: number, state: 'done' | 'failed' | 'unknown', error: ErrorCode | null, at: number): boolean =>
      sql(`UPDATE prints SET state = ?, error = ?, ended_at = ? WHERE id = ? AND ${OPEN} AND state <> ?`).run(state, error, at, id, state).changes === 1,
    /** 已打出: a person has seen the slip. */
    settle: (id: number, by: string, at: number): boolean => sql("UPDATE prints SET state = 'done', settled_by = ?, ended_at = ? WHERE id = ? AND state = 'unknown'").run(by, at, id).changes === 1,
    /** After a crash: what was handed over has a result that nobody heard. */
    forsake: (at: number): number => sql(`UPDATE prints SET state = 'unknown', ended_at = ? WHERE ${OPEN} AND state = 'handed'`).run(at).changes,
  };
}
export type PrintRows = ReturnType<typeof printRows>;

export function printView({ id, piece, state, target, printer, reason, reprint, operator, asked_at, handed_at, ended_at, error, settled_by }: PrintRow): PrintView {
  return { printId: id, piece, state, to: target, printer, reason, reprint, by: operator, askedAt: asked_at, handedAt: handed_at, endedAt: ended_at, error, settledBy: settled_by };
}
