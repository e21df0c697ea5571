import type { Recall } from '../../../src-shared/bridge/views.ts';
import type { VerdictReason } from '../../../src-shared/domain/reason.ts';
import type { Store } from '../../store/store.ts';
import { pieceIn, type ScanRow } from './scan-rows.ts';

/** 追回: parcels that have passed and must not leave after all, until somebody has them. */
export function recallRows({ sql }: Store) {
  return {
    /** Called back, under the number that it was told by; once more where it had been fetched for another reason. */
    add: ({ scanId, number, reason }: Omit<Recall, 'piece'>, at: number): void =>
      void sql(`INSERT INTO recalls (scan_id, number, reason, at) VALUES (?,?,?,?)
           ON CONFLICT (scan_id) DO UPDATE SET number = excluded.number, reason = excluded.reason, at = excluded.at, ended_at = NULL, ended_by = NULL`).run(scanId, number, JSON.stringify(reason), at),
    /** Somebody has the parcel, or the piece, of this scan. */
    end: ({ number, piece }: Pick<ScanRow, 'number' | 'piece'>, at: number, by: string): void =>
      void sql('UPDATE recalls SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL AND scan_id IN (SELECT id FROM scans WHERE number = ? AND piece IS ?)').run(at, by, number, piece?.number ?? null),
    /** Somebody has had the parcel of this scan for this reason. */
    isEnded: (scanId: number, why: string): boolean => sql("SELECT 1 FROM recalls WHERE scan_id = ? AND ended_at IS NOT NULL AND reason ->> '$.why' = ?").get(scanId, why) !== undefined,
    /** Of which nobody has said so yet, the first one first. */
    open: (): Recall[] =>
      sql<{ scan_id: number; number: string; reason: string; piece: number | null; pieces: number | null }>(
        `SELECT scan_id, recalls.number, recalls.reason, piece, pieces FROM recalls INDEXED BY recalls_open JOIN scans ON scans.id = scan_id WHERE ended_at IS NULL ORDER BY scan_id`,
      )
        .all()
        .map(({ scan_id, number, reason, piece, pieces }) => ({ scanId: scan_id, number, reason: JSON.parse(reason) as VerdictReason, piece: pieceIn({ piece, pieces }) })),
    of(scanId: number): { readonly at: number; readonly ended: { readonly at: number; readonly by: string } | null } | null {
      const row = sql<{ at: number; ended_at: number | null; ended_by: string | null }>('SELECT at, ended_at, ended_by FROM recalls WHERE scan_id = ?').get(scanId);
      return row ? { at: row.at, ended: row.ended_at === null ? null : { at: row.ended_at, by: row.ended_by ?? '' } } : null;
    },
  };
}
export type RecallRows = ReturnType<typeof recallRows>;
