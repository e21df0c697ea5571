import type { Courier, Platform } from '../../../src-shared/domain/couriers.ts';
import type { JobState } from '../../../src-shared/domain/work.ts';
import { CONVERTED_TO } from '../scan/batch-rows.ts';
import { daySpan } from '../scan/day.ts';
import type { Operator } from '../scan/scan-rows.ts';
import type { Steps } from '../steps.ts';

/** Original and new number side by side. `at`: when it was done, or where it is not, when its parcel was scanned, UTC ms. */
export type Conversion = {
  readonly at: number; readonly number: string; readonly courier: Courier; readonly platform: Platform; readonly orderNumber: string | null;
  readonly replacement: string | null; readonly newCourier: Courier | null; readonly operator: Operator; readonly state: JobState;
};

/** Jobs or scans looked at in one portion. */
const PORTION = 1_000;

/** `place` and `placeAt` say where the next portion begins; the rest is NULL where no conversion is there. */
type Row = {
  place: number; placeAt: number; id: number | null; number: string; courier: Courier; platform: Platform; order_number: string | null; replacement: string | null; new_courier: Courier | null;
  operator_id: string; operator: string; state: JobState;
};

const pageOf = (page: string, which: string): string => `SELECT page.id AS place, page.at AS placeAt, j.id, j.number, j.courier, j.platform, CASE WHEN json_valid(j.task) THEN j.task ->> '$.orderNumber' END AS order_number,
    ${CONVERTED_TO}, s.operator_id, s.operator, j.state
  FROM (${page} ORDER BY 2, 1 LIMIT ${PORTION}) AS page LEFT JOIN jobs j ON ${which} AND j.kind IN ('sync', 'trace') LEFT JOIN scans s ON s.id = j.scan_id ORDER BY page.at, page.id`;
const since = (at: string): string => `${at} >= @at AND ${at} < @to AND (${at} > @at OR id > @id)`;

/** Set to work by a scan of the day, at the desk or of a list, and not done. */
const UNDONE = pageOf(`SELECT id, at FROM scans INDEXED BY scans_at WHERE ${since('at')}`, "j.scan_id = page.id AND j.state <> 'done'");
/** Done in the day, whenever its parcel was scanned: so does the day count it. */
const DONE = pageOf(`SELECT id, ended_at AS at FROM jobs INDEXED BY jobs_done WHERE state = 'done' AND ${since('ended_at')}`, 'j.id = page.id');

/** The conversions of a day (2026-11-24), the first one first. One that is done meanwhile is read again among those that are. */
export function* conversionsOf({ store }: Pick<Steps, 'store'>, day: string): Generator<undefined, Conversion[]> {
  const { from, to } = daySpan(day);
  const found = new Map<number, Conversion>();
  for (const page of [UNDONE, DONE]) {
    for (let last: Pick<Row, 'place' | 'placeAt'> | undefined = { place: 0, placeAt: from }; last; ) {
      const rows: Row[] = store.sql<Row>(page).all({ at: last.placeAt, id: last.place, to });
      for (const row of rows) {
        const { id, placeAt: at, number, courier, platform, order_number: orderNumber, replacement, new_courier: newCourier, operator_id, operator, state } = row;
        if (id !== null) found.set(id, { at, number, courier, platform, orderNumber, replacement, newCourier, operator: { id: operator_id, name: operator }, state });
      }
      last = rows.at(-1);
      yield;
    }
  }
  return [...found].sort(([one, a], [other, b]) => a.at - b.at || one - other).map(([, conversion]) => conversion);
}
