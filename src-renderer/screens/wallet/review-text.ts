import type { TFunction } from 'i18next';

/** Why a platform keeps an entry for review: the reasons that this program has words for. */
const REVIEWS = [
  'stale-epoch', 'journal-diverged', 'unreadable', 'lease-unknown', 'over-lease', 'hold-over-lease', 'hold-after-end', 'held-twice', 'capture-over-hold', 'capture-after-void', 'captured-twice', 'capture-unknown', 'refunded-twice', 'close-with-holds',
] as const;

/** A platform may have reasons of its own: they are shown as it tells them. */
export function reviewText(review: string, t: TFunction<'rooms'>): string {
  const known = REVIEWS.find((one) => one === review);
  return known ? t(`reconcile.reviews.${known}`) : review;
}
