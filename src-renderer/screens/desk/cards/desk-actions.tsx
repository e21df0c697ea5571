import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../../../components/first-click.ts';
import { openOverlay, playCard } from '../../../state/function-cards.ts';
import './cards.css';

/** What a hand at the keyboard or the mouse has instead of the cards. */
export function DeskActions(): ReactElement {
  const { t } = useTranslation();
  return (
    <p className="desk-actions">
      <button type="button" className="button" title={t('cards.undoKey')} data-testid="undo" onClick={firstClick(() => playCard('undo'))}>
        {t('cards.undo')}
      </button>
      <button type="button" className="button" title={t('cards.enterKey')} data-testid="enter-number" onClick={() => openOverlay('entry')}>
        {t('cards.enter')}
      </button>
      <button type="button" className="button" title={t('cards.switchKey')} data-testid="switch-operator" onClick={() => openOverlay('operators')}>
        {t('cards.switch')}
      </button>
      <button type="button" className="button" title={t('cards.helpKey')} data-testid="show-cards" onClick={() => openOverlay('help')}>
        {t('cards.help')}
      </button>
    </p>
  );
}
