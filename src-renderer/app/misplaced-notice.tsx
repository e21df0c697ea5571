import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ScanIcon } from '../components/icons.tsx';
import { Waybill } from '../components/waybill.tsx';
import { enterRoom, forgetMisplaced, useRoom } from '../state/room.ts';

/** Somebody scanned in a room where nothing is scanned. The number stays on screen until they have seen it. */
export function MisplacedNotice(): ReactElement | null {
  const { t } = useTranslation();
  const misplaced = useRoom((state) => state.misplaced);
  if (!misplaced) return null;
  const { text } = misplaced;
  return (
    <div className="banner over-dialogs" role="alert" data-testid="misplaced">
      <ScanIcon />
      <span className="problem-text">
        <b>{t('misplaced.sentence')}</b>
        {text === '' ? (
          <span>{t('misplaced.eaten')}</span>
        ) : (
          <span>
            {t('misplaced.number')} <Waybill number={text.slice(0, 40)} />
          </span>
        )}
      </span>
      <button type="button" className="button primary" onClick={() => enterRoom('desk')}>
        {t('misplaced.go')}
      </button>
      <button type="button" className="button" onClick={forgetMisplaced}>
        {t('misplaced.close')}
      </button>
    </div>
  );
}
