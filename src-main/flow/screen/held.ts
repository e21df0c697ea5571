import type { Card } from '../../../src-shared/bridge/views.ts';
import type { Steps } from '../steps.ts';
import { cardOf } from './cards.ts';

/** What must not go on as it is and nobody has said to have, each parcel or piece once, the newest last: a window that opens holds it again. */
export function heldCards(flow: Steps): Card[] {
  const newest = new Map(flow.scans.holding().map(({ id, number, suffix, piece }) => [JSON.stringify([number, suffix, piece?.number]), id]));
  return [...newest.values()].toSorted((a, b) => a - b).flatMap((id) => cardOf(flow, id) ?? []);
}
