import { orderOf } from '../../src-main/practice/account/orders.ts';
import { isCalledBack } from './ended-for-nothing.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

type Row = { readonly number: string; readonly verdict: string; readonly undone_at: number | null };

/** Called back, held at some time, or expired: by the platform's own word. */
export function mayBeStopped(world: World, onceHeld: ReadonlySet<string>, number: string): boolean {
  const order = orderOf(world.stage, number);
  return onceHeld.has(number) || order?.hold === true || (order?.expiresAt ?? Infinity) <= world.stage.now() || isCalledBack(world, number);
}

/**
 * Nothing lost: each scan has the verdict that it was answered with, or another one once its order has come, and none that sets a parcel's work aside for no
 * reason: a duplicate has passed before, what is intercepted was stopped by the platform, what is invalid has no order of one piece, and nothing stays unknown that has an order.
 */
export function verdictsInTheEnd({ world, broken, onceHeld }: View, { raw, seat }: Life): void {
  for (const { scanId, number, verdict: answered } of seat.answered) {
    const row = raw.sql<Row>('SELECT number, verdict, undone_at FROM scans WHERE id = ?').get(scanId);
    if (!row) continue;
    if (answered !== 'unknown' && row.verdict !== answered) broken('nothing lost', `scan ${scanId} of ${number} at ${seat.name} was answered ${answered}, and is ${row.verdict}`);
    if (!isRight(scanId, row)) broken('nothing lost', `scan ${scanId} of ${number} at ${seat.name} is ${row.verdict} for no reason`);
  }

  function isRight(scanId: number, { number, verdict, undone_at }: Row): boolean {
    const order = orderOf(world.stage, number);
    switch (verdict) {
      // Scanned once more when its order was there, it was decided then.
      case 'unknown': return order === null || (undone_at !== null && seat.undos > 0) || raw.sql("SELECT 1 FROM scans WHERE number = ? AND id > ? AND source = 'desk' AND verdict <> 'unknown'").get(number, scanId) !== undefined;
      // The newest scan alone can be undone: one that is older than this one counted no more by then.
      case 'duplicate': return raw.sql("SELECT 1 FROM scans WHERE number = ? AND id < ? AND source = 'desk' AND verdict IN ('pass', 'no-funds') AND undone_at IS NULL").get(number, scanId) !== undefined;
      case 'intercepted': return mayBeStopped(world, onceHeld, number);
      case 'invalid': return order === null || order.pieces !== undefined;
      default: return true;
    }
  }
}
