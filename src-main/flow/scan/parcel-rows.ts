import { INTERCEPTION_REASONS, type Interception, type Parcel, type StopWords } from '../../../src-shared/contract/parcels.ts';
import type { Courier, Platform } from '../../../src-shared/domain/couriers.ts';
import type { Store } from '../../store/store.ts';
import { liveOrderOn } from './number-use.ts';
import type { PhoneRows } from './phone-rows.ts';

/** A parcel as it is kept: the phone is a mask, and sealed beside it. */
export type KnownParcel = Omit<Parcel, 'recipient' | 'pieces' | 'expiresAt'> & {
  /** `ownNumbers`: each piece after the first has a number of its own. Null for an order of one piece. */
  readonly pieces: { readonly count: number; readonly ownNumbers: boolean } | null;
  /** UTC ms; null where the platform named no end. */
  readonly expiresAt: number | null;
  readonly recipient: { readonly name: string; readonly mask: string; readonly region: string } };

type ParcelRow = {
  number: string; courier: string; platform: string; store_id: string; store_name: string; order_number: string;
  target_kind: string | null; target: string | null; privacy: number; recipient_name: string; phone_mask: string;
  recipient_region: string; items: string; refund: number; hold: number; pieces: number | null; expires_at: number | null;
};

/** Parcels and interceptions as the feeds told them, found by number. Writing belongs to the feeds, in their transaction. */
export function parcelRows({ sql }: Store, phones: Pick<PhoneRows, 'seal'>, now: () => number) {
  /** A number serves one order: the one that was told last has it, and a refunded one takes none from another. */
  const putPieces = ({ number, pieces, refund }: Parcel): void => {
    sql('DELETE FROM piece_numbers WHERE parcel = ?').run(number);
    pieces?.numbers.slice(0, pieces.count - 1).forEach((piece, at) => sql(`INSERT OR ${refund ? 'IGNORE' : 'REPLACE'} INTO piece_numbers (number, parcel, piece) VALUES (?,?,?)`).run(piece, number, at + 2));
  };
  /** A refunded order needs its numbers no more; a number that another live order has serves neither of them. */
  const noteDoubled = ({ number, pieces, orderNumber, refund }: Parcel): void => {
    for (const one of [number, ...(pieces?.numbers ?? [])]) {
      if (refund) sql('DELETE FROM doubled_numbers WHERE number = ?').run(one);
      const other = refund ? null : liveOrderOn({ sql }, one, orderNumber);
      if (other !== null) sql('INSERT OR IGNORE INTO doubled_numbers (number, order_number) VALUES (?,?)').run(one, other);
    }
  };
  return {
    find(number: string): KnownParcel | null {
      const row = sql<ParcelRow>('SELECT * FROM parcels WHERE number = ?').get(number);
      if (!row) return null;
      const pieces = row.pieces === null ? null : { count: row.pieces, ownNumbers: sql('SELECT 1 FROM piece_numbers WHERE parcel = ? LIMIT 1').get(number) !== undefined };
      return parcelOf(row, pieces);
    },
    /** What stops it, also of a row that can't be read otherwise; null of an unknown one. */
    wordsOf(number: string): StopWords | null {
      const row = sql<{ refund: number; hold: number }>('SELECT refund, hold FROM parcels WHERE number = ?').get(number);
      return row ? { number, refund: row.refund === 1, hold: row.hold === 1 } : null;
    },
    /** Its order says that it leaves in several pieces. */
    isInPieces: (number: string): boolean => sql('SELECT 1 FROM parcels WHERE number = ? AND pieces IS NOT NULL').get(number) !== undefined,
    /** The parcel that this is the number of another piece of. */
    pieceOf: (number: string): { readonly parcel: string; readonly piece: number } | null =>
      sql<{ parcel: string; piece: number }>('SELECT parcel, piece FROM piece_numbers WHERE number = ?').get(number) ?? null,
    interception(number: string): Interception | null {
      const row = sql<{ number: string; reason: string; at: number }>('SELECT number, reason, at FROM interceptions WHERE number = ?').get(number);
      const reason = INTERCEPTION_REASONS.find((known) => known === row?.reason);
      return row ? { number: row.number, reason: reason ?? 'risk', at: row.at } : null;
    },
    /** It is intercepted, or its order refunded. */
    isCalledBack: (number: string): boolean =>
      sql('SELECT 1 FROM interceptions WHERE number = @number UNION ALL SELECT 1 FROM parcels WHERE number = @number AND refund = 1').get({ number }) !== undefined,
    /** The platform keeps its order back, and may let it go again. */
    isHeld: (number: string): boolean => sql('SELECT 1 FROM parcels WHERE number = ? AND hold = 1').get(number) !== undefined,
    /** The phone is sealed on arrival: its plain form is never written. Of an erased parcel nothing of the person comes back. */
    put(parcel: Parcel): void {
      const known = sql<{ order_number: string; phone_slot: number | null; erased_at: number | null }>('SELECT order_number, phone_slot, erased_at FROM parcels WHERE number = ?').get(parcel.number);
      noteDoubled(parcel);
      putPieces(parcel);
      const order = [
        parcel.courier, parcel.platform, parcel.store.id, parcel.store.name, parcel.orderNumber, parcel.target?.kind ?? null, targetText(parcel),
        Number(parcel.privacy), JSON.stringify(parcel.items), Number(parcel.refund), Number(parcel.hold), parcel.pieces?.count ?? null, parcel.expiresAt ?? null, parcel.weightGrams ?? null,
      ];
      // Another order under an old number is another person's.
      if (known?.erased_at && known.order_number === parcel.orderNumber) {
        sql(`UPDATE parcels SET courier = ?, platform = ?, store_id = ?, store_name = ?, order_number = ?, target_kind = ?, target = ?,
               privacy = ?, items = ?, refund = ?, hold = ?, pieces = ?, expires_at = ?, weight = ? WHERE number = ?`).run(...order, parcel.number);
        return;
      }
      const { name, phone, region } = parcel.recipient;
      const { sealed, mask, print, slot } = phones.seal(parcel.number, phone, known?.phone_slot ?? null);
      sql(`INSERT INTO parcels (courier, platform, store_id, store_name, order_number, target_kind, target, privacy, items, refund, hold, pieces, expires_at, weight,
             number, recipient_name, recipient_phone, recipient_region, phone_sealed, phone_mask, phone_print, phone_slot, kept_since)
           VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'',?,?,?,?,?,?)
           ON CONFLICT (number) DO UPDATE SET courier = excluded.courier, platform = excluded.platform, store_id = excluded.store_id,
             store_name = excluded.store_name, order_number = excluded.order_number, target_kind = excluded.target_kind, target = excluded.target,
             privacy = excluded.privacy, items = excluded.items, refund = excluded.refund, hold = excluded.hold, pieces = excluded.pieces, expires_at = excluded.expires_at, weight = excluded.weight, recipient_name = excluded.recipient_name,
             recipient_region = excluded.recipient_region, phone_sealed = excluded.phone_sealed, phone_mask = excluded.phone_mask,
             phone_print = excluded.phone_print, phone_slot = excluded.phone_slot, erased_at = NULL,
             over_at = CASE order_number WHEN excluded.order_number THEN over_at END, kept_since = CASE order_number WHEN excluded.order_number THEN kept_since ELSE excluded.kept_since END`).run(
        ...order, parcel.number, name, region, sealed, mask, print, slot, now(),
      );
    },
    /** Only these two words of a known order are other than before. */
    stop: ({ number, refund, hold }: StopWords): void => void sql('UPDATE parcels SET refund = ?, hold = ? WHERE number = ?').run(Number(refund), Number(hold), number),
    putInterception(interception: Interception): void {
      sql('INSERT OR REPLACE INTO interceptions (number, reason, at) VALUES (?,?,?)').run(interception.number, interception.reason, interception.at);
    },
  };
}
export type ParcelRows = ReturnType<typeof parcelRows>;

function targetText({ target }: Pick<Parcel, 'target'>): string | null {
  return target === null ? null : target.kind === 'segment' ? target.segment : target.courier;
}

function parcelOf(row: ParcelRow, pieces: KnownParcel['pieces']): KnownParcel {
  const target = row.target as string;
  return {
    number: row.number,
    courier: row.courier as Courier,
    platform: row.platform as Platform,
    store: { id: row.store_id, name: row.store_name },
    orderNumber: row.order_number,
    target: row.target_kind === null ? null : row.target_kind === 'segment' ? { kind: 'segment', segment: target } : { kind: 'courier', courier: target as Courier },
    privacy: row.privacy === 1,
    recipient: { name: row.recipient_name, mask: row.phone_mask, region: row.recipient_region },
    items: JSON.parse(row.items) as Parcel['items'],
    refund: row.refund === 1,
    hold: row.hold === 1,
    pieces,
    expiresAt: row.expires_at,
  };
}
