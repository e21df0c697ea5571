import { isHeldUntilAcknowledged, type VerdictReason } from '../../../src-shared/domain/reason.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Piece } from '../../../src-shared/domain/piece.ts';
import type { KeptWork } from '../../../src-shared/domain/undo.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import type { JobKind } from '../../../src-shared/domain/work.ts';
import type { Store } from '../../store/store.ts';
import { dayOf, daySpan } from './day.ts';
import { SENT } from './sent.ts';

export type Operator = { readonly id: string; readonly name: string };

/** Where a scan comes from: a packer at the desk, or a row of a list. */
export type ScanSource = 'desk' | 'batch' | 'arrival';

export type ScanRow = {
  readonly id: number;
  /** Server time, UTC ms. */
  readonly at: number;
  /** What the scanner sent, cut; kept for the record of numbers that could not be read. */
  readonly text: string;
  readonly number: string;
  readonly suffix: string | null;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly operator: Operator;
  readonly station: string;
  readonly cost: Li;
  readonly source: ScanSource;
  /** Of an order of several pieces, where the label told which it is. */
  readonly piece: Piece | null;
  /** The number that stood on the label, where it is not the parcel's own. */
  readonly label: string | null;
  /** The serial scanner that made it, by its name; null for a keyboard and for what no scanner made. */
  readonly device: string | null;
  /** 手工录入: a person typed it. */
  readonly typed: boolean;
  /** 已撤销: since when it counts no more, UTC ms. */
  readonly undoneAt: number | null;
  /** 已取下: who has had what must not leave, and since when; null while nobody has said so. */
  readonly taken: { readonly at: number; readonly by: string } | null;
};

export type Undo = { readonly at: number; readonly by: Operator; readonly taken: readonly JobKind[]; readonly kept: readonly KeptWork[] };

/** Which piece of how many a row of scans tells of. */
export const pieceIn = ({ piece, pieces }: Pick<Raw, 'piece' | 'pieces'>): Piece | null => (piece === null || pieces === null ? null : { number: piece, of: pieces });

type Raw = { id: number; at: number; text: string; number: string; suffix: string | null; verdict: string; reason: string; operator_id: string; operator: string; station: string; cost: number; source: string; piece: number | null; pieces: number | null; label: string | null; device: string | null; typed: 0 | 1; undone_at: number | null; taken_at: number | null; taken_by: string | null };

