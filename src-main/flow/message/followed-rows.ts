import type { Store } from '../../store/store.ts';
import { SENT } from '../scan/sent.ts';

/** A parcel that has left and whose recipient may still have to be told where it lies. Times are UTC ms. */
export type FollowedRow = { readonly number: string; readonly left_at: number; readonly wants_phone: number };

const CURSOR = 'followed.scan';

/** 轨迹: what is asked about, and when next, as rows. */
export function followedRows({ sql, meta, transaction }: Store) {
  /** What has left once more is followed anew. */
  const take = (number: string, leftAt: number, nextAt: number): void =>
    void sql('INSERT INTO followed (number, left_at, next_at, wants_phone) VALUES (?,?,?,0) ON CONFLICT (number) DO UPDATE SET left_at = excluded.left_at, next_at = excluded.next_at').run(number, leftAt, nextAt);
  const cursor = (): number => Number(meta.get(CURSOR) ?? 0);
  return {
    /**
     * Takes up what left the desk between two times, each asked about from `after` ms after that. Looks at `most` scans; true where there may be more.
     * What was scanned before something that has left has left too, whatever its time says: the clock may have been ahead then.
     */
    takeUp({ from, until, after }: { readonly from: number; readonly until: number; readonly after: number }, most: number): boolean {
      const before = (at: number): number => sql<{ id: number }>('SELECT id FROM scans WHERE at < ? ORDER BY at DESC, id DESC LIMIT 1').get(at)?.id ?? 0;
      const scans = sql<{ id: number; number: string; at: number; sent: number }>(
        `SELECT id, number, at, verdict IN (${SENT}) AND undone_at IS NULL AS sent FROM scans INDEXED BY scans_desk WHERE source = 'desk' AND id > ? ORDER BY id LIMIT ?`,
      ).all(Math.max(cursor(), before(from)), most);
      const left = before(until + 1);
      const due = scans.slice(0, scans.findLastIndex(({ id, at }) => at <= until || id <= left) + 1);
      if (due.length === 0) return false;
      transaction(() => {
        for (const { number, at } of due.filter((scan) => scan.sent === 1)) {
          const leftAt = Math.min(at, until);
          take(number, leftAt, leftAt + after);
        }
        meta.set(CURSOR, String(due.at(-1)?.id));
      });
      return due.length === most;
    },
    /** A scan has been decided anew. Where it was looked past while it had no order, its parcel is taken up now if it has left: it is due already. */
    takeUpLate(scanId: number, now: number): void {
      if (scanId > cursor()) return;
      const scan = sql<{ number: string; at: number }>(`SELECT number, at FROM scans WHERE id = ? AND verdict IN (${SENT}) AND undone_at IS NULL`).get(scanId);
      if (scan) take(scan.number, Math.min(scan.at, now), now);
    },
    /** The one that has been due longest. */
    due: (now: number): FollowedRow | null =>
      sql<FollowedRow>('SELECT number, left_at, wants_phone FROM followed WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT 1').get(now) ?? null,
    /** When it is asked about next; null never again. */
    next: (number: string, at: number | null): void => void sql('UPDATE followed SET next_at = ? WHERE number = ?').run(at, number),
    /** Its courier answers only with the recipient's phone. */
    wantsPhone: (number: string): void => void sql('UPDATE followed SET wants_phone = 1 WHERE number = ?').run(number),
  };
}
export type FollowedRows = ReturnType<typeof followedRows>;
