import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { pageOf } from './page.ts';
import { Refusal } from './refusal.ts';

/** A new or changed order goes to the end of the feed, so that a client which has read past it reads it again. */
export function putOrder(stage: Stage, parcel: Parcel): void {
  const sequence = stage.kept.number('order-sequence', 0) + 1;
  stage.kept.put('order-sequence', sequence);
  stage
    .sql('INSERT INTO orders (number, sequence, order_number, parcel) VALUES (?,?,?,?) ON CONFLICT (number) DO UPDATE SET sequence = excluded.sequence, order_number = excluded.order_number, parcel = excluded.parcel')
    .run(parcel.number, sequence, parcel.orderNumber, JSON.stringify(parcel));
}

export function orderOf(stage: Stage, number: string): Parcel | null {
  const row = stage.sql<{ parcel: string }>('SELECT parcel FROM orders WHERE number = ?').get(number);
  return row ? (JSON.parse(row.parcel) as Parcel) : null;
}

export const playOrders: Plays<'orders'> = ({ stage, request }) =>
  pageOf(request, (after, limit) =>
    stage
      .sql<{ sequence: number; parcel: string }>('SELECT sequence, parcel FROM orders WHERE sequence > ? ORDER BY sequence LIMIT ?')
      .all(after, limit)
      .map(({ sequence, parcel }) => ({ sequence, item: JSON.parse(parcel) as Parcel })),
  );

export const playOrder: Plays<'order'> = ({ stage, param }) => {
  const parcel = orderOf(stage, param('number'));
  if (!parcel) throw new Refusal(404, 'no-order');
  return parcel;
};
