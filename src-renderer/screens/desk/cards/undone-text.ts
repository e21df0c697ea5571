import type { TFunction } from 'i18next';
import type { Card } from '../../../../src-shared/bridge/views.ts';
import { isHeldUntilAcknowledged } from '../../../../src-shared/domain/reason.ts';
import type { PrintState } from '../../../../src-shared/domain/printing.ts';
import type { KeptWork } from '../../../../src-shared/domain/undo.ts';

/** A slip that waits is taken back, and a failed one is none. */
const MAY_BE_ON_PAPER: readonly PrintState[] = ['handed', 'done', 'unknown'];

/** What the parcel's next scan comes to: only one that was let pass is to be scanned again. */
export function afterUndo(card: Pick<Card, 'verdict' | 'reason'>): 'again' | 'repeat' | 'stays' | 'nothing' {
  if (card.verdict === 'duplicate') return 'repeat';
  if (card.verdict === 'invalid') return 'nothing';
  return isHeldUntilAcknowledged(card) ? 'stays' : 'again';
}

/** What an undo took back and what it could not, as one sentence each; empty where there is nothing of it. */
export function undoneText({ undone, print }: Pick<Card, 'undone' | 'print'>, t: TFunction): { readonly taken: string; readonly kept: string } {
  if (!undone) return { taken: '', kept: '' };
  const { taken, kept } = undone;
  const stays = kept.map((work) => keptText(work, t));
  if (print && MAY_BE_ON_PAPER.includes(print.state)) stays.push(t('cards.slip', { state: t(`print.state.${print.state}`) }));
  const list = (words: readonly string[]): string => [...new Set(words)].join(t('listComma'));
  return {
    taken: taken.length === 0 ? '' : t('cards.taken', { work: list(taken.map((kind) => t(`jobKind.${kind}`))) }),
    kept: stays.length === 0 ? '' : t('cards.kept', { work: list(stays) }),
  };
}

function keptText({ kind, state }: KeptWork, t: TFunction): string {
  return state === 'done' ? t(`cards.sent.${kind}`) : t('cards.underWay', { work: t(`jobKind.${kind}`), state: t(`jobState.${state}`) });
}