/** Every scan that was answered, and the counters of the day beside it in the same transaction. */
export function scanRows({ sql }: Store) {
  const counted = (at: number, operatorId: string, verdict: string): void =>
    void sql('INSERT INTO day_counts (day, operator_id, verdict, scans) VALUES (?,?,?,1) ON CONFLICT (day, operator_id, verdict) DO UPDATE SET scans = scans + 1').run(dayOf(at), operatorId, verdict);
  const uncounted = (at: number, operatorId: string, verdict: string): void =>
    void sql('UPDATE day_counts SET scans = scans - 1 WHERE day = ? AND operator_id = ? AND verdict = ?').run(dayOf(at), operatorId, verdict);
  return {
    add(scan: Omit<ScanRow, 'id' | 'undoneAt' | 'taken'>): number {
      const { lastInsertRowid } = sql(
        'INSERT INTO scans (at, text, number, suffix, verdict, reason, operator_id, operator, station, cost, source, piece, pieces, label, device, holds, typed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)',
      ).run(scan.at, scan.text, scan.number, scan.suffix, scan.verdict, JSON.stringify(scan.reason), scan.operator.id, scan.operator.name, scan.station, scan.cost, scan.source, scan.piece?.number ?? null, scan.piece?.of ?? null, scan.label, scan.device, holds(scan), Number(scan.typed));
      // A row of a list is no parcel that has left.
      if (scan.source === 'desk') counted(scan.at, scan.operator.id, scan.verdict);
      return Number(lastInsertRowid);
    },
    /** 到件: the beginning of a pickup message. Nobody scanned an outbound parcel: it counts for no desk and no day, and has no card. */
    addArrival({ at, number, operator, station }: Pick<ScanRow, 'at' | 'number' | 'operator' | 'station'>): number {
      const reason: VerdictReason = { kind: 'work', work: ['pickup-sms'] };
      return this.add({ at, text: '', number, suffix: null, verdict: 'pass', reason, operator, station, cost: 0, source: 'arrival', piece: null, label: null, device: null, typed: false });
    },
    find(id: number): ScanRow | null {
      const row = sql<Raw>("SELECT * FROM scans WHERE id = ? AND source <> 'arrival'").get(id);
      return row ? scanOf(row) : null;
    },
    /** The scans at the desk after which a parcel, or a piece of it, counts as sent; the first one first. */
    sentAll: (number: string): ScanRow[] =>
      // Sorted here: with an ORDER BY the bound value makes SQLite plan the statement anew at every scan.
      sql<Raw>(`SELECT * FROM scans WHERE number = ? AND verdict IN (${SENT}) AND source = 'desk' AND undone_at IS NULL`).all(number).sort((a, b) => a.id - b.id).map(scanOf),
    /** Which pieces those scans were of; null where the label told none. */
    piecesLeft: (number: string): (number | null)[] =>
      sql<{ piece: number | null }>(`SELECT piece FROM scans WHERE number = ? AND source = 'desk' AND undone_at IS NULL AND verdict IN (${SENT})`).all(number).map(({ piece }) => piece),
    newest: (count: number): ScanRow[] => sql<Raw>("SELECT * FROM scans INDEXED BY scans_desk WHERE source = 'desk' ORDER BY id DESC LIMIT ?").all(count).map(scanOf),
    /** Scans at the desk, from this one on, of a number that no order had then, and that might leave all the same: one under the rule to keep it here has not. */
    letPass: (number: string, from: number): ScanRow[] =>
      sql<Raw>("SELECT * FROM scans WHERE number = ? AND id >= ? AND verdict = 'unknown' AND source = 'desk' AND undone_at IS NULL").all(number, from).sort((a, b) => a.id - b.id).map(scanOf).filter((scan) => !isKept(scan)),
    /**
     * Of a number that no order had from this scan on, a piece was kept here and has not been scanned since under another rule, or with its order. A label that tells no piece
     * may be any until there is an order, and then is the first one's. Nothing is here where as many were decided as there are: a label may have told a piece that there is not.
     */
    isStillKept(number: string, from: number): boolean {
      const here = new Set<number | null>();
      const decided = new Set<number>();
      for (const scan of sql<Raw>("SELECT * FROM scans WHERE number = ? AND id >= ? AND source = 'desk' AND undone_at IS NULL").all(number, from).sort((a, b) => a.id - b.id).map(scanOf)) {
        const told = scan.piece?.number ?? null;
        if (isKept(scan)) here.add(told);
        else if (scan.verdict === 'unknown') for (const piece of [told, null]) here.delete(piece);
        else if (scan.verdict !== 'invalid') {
          decided.add(told ?? 1);
          for (const piece of [told ?? 1, null]) here.delete(piece);
          if (scan.piece && decided.size >= scan.piece.of) here.clear();
        }
      }
      return here.size > 0;
    },
    /** A scan that was made without an order is decided: the day counts it as what it is now. What it did not hold has left the desk. */
    decideAgain(scan: ScanRow, now: Pick<ScanRow, 'verdict' | 'reason' | 'cost' | 'number' | 'piece' | 'label'>): void {
      sql('UPDATE scans SET verdict = ?, reason = ?, cost = ?, number = ?, piece = ?, pieces = ?, label = ?, holds = holds * ? WHERE id = ?').run(
        now.verdict, JSON.stringify(now.reason), now.cost, now.number, now.piece?.number ?? null, now.piece?.of ?? null, now.label, holds({ ...scan, ...now }), scan.id,
      );
      uncounted(scan.at, scan.operator.id, scan.verdict);
      counted(scan.at, scan.operator.id, now.verdict);
    },
    /** The newest scan of a list that named this number. */
    listed: (number: string): number | null => sql<{ id: number | null }>("SELECT max(id) AS id FROM scans WHERE number = ? AND source = 'batch'").get(number)?.id ?? null,
    /** Takes a scan out of the day's counts and puts down who did; its row stays. */
    undo(scan: ScanRow, { at, by, taken, kept }: Undo): void {
      sql('UPDATE scans SET undone_at = ?, holds = 0 WHERE id = ?').run(at, scan.id);
      sql('INSERT INTO undos (scan_id, at, operator_id, operator, taken, kept) VALUES (?,?,?,?,?,?)').run(scan.id, at, by.id, by.name, JSON.stringify(taken), JSON.stringify(kept));
      uncounted(scan.at, scan.operator.id, scan.verdict);
    },
    undoOf(scanId: number): Undo | null {
      const row = sql<{ at: number; operator_id: string; operator: string; taken: string; kept: string }>('SELECT * FROM undos WHERE scan_id = ?').get(scanId);
      return row ? { at: row.at, by: { id: row.operator_id, name: row.operator }, taken: JSON.parse(row.taken) as Undo['taken'], kept: JSON.parse(row.kept) as Undo['kept'] } : null;
    },
    isUndone: (scanId: number): boolean => sql('SELECT 1 FROM scans WHERE id = ? AND undone_at IS NOT NULL').get(scanId) !== undefined,
    /** Somebody has the parcel, or the piece: none of its scans until now holds the desk any more. */
    takeOff: ({ number, piece }: ScanRow, at: number, by: string): void =>
      void sql('UPDATE scans SET taken_at = ?, taken_by = ?, holds = 0 WHERE number = ? AND piece IS ? AND holds = 1').run(at, by, number, piece?.number ?? null),
    /** What holds the desk, from whatever day, the newest last. */
    holding: (): ScanRow[] => sql<Raw>('SELECT * FROM scans INDEXED BY scans_holding WHERE holds = 1 ORDER BY id').all().map(scanOf),
    /** The desk's scans before one, or (0) the newest, the newest first. */
    before: (id: number, limit: number): ScanRow[] =>
      sql<Raw>("SELECT * FROM scans INDEXED BY scans_desk WHERE source = 'desk' AND id < ? ORDER BY id DESC LIMIT ?").all(id || Number.MAX_SAFE_INTEGER, limit).map(scanOf),
    /** The same of those whose number ends in these four characters. */
    endingIn: (four: string, id: number, limit: number): ScanRow[] =>
      sql<Raw>("SELECT * FROM scans INDEXED BY scans_suffix WHERE source = 'desk' AND substr(number, -4) = ? AND id < ? ORDER BY id DESC LIMIT ?").all(four, id || Number.MAX_SAFE_INTEGER, limit).map(scanOf),
    /** The same of these numbers, from wherever: the desk, a list, an arrival. */
    ofNumbers: (numbers: readonly string[], id: number, limit: number): ScanRow[] =>
      sql<Raw>('SELECT * FROM scans INDEXED BY scans_number WHERE number IN (SELECT value FROM json_each(?)) AND id < ? ORDER BY id DESC LIMIT ?').all(JSON.stringify(numbers), id || Number.MAX_SAFE_INTEGER, limit).map(scanOf),
    /** The desk's scans of a day that has not begun, for time was ahead then, are of this one: the first `most` of them, in the caller's transaction. Returns how many there were. */
    bringBack(now: number, most: number): number {
      const { to } = daySpan(dayOf(now));
      const ahead = sql<Pick<Raw, 'id' | 'at' | 'operator_id' | 'verdict' | 'undone_at'>>(
        "SELECT id, at, operator_id, verdict, undone_at FROM scans INDEXED BY scans_at WHERE at >= ? AND source = 'desk' ORDER BY at LIMIT ?",
      ).all(to, most);
      for (const { id, at, operator_id, verdict, undone_at } of ahead) {
        sql('UPDATE scans SET at = ? WHERE id = ?').run(now, id);
        if (undone_at !== null) continue;
        uncounted(at, operator_id, verdict);
        counted(now, operator_id, verdict);
      }
      return ahead.length;
    },
    lastAt: (): number => sql<{ at: number }>('SELECT at FROM scans ORDER BY id DESC LIMIT 1').get()?.at ?? 0,
    /** Scans of a day by verdict. */
    counts: (day: string): { verdict: Verdict; scans: number }[] =>
      sql<{ verdict: Verdict; scans: number }>('SELECT verdict, sum(scans) AS scans FROM day_counts WHERE day = ? GROUP BY verdict').all(day),
  };
}
export type ScanRows = ReturnType<typeof scanRows>;

const holds = (scan: Pick<ScanRow, 'source' | 'verdict' | 'reason'>): 0 | 1 => (scan.source === 'desk' && isHeldUntilAcknowledged(scan) ? 1 : 0);

/** Without an order, under the rule to keep such parcels here, or in no courier's format, which stays here whatever the rule. */
const isKept = ({ reason }: Pick<ScanRow, 'reason'>): boolean => (reason.kind === 'no-order' && reason.stop === true) || (reason.kind === 'unreadable' && reason.why === 'no-format');

function scanOf(row: Raw): ScanRow {
  return {
    id: row.id, at: row.at, text: row.text, number: row.number, suffix: row.suffix, verdict: row.verdict as Verdict,
    reason: JSON.parse(row.reason) as VerdictReason, operator: { id: row.operator_id, name: row.operator }, station: row.station, cost: row.cost, source: row.source as ScanSource,
    piece: pieceIn(row), label: row.label, device: row.device, typed: row.typed === 1, taken: row.taken_at === null ? null : { at: row.taken_at, by: row.taken_by ?? '' }, undoneAt: row.undone_at,
  };
}
