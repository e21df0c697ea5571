import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../../../src-shared/bridge/views.ts';
import { UndoIcon } from '../../../components/icons.tsx';
import { Waybill } from '../../../components/waybill.tsx';
import { afterUndo, undoneText } from './undone-text.ts';

/** The newest scan, once it counts no more: in the place of its verdict. */
export function UndoneNotice({ card }: { readonly card: Card }): ReactElement | null {
  const { t } = useTranslation();
  if (!card.undone) return null;
  const { taken, kept } = undoneText(card, t);
  return (
    <div className="notice" data-testid="undone" data-scan-id={card.scanId}>
      <UndoIcon />
      <h1>{t('cards.undoneTitle')}</h1>
      <p className="notice-number">
        <Waybill number={card.label ?? card.number} />
      </p>
      <p data-testid="undone-taken">{taken === '' ? t('cards.undoneNothing') : taken}</p>
      {kept === '' ? null : <p data-testid="undone-kept">{kept}</p>}
      <small data-testid="undone-then">{t(`cards.undoneThen.${afterUndo(card)}`)}</small>
    </div>
  );
}
