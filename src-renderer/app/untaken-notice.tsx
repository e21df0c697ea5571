import { Fragment, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../components/first-click.ts';
import { ScanIcon } from '../components/icons.tsx';
import { Waybill } from '../components/waybill.tsx';
import { forgetUntaken, useDevices } from '../state/devices.ts';

/** A scanner was used while nobody could scan, at a door or under one: so it is said. */
export function UntakenNotice(): ReactElement | null {
  const { t } = useTranslation();
  const untaken = useDevices((state) => state.untaken);
  if (untaken.size === 0) return null;
  return (
    <div className="banner" role="alert" data-testid="untaken">
      <ScanIcon />
      <span className="problem-text">
        {[...untaken].map(([device, { text, count }]) => (
          <Fragment key={device ?? ''}>
            <b>{device === null ? t('untaken.keyboard', { count }) : t('untaken.sentence', { device, count })}</b>
            {text === '' ? null : (
              <span>
                {t('untaken.last')} <Waybill number={text.slice(0, 40)} />
              </span>
            )}
          </Fragment>
        ))}
        <span>{t('untaken.action')}</span>
      </span>
      <button type="button" className="button" onClick={firstClick(forgetUntaken)}>
        {t('misplaced.close')}
      </button>
    </div>
  );
}
