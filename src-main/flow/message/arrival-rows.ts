import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Store } from '../../store/store.ts';
import type { Values } from './render.ts';

/** 到件: a parcel at a pickup place, with what its recipient is to be told. */
export type ArrivalRow = {
  readonly id: number;
  /** The account API's id; null for one that a person entered. */
  readonly arrival_id: string | null;
  readonly code: string;
  readonly place: string;
  readonly phone: string;
  readonly template: string;
  /** The waybill number, where it is known. */
  readonly number: string | null;
  /** The arrival that this one corrects. */
  readonly corrects: number | null;
  readonly job_id: number | null;
  /** Why no message was made of it. */
  readonly problem: ErrorCode | null;
  /** When it came to this station, UTC ms. */
  readonly at: number;
};

/** Arrivals as rows. */
export function arrivalRows({ sql }: Store) {
  return {
    find: (id: number): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE id = ?').get(id) ?? null,
    told: (arrivalId: string): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE arrival_id = ?').get(arrivalId) ?? null,
    ofJob: (jobId: number): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE job_id = ?').get(jobId) ?? null,
    /** The newest one with this code at this place since a time; a code comes round again when its shelf is free. */
    ofCode: (place: string, code: string, since: number): ArrivalRow | null =>
      sql<ArrivalRow>('SELECT * FROM arrivals WHERE place = ? AND code = ? AND at > ? AND job_id IS NOT NULL ORDER BY id DESC LIMIT 1').get(place, code, since) ?? null,
    correctionsOf: (id: number): ArrivalRow[] => sql<ArrivalRow>('SELECT * FROM arrivals WHERE corrects = ? AND job_id IS NOT NULL').all(id),
    add(row: Omit<ArrivalRow, 'id'>): number {
      const { lastInsertRowid } = sql(
        'INSERT INTO arrivals (arrival_id, code, place, phone, template, number, corrects, job_id, problem, at) VALUES (?,?,?,?,?,?,?,?,?,?)',
      ).run(row.arrival_id, row.code, row.place, row.phone, row.template, row.number, row.corrects, row.job_id, row.problem, row.at);
      return Number(lastInsertRowid);
    },
  };
}
export type ArrivalRows = ReturnType<typeof arrivalRows>;

/** What a pickup message is filled with. */
export const pickupValues = ({ code, place }: Pick<ArrivalRow, 'code' | 'place'>): Values => ({ code, place });
