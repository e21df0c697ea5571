import type { Card } from '../../src-shared/bridge/views.ts';
import { isHeldUntilAcknowledged } from '../../src-shared/domain/reason.ts';

/** A scanner that reads one label twice answers nobody: the second reading has to come from a person's hand, ms. */
const SAME_READING = 2000;

/** The pieces of one order share its number, and each of them has to be taken off. */
export const isSameParcel = (a: Piece, b: Piece): boolean => a.number === b.number && a.suffix === b.suffix && a.piece?.number === b.piece?.number;
type Piece = Pick<Card, 'number' | 'suffix' | 'piece'>;

/**
 * What is held after a scan, the newest last. Any other scan leaves it as it was; a parcel itself, scanned again, says that it is in
 * somebody's hands. A code that is no number says nothing however often it is scanned.
 */
export function heldAfter(held: readonly Card[], card: Card): readonly Card[] {
  const before = held.find((one) => isSameParcel(one, card));
  if (!before) return isHeldUntilAcknowledged(card) ? [...held, card] : held;
  const others = held.filter((one) => one !== before);
  if (!isHeldUntilAcknowledged(card)) return others;
  if (card.verdict === 'invalid') return [...others, card];
  return card.at - before.at < SAME_READING ? [...others, before] : others;
}
