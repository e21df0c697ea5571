import type { Card } from '../../../src-shared/bridge/views.ts';
import { isHeldUntilAcknowledged } from '../../../src-shared/domain/reason.ts';
import { dayOf } from '../scan/day.ts';
import type { Steps } from '../steps.ts';
import { cardOf } from './cards.ts';

/** Of so many of the newest scans; whatever is older has been walked past. */
const LOOKED_AT = 200;

/** What must not leave and nobody has said to have, of today, the newest last: a window that opens holds it again. */
export function heldCards(flow: Steps): Card[] {
  const today = dayOf(flow.now());
  const waiting = flow.scans.newest(LOOKED_AT).filter((scan) => scan.taken === null && scan.undoneAt === null && isHeldUntilAcknowledged(scan) && dayOf(scan.at) === today);
  return waiting.toReversed().flatMap(({ id }) => cardOf(flow, id) ?? []);
}
