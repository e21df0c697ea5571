import type { Card } from '../../../src-shared/bridge/views.ts';
import { reasonName, type ReasonName } from '../../../src-shared/domain/reason.ts';
import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';
import type { DeskNews } from '../../state/desk.ts';
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

export function soundOfVerdict({ verdict, reason }: Pick<Card, 'verdict' | 'reason'>): DeskSound {
  return { tone: verdict, word: verdict, ...OF_REASON[reasonName(reason)] };
}
