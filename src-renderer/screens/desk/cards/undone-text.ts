import type { TFunction } from 'i18next';
import type { Card } from '../../../../src-shared/bridge/views.ts';
import type { KeptWork } from '../../../../src-shared/domain/undo.ts';

type Undone = NonNullable<Card['undone']>;

/** What an undo took back and what it could not, as one sentence each; empty where there is nothing of it. */
export function undoneText({ taken, kept }: Undone, t: TFunction): { readonly taken: string; readonly kept: string } {
  const list = (words: readonly string[]): string => [...new Set(words)].join(t('listComma'));
  return {
    taken: taken.length === 0 ? '' : t('cards.taken', { work: list(taken.map((kind) => t(`jobKind.${kind}`))) }),
    kept: kept.length === 0 ? '' : t('cards.kept', { work: list(kept.map((work) => keptText(work, t))) }),
  };
}

function keptText({ kind, state }: KeptWork, t: TFunction): string {
  return state === 'done' ? t(`cards.sent.${kind}`) : t('cards.underWay', { work: t(`jobKind.${kind}`), state: t(`jobState.${state}`) });
}
