import type { Store } from '../../store/store.ts';

/** Which order a number serves: one number never serves two live orders (product.md, the services). */
export function numberUse({ sql }: Store) {
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
    /** A conversion gave `number` to the parcel `original`. False, and nothing noted, where another live order has it. */
    give(number: string, original: string): boolean {
      const isInUse = sql(`SELECT 1 FROM parcels WHERE number = @number AND refund = 0
        UNION ALL SELECT 1 FROM piece_numbers JOIN parcels ON parcels.number = parcel WHERE piece_numbers.number = @number AND refund = 0`).get({ number });
      if (isInUse) return false;
      sql('INSERT INTO new_numbers (number, original) VALUES (?, ?) ON CONFLICT DO NOTHING').run(number, original);
      return sql<{ original: string }>('SELECT original FROM new_numbers WHERE number = ?').get(number)?.original === original;
    },
  };
}
export type NumberUse = ReturnType<typeof numberUse>;
