import { INTERCEPTION_REASONS, type Interception, type Parcel } from '../../../src-shared/contract/parcels.ts';
import type { Courier, Platform } from '../../../src-shared/domain/couriers.ts';
import type { Store } from '../../store/store.ts';

type ParcelRow = {
  number: string; courier: string; platform: string; store_id: string; store_name: string; order_number: string;
  target_kind: string | null; target: string | null; privacy: number; recipient_name: string; recipient_phone: string;
  recipient_region: string; items: string; refund: number; hold: number;
};

/** Parcels and interceptions as the feeds told them, found by number. Writing belongs to the feeds, in their transaction. */
export function parcelRows({ sql }: Store) {
  return {
    find(number: string): Parcel | null {
      const row = sql<ParcelRow>('SELECT * FROM parcels WHERE number = ?').get(number);
      return row ? parcelOf(row) : null;
    },
    /** The recipient's, plain: for the moment of a call. Empty where the parcel is not known any more. */
    phone: (number: string): string => sql<{ phone: string }>('SELECT recipient_phone AS phone FROM parcels WHERE number = ?').get(number)?.phone ?? '',
    interception(number: string): Interception | null {
      const row = sql<{ number: string; reason: string; at: number }>('SELECT number, reason, at FROM interceptions WHERE number = ?').get(number);
      const reason = INTERCEPTION_REASONS.find((known) => known === row?.reason);
      return row ? { number: row.number, reason: reason ?? 'risk', at: row.at } : null;
    },
    put(parcel: Parcel): void {
      // A refunded order needs its number no more.
      const before = sql<{ order_number: string; refund: number }>('SELECT order_number, refund FROM parcels WHERE number = ?').get(parcel.number);
      if (parcel.refund) sql('DELETE FROM doubled_numbers WHERE number = ?').run(parcel.number);
      else if (before && before.order_number !== parcel.orderNumber && before.refund === 0) sql('INSERT OR IGNORE INTO doubled_numbers (number, order_number) VALUES (?,?)').run(parcel.number, before.order_number);
      sql(`INSERT OR REPLACE INTO parcels (number, courier, platform, store_id, store_name, order_number, target_kind, target, privacy,
             recipient_name, recipient_phone, recipient_region, items, refund, hold) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`).run(
        parcel.number, parcel.courier, parcel.platform, parcel.store.id, parcel.store.name, parcel.orderNumber,
        parcel.target?.kind ?? null, targetText(parcel), Number(parcel.privacy),
        parcel.recipient.name, parcel.recipient.phone, parcel.recipient.region, JSON.stringify(parcel.items), Number(parcel.refund), Number(parcel.hold),
      );
    },
    putInterception(interception: Interception): void {
      sql('INSERT OR REPLACE INTO interceptions (number, reason, at) VALUES (?,?,?)').run(interception.number, interception.reason, interception.at);
    },
  };
}
export type ParcelRows = ReturnType<typeof parcelRows>;

function targetText({ target }: Parcel): string | null {
  return target === null ? null : target.kind === 'segment' ? target.segment : target.courier;
}

function parcelOf(row: ParcelRow): Parcel {
  const target = row.target as string;
  return {
    number: row.number,
    courier: row.courier as Courier,
    platform: row.platform as Platform,
    store: { id: row.store_id, name: row.store_name },
    orderNumber: row.order_number,
    target: row.target_kind === null ? null : row.target_kind === 'segment' ? { kind: 'segment', segment: target } : { kind: 'courier', courier: target as Courier },
    privacy: row.privacy === 1,
    recipient: { name: row.recipient_name, phone: row.recipient_phone, region: row.recipient_region },
    items: JSON.parse(row.items) as Parcel['items'],
    refund: row.refund === 1,
    hold: row.hold === 1,
  };
}
