import { isOff, type Grams, type WeighingRules } from '../../../src-shared/domain/weight.ts';
import type { Store } from '../../store/store.ts';

/** A scan's weight beside its order's, as it was judged then: later rules change nothing of it. */
export type Weighing = { readonly grams: Grams; readonly expected: Grams | null; readonly off: boolean };

/** 称重: the weight of a scan, once. */
export function weighingRows({ sql }: Store) {
  return {
    /** Of a parcel of several pieces the order's weight says nothing of one. */
    add(scanId: number, number: string, grams: Grams, rules: WeighingRules, at: number): void {
      const expected = sql<{ weight: number | null }>('SELECT weight FROM parcels WHERE number = ? AND pieces IS NULL').get(number)?.weight ?? null;
      sql('INSERT OR IGNORE INTO weighings (scan_id, grams, expected, off, at) VALUES (?,?,?,?,?)').run(scanId, grams, expected, Number(isOff(grams, expected, rules)), at);
    },
    of(scanId: number): Weighing | null {
      const row = sql<{ grams: number; expected: number | null; off: number }>('SELECT grams, expected, off FROM weighings WHERE scan_id = ?').get(scanId);
      return row ? { grams: row.grams, expected: row.expected, off: row.off === 1 } : null;
    },
  };
}
export type WeighingRows = ReturnType<typeof weighingRows>;
