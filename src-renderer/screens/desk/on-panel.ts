import type { Card } from '../../../src-shared/bridge/views.ts';
import { calendarDay } from '../../components/times.ts';
import type { FailedScan } from '../../state/desk.ts';
import type { Rescan } from '../../state/rescans.ts';

/** What may fill the panel: what nobody has yet, the newest of each, and the newest scan. */
type Desk = { readonly held: Card | undefined; readonly unseen: FailedScan | undefined; readonly rescan: Rescan | undefined; readonly card: Card | null };
export type OnPanel =
  | { readonly kind: 'verdict' | 'undone'; readonly card: Card }
  | { readonly kind: 'failed'; readonly scan: FailedScan }
  | { readonly kind: 'rescan'; readonly rescan: Rescan }
  /** Nothing yet: the shift begins. */
  | { readonly kind: 'first' };

/** A parcel that must not leave comes first, and what was told of yesterday's last parcel is over. `today`: as `calendarDay` has it. */
export function onPanel({ held, unseen, rescan, card }: Desk, today: string): OnPanel {
  if (held) return { kind: 'verdict', card: held };
  if (unseen) return { kind: 'failed', scan: unseen };
  if (rescan) return { kind: 'rescan', rescan };
  // The window may hear of midnight, or of a clock that was wrong, after the scan: that is no yesterday's.
  if (!card || calendarDay(card.at) < today) return { kind: 'first' };
  return { kind: card.undone ? 'undone' : 'verdict', card };
}
