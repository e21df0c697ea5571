import type { Card } from '../../../src-shared/bridge/views.ts';
import { reasonName, type ReasonName, type VerdictReason } from '../../../src-shared/domain/reason.ts';
import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';
import type { DeskNews } from '../../state/desk.ts';
import type { CardNotice } from '../../state/function-cards.ts';
import type { SpokenWord } from './spoken-words.ts';
import type { Tone } from './tones.ts';

export type DeskSound = { readonly tone: Tone; readonly word: SpokenWord };

/** A reason that a packer has to hear is said instead of its verdict; those that ask for another move have a tone of their own too. */
const OF_REASON: Readonly<Partial<Record<ReasonName, { readonly tone?: Tone; readonly word: SpokenWord }>>> = {
  'refund-while-packing': { tone: 'refund-while-packing', word: 'refund-while-packing' },
  refund: { word: 'refunded' },
  hold: { word: 'on-hold' },
  'address-change': { word: 'address-changed' },
  recall: { word: 'recalled' },
  expired: { tone: 'expired', word: 'expired' },
  'wrong-platform': { tone: 'wrong-platform', word: 'wrong-platform' },
  'number-in-use': { tone: 'number-in-use', word: 'number-in-use' },
  'no-order-stop': { tone: 'to-look-up', word: 'to-look-up' },
  payment: { word: 'payment-code' },
  link: { word: 'no-number' },
  phone: { word: 'no-number' },
  'sf-structured': { word: 'scan-bars' },
  structured: { word: 'scan-bars' },
  'check-digit': { word: 'rescan' },
  'piece-missing': { word: 'scan-piece' },
  'piece-wrong': { word: 'wrong-piece' },
};

/** What is heard: the verdict's tone and word, unless the reason has its own. */
export function soundOf(news: DeskNews): DeskSound {
  if (news.kind !== 'card') return { tone: news.kind, word: news.kind };
  // It may leave, and somebody should look into it first.
  if (news.card.weight?.off && SENT_VERDICTS.includes(news.card.verdict)) return { tone: 'weight-off', word: 'weight-off' };
  return soundOfVerdict(news.card);
}

/** What has passed and must not leave: the alarm of its reason, and what to do. */
export const soundOfRecall = (reason: VerdictReason): DeskSound => ({ ...soundOfVerdict({ verdict: 'intercepted', reason }), word: 'fetch-back' });

/** What a card has brought about is heard without looking up. Null: an order that arrives is told quietly, and a desk that was muted is silent. */
const OF_NOTICE: Readonly<Record<CardNotice['kind'], DeskSound | null>> = {
  acknowledged: { tone: 'card', word: 'confirmed' },
  'nothing-held': { tone: 'card-refused', word: 'nothing-to-confirm' },
  undone: { tone: 'card', word: 'undone' },
  'undo-refused': { tone: 'card-refused', word: 'cannot-undo' },
  'badge-wanted': { tone: 'card', word: 'scan-badge' },
  'badge-forgotten': { tone: 'card-refused', word: 'cancelled' },
  'unknown-badge': { tone: 'card-refused', word: 'unknown-badge' },
  'unknown-person': { tone: 'card-refused', word: 'cancelled' },
  'badge-first': { tone: 'card-refused', word: 'unknown-badge' },
  switched: { tone: 'card', word: 'switched' },
  paused: { tone: 'card', word: 'paused' },
  resumed: { tone: 'card', word: 'resumed' },
  'pause-refused': { tone: 'card-refused', word: 'ask-supervisor' },
  loud: { tone: 'card', word: 'loud' },
  muted: null,
  damaged: { tone: 'rescan', word: 'rescan' },
  calibrate: { tone: 'card', word: 'calibration' },
  problem: { tone: 'card-refused', word: 'failed' },
  'order-arrived': null,
};
export const soundOfNotice = ({ kind }: CardNotice): DeskSound | null => OF_NOTICE[kind];

/** Keys that a scanner types go to another window. */
export const NOT_HEARD: DeskSound = { tone: 'rescan', word: 'not-heard' };
/** Something was scanned where nothing can be scanned. */
export const NOT_TAKEN: DeskSound = { tone: 'not-recorded', word: 'not-recorded' };

/** Of the calibration card: whole, or to be scanned again. */
export const soundOfReading = (whole: boolean): DeskSound => (whole ? { tone: 'card', word: 'calibration' } : { tone: 'rescan', word: 'rescan' });

function soundOfVerdict({ verdict, reason }: Pick<Card, 'verdict' | 'reason'>): DeskSound {
  return { tone: verdict, word: verdict, ...OF_REASON[reasonName(reason)] };
}
