import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import { maskPhone } from '../../../src-shared/domain/phone.ts';
import type { Store } from '../../store/store.ts';
import type { OpenedPhone, PhoneRows } from '../scan/phone-rows.ts';
import type { Values } from './render.ts';

/** 到件: a parcel at a pickup place, with what its recipient is to be told. */
export type ArrivalRow = {
  readonly id: number;
  /** The account API's id; null for one that a person entered. */
  readonly arrival_id: string | null;
  readonly code: string;
  readonly place: string;
  /** Sealed; null once it is erased, and of an arrival of which no message was made. */
  readonly phone_sealed: Buffer | null;
  readonly phone_mask: string;
  readonly phone_print: string | null;
  readonly phone_slot: number | null;
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

type NewArrival = Omit<ArrivalRow, 'id' | 'phone_sealed' | 'phone_mask' | 'phone_print' | 'phone_slot'> & { readonly phone: string };
/** What a phone is sealed for. */
const sealedFor = ({ place, code }: Pick<ArrivalRow, 'place' | 'code'>): string => `${place}/${code}`;

/** Arrivals as rows. */
export function arrivalRows({ sql }: Store, phones: Pick<PhoneRows, 'seal' | 'openKept' | 'destroyKey'>) {
  return {
    /** The recipient's phone, for the moment of a call. */
    open: (row: ArrivalRow): OpenedPhone => phones.openKept(sealedFor(row), { sealed: row.phone_sealed, slot: row.phone_slot }),
    /**
     * Phones of messages that have ended, of before `ended`: nobody corrects them any more. Of before `over` those of all messages, whatever
     * they wait for, but not in the middle of a call. Returns how many were erased.
     */
    erase({ ended, over }: { readonly ended: number; readonly over: number }, most: number): number {
      const due = sql<{ id: number; phone_slot: number | null }>(
        `SELECT a.id, a.phone_slot FROM arrivals a INDEXED BY arrivals_sealed CROSS JOIN jobs j ON j.id = a.job_id WHERE a.phone_sealed IS NOT NULL
         AND (a.at <= @ended AND j.state IN ('done', 'refused', 'void') OR a.at <= @over AND j.state <> 'calling') ORDER BY a.at LIMIT @most`,
      ).all({ ended, over, most });
      for (const { id, phone_slot } of due) {
        phones.destroyKey(phone_slot);
        sql('UPDATE arrivals SET phone_sealed = NULL, phone_slot = NULL WHERE id = ?').run(id);
      }
      return due.length;
    },
    find: (id: number): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE id = ?').get(id) ?? null,
    told: (arrivalId: string): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE arrival_id = ?').get(arrivalId) ?? null,
    ofJob: (jobId: number): ArrivalRow | null => sql<ArrivalRow>('SELECT * FROM arrivals WHERE job_id = ?').get(jobId) ?? null,
    /** What the recipient of a parcel was told, or will be; the newest first. */
    ofNumber: (number: string): ArrivalRow[] => sql<ArrivalRow>('SELECT * FROM arrivals WHERE number = ? AND job_id IS NOT NULL ORDER BY id DESC').all(number),
    /** The recipient was told this code under the number of another piece of the parcel. */
    isToldOfPiece: (parcel: string, code: string): boolean =>
      sql('SELECT 1 FROM piece_numbers p JOIN arrivals a ON a.number = p.number WHERE p.parcel = ? AND a.code = ? AND a.job_id IS NOT NULL LIMIT 1').get(parcel, code) !== undefined,
    /** Those with this code at this place since a time; a code comes round again when its shelf is free. */
    ofCode: (place: string, code: string, since: number): ArrivalRow[] => sql<ArrivalRow>('SELECT * FROM arrivals WHERE place = ? AND code = ? AND at > ? AND job_id IS NOT NULL').all(place, code, since),
    /** Also of which no message could be made. */
    correctionsOf: (id: number): ArrivalRow[] => sql<ArrivalRow>('SELECT * FROM arrivals WHERE corrects = ?').all(id),
    /** The phone is sealed; of an arrival of which no message was made its mask stays alone. */
    add(row: NewArrival): number {
      const { sealed, mask, print, slot } = row.job_id === null ? { sealed: null, mask: maskPhone(row.phone), print: null, slot: null } : phones.seal(sealedFor(row), row.phone, null);
      const { lastInsertRowid } = sql(
        `INSERT INTO arrivals (arrival_id, code, place, phone_sealed, phone_mask, phone_print, phone_slot, template, number, corrects, job_id, problem, at)
         VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`,
      ).run(row.arrival_id, row.code, row.place, sealed, mask, print, slot, row.template, row.number, row.corrects, row.job_id, row.problem, row.at);
      return Number(lastInsertRowid);
    },
  };
}
export type ArrivalRows = ReturnType<typeof arrivalRows>;

/** What a pickup message is filled with. */
export const pickupValues = ({ code, place }: Pick<ArrivalRow, 'code' | 'place'>): Values => ({ code, place });
