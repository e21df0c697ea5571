import type { UnknownState } from '../../../src-shared/domain/unknown-number.ts';
import type { Store } from '../../store/store.ts';
import type { Operator } from './scan-rows.ts';

export type UnknownNumber = {
  readonly number: string; readonly scan_id: number; readonly first_at: number; readonly last_at: number; readonly times: number;
  readonly operator: string; readonly station: string; readonly stopped: 0 | 1; readonly state: UnknownState; readonly ended_at: number | null;
};
type Seen = { readonly number: string; readonly scanId: number; readonly at: number; readonly operator: Operator; readonly station: string; readonly stopped: boolean };

/** 待查: numbers that were scanned at this desk and that no order has, in the scan's own transaction. */
export function unknownRows({ sql }: Store) {
  return {
    /** Scanned without an order: a new row, or one more time. What had come to an end begins anew. */
    note({ number, scanId, at, operator, station, stopped }: Seen): void {
      sql(`INSERT INTO unknown_numbers (number, scan_id, first_at, last_at, times, operator, station, stopped, state) VALUES (@number, @scanId, @at, @at, 1, @operator, @station, @stopped, 'open')
           ON CONFLICT (number) DO UPDATE SET last_at = excluded.last_at, stopped = excluded.stopped, ended_at = NULL, state = 'open',
             scan_id = CASE state WHEN 'open' THEN scan_id ELSE excluded.scan_id END, first_at = CASE state WHEN 'open' THEN first_at ELSE excluded.first_at END,
             times = CASE state WHEN 'open' THEN times + 1 ELSE 1 END, operator = excluded.operator, station = excluded.station`).run({ number, scanId, at, operator: operator.name, station, stopped: Number(stopped) });
    },
    /** Ends one that is open or whose order has come. False where there is none. */
    end: (number: string, state: Exclude<UnknownState, 'open'>, at: number): boolean =>
      sql("UPDATE unknown_numbers SET state = ?, ended_at = ? WHERE number = ? AND state IN ('open', 'arrived')").run(state, at, number).changes === 1,
    /** Its parcel, or a piece of it, that was done lies here again. */
    liesHereAgain: (number: string, at: number): void => void sql("UPDATE unknown_numbers SET state = 'arrived', ended_at = ? WHERE number = ? AND state = 'done'").run(at, number),
    find: (number: string): UnknownNumber | null => sql<UnknownNumber>('SELECT * FROM unknown_numbers WHERE number = ?').get(number) ?? null,
    isOpen: (number: string): boolean => sql("SELECT 1 FROM unknown_numbers WHERE number = ? AND state = 'open'").get(number) !== undefined,
    openCount: (): number => sql<{ n: number }>("SELECT count(*) AS n FROM unknown_numbers WHERE state = 'open'").get()?.n ?? 0,
    /** What has to be scanned again, then what waits for its order, the newest first, and behind them what has come to an end. */
    list: (count: number): UnknownNumber[] => sql<UnknownNumber>("SELECT * FROM unknown_numbers ORDER BY state = 'arrived' DESC, state = 'open' DESC, last_at DESC LIMIT ?").all(count),
  };
}
export type UnknownRows = ReturnType<typeof unknownRows>;
