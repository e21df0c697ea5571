import type { Store } from '../../store/store.ts';

/** The live order, other than `except`, that has a number as its own or as a piece's; null where none has. */
export function liveOrderOn({ sql }: Pick<Store, 'sql'>, number: string, except: string | null): string | null {
  // One by one: a join would be planned anew at every parcel that is told.
  const piece = sql<{ parcel: string }>('SELECT parcel FROM piece_numbers WHERE number = ?').get(number);
  for (const parcel of [number, ...(piece ? [piece.parcel] : [])]) {
    const row = sql<{ order_number: string; refund: number }>('SELECT order_number, refund FROM parcels WHERE number = ?').get(parcel);
    if (row && row.refund === 0 && row.order_number !== except) return row.order_number;
  }
  return null;
}

/** Which order a number serves: one number never serves two live orders (product.md, the services). */
export function numberUse({ sql }: Store) {
  const isOwn = (number: string): boolean => sql('SELECT 1 FROM parcels WHERE number = ?').get(number) !== undefined;
  return {
    /**
     * The other live order that this number is on: an order number where the feed told it of two, or the original number
     * of the parcel whose new number it is. Null where it is free, or the parcel's own.
     */
    elsewhere(number: string): string | null {
      return (
        sql<{ order_number: string }>('SELECT order_number FROM doubled_numbers WHERE number = ?').get(number)?.order_number ??
        sql<{ original: string }>('SELECT original FROM new_numbers WHERE number = ?').get(number)?.original ??
        null
      );
    },
    /** The parcel that a number was given to by its conversion. */
    originalOf: (number: string): string | null => sql<{ original: string }>('SELECT original FROM new_numbers WHERE number = ?').get(number)?.original ?? null,
    /** The parcel's own number, by which everything else knows it: this one, where it is a parcel's, or the one that a conversion gave it to. */
    own(number: string): string {
      return isOwn(number) ? number : (this.originalOf(number) ?? number);
    },
    /** The same of whatever stands on a label, also where it is the number of a piece. */
    ofLabel(number: string): string {
      const piece = isOwn(number) ? undefined : sql<{ parcel: string }>('SELECT parcel FROM piece_numbers WHERE number = ?').get(number);
      return piece?.parcel ?? this.own(number);
    },
    /** Every number that the labels of a parcel have: its own, its pieces' and the new one, but none that is another order's by now. */
    all(own: string): string[] {
      const others = sql<{ number: string }>('SELECT number FROM piece_numbers WHERE parcel = @own UNION ALL SELECT number FROM new_numbers WHERE original = @own').all({ own });
      return [own, ...others.map(({ number }) => number).filter((number) => this.ofLabel(number) === own)];
    },
    /** A conversion gave `number` to the parcel `original`. False, and nothing noted, where another live order has it. */
    give(number: string, original: string): boolean {
      if (liveOrderOn({ sql }, number, null) !== null) return false;
      sql('INSERT INTO new_numbers (number, original) VALUES (?, ?) ON CONFLICT DO NOTHING').run(number, original);
      return sql<{ original: string }>('SELECT original FROM new_numbers WHERE number = ?').get(number)?.original === original;
    },
  };
}
export type NumberUse = ReturnType<typeof numberUse>;
