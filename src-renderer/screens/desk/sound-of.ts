import type { Card } from '../../../src-shared/bridge/views.ts';
import type { DeskNews } from '../../state/desk.ts';
import type { SpokenWord } from './spoken-words.ts';
import type { Tone } from './tones.ts';

export type DeskSound = { readonly tone: Tone; readonly word: SpokenWord };

/** The tone is the verdict's; the word says why, where the verdict alone does not tell a packer what to do. */
export function soundOf(news: DeskNews): DeskSound {
  if (news.kind !== 'card') return { tone: news.kind, word: news.kind };
  const { verdict, reason } = news.card;
  return { tone: verdict, word: wordFor(reason) ?? verdict };
}

function wordFor(reason: Card['reason']): SpokenWord | null {
  if (reason.kind === 'intercepted') return reason.why === 'refund' ? 'refunded' : null;
  return reason.kind === 'number-in-use' ? 'number-in-use' : null;
}
