import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';

/** ms before the day's start: the platform's time for the order was over an hour earlier. */
const BEFORE = 3_600_000;

/** The order of the day that has expired: the last one that would leave in one piece with nothing to do, so that every other parcel stays as it is. */
export function expiredOfTheDay(planned: readonly { readonly parcel: Parcel; readonly leaves: boolean }[], severalPieces: (number: string) => boolean): string | null {
  return planned.findLast(({ parcel, leaves }) => leaves && parcel.target === null && !parcel.privacy && !severalPieces(parcel.number))?.parcel.number ?? null;
}

/** As its feed tells it, in a day that began at `start` (UTC ms). */
export const withExpiry = (parcel: Parcel, expired: string | null, start: number): Parcel => (parcel.number === expired ? { ...parcel, expiresAt: start - BEFORE } : parcel);

export const rowOfExpired = (row: SheetRow, expired: string | null): SheetRow => (row.number === expired ? { ...row, verdict: 'intercepted', expired: true } : row);
