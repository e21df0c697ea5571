import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../components/first-click.ts';
import { ScanIcon } from '../components/icons.tsx';
import { Waybill } from '../components/waybill.tsx';
import { forgetMisplaced, goTo, useRoom } from '../state/room.ts';

/** Somebody scanned in a room where nothing is scanned. The number stays on screen until they have seen it. */
export function MisplacedNotice(): ReactElement | null {
  const { t } = useTranslation();
  const misplaced = useRoom((state) => state.misplaced);
  if (!misplaced) return null;
  const { text, count } = misplaced;
  return (
    <div className="banner over-dialogs" role="alert" data-testid="misplaced">
      <ScanIcon />
      <span className="problem-text">
        <b>{t('misplaced.sentence')}</b>
        {count > 1 ? <span>{t('misplaced.count', { count })}</span> : null}
        {text === '' ? (
          <span>{t('misplaced.eaten')}</span>
        ) : (
          <span>
            {t(count > 1 ? 'misplaced.last' : 'misplaced.number')} <Waybill number={text.slice(0, 40)} />
          </span>
        )}
      </span>
      <button type="button" className="button primary" onClick={() => goTo('desk')}>
        {t('misplaced.go')}
      </button>
      <button type="button" className="button" onClick={firstClick(forgetMisplaced)}>
        {t('misplaced.close')}
      </button>
    </div>
  );
}
