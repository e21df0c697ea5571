import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import type { Courier } from '../../../src-shared/domain/couriers.ts';
import { dice, type Dice } from './dice.ts';

type Planned = { readonly parcel: Parcel; readonly leaves: boolean };

/** So many orders of each sort leave in several pieces. */
const ORDERS = 2;

/**
 * 一单多件 of the day: two of SF, whose further pieces have numbers of their own, and two of JD, whose order does not say so and
 * whose labels do (-2-3-). Dice of their own, so that every parcel stays as it is; the last of the day that may leave, so
 * that they come late in the sheet.
 */
export function piecesOfTheDay(seed: number, planned: readonly Planned[], fresh: (courier: Courier, chance: Dice) => string): ReadonlyMap<string, readonly string[]> {
  const chance = dice('practice-pieces', seed);
  const lastOf = (courier: Courier): Parcel[] => planned.filter(({ parcel, leaves }) => leaves && parcel.courier === courier).slice(-ORDERS).map(({ parcel }) => parcel);
  const further = new Map<string, readonly string[]>();
  for (const { number } of lastOf('sf')) further.set(number, Array.from({ length: 1 + chance.below(2) }, () => fresh('sf', chance)));
  for (const { number } of lastOf('jd')) {
    const count = 2 + chance.below(2);
    further.set(number, Array.from({ length: count - 1 }, (_, at) => `${number}-${at + 2}-${count}-`));
  }
  return further;
}

/** The order as the feed tells it. */
export function withPieces(parcel: Parcel, further: readonly string[] | undefined): Parcel {
  return further && parcel.courier === 'sf' ? { ...parcel, pieces: { count: further.length + 1, numbers: [...further] } } : parcel;
}

/** A parcel's row, and one for each further piece behind it: the order's work is the first one's. */
export function rowsOfPieces(row: SheetRow, further: readonly string[] = []): SheetRow[] {
  if (further.length === 0) return [row];
  const of = further.length + 1;
  return [{ ...row, piece: { number: 1, of } }, ...further.map((number, at) => ({ ...row, number, work: [], piece: { number: at + 2, of } }))];
}
