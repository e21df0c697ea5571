import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../../components/first-click.ts';
import { ScanIcon } from '../../components/icons.tsx';
import { Waybill } from '../../components/waybill.tsx';
import type { Rescan } from '../../state/rescans.ts';
import { CalibrationOffer } from './calibration-offer.tsx';
import { acknowledge, useDesk } from '../../state/desk.ts';

/** What the panel says while there is no verdict to show. */
export function FirstNotice(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="notice" data-testid="desk-empty">
      <ScanIcon />
      <h1>{t('desk.firstTitle')}</h1>
      <p>{t('desk.first')}</p>
      <small>{t('desk.firstHint')}</small>
      <CalibrationOffer />
    </div>
  );
}

export function LoadingNotice(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="notice" data-testid="desk-loading">
      <span className="bar" aria-hidden="true" />
      <h1>{t('desk.loadingTitle')}</h1>
      <p>{t('desk.loading')}</p>
    </div>
  );
}

/** A code that may be a part of one: it was not sent, and says so in the place of a verdict, until its label is scanned whole or somebody has seen it. */
export function RescanNotice({ rescan }: { readonly rescan: Rescan }): ReactElement {
  const { t } = useTranslation();
  const others = useDesk((desk) => desk.rescans.length - 1);
  return (
    <div className="notice notice-rescan" data-testid="rescan" data-why={rescan.why}>
      <ScanIcon />
      <h1>{t('desk.rescanTitle')}</h1>
      <p className="notice-number">
        <Waybill number={rescan.text.slice(0, 40)} />
      </p>
      <p>{rescan.device === null ? t(`desk.rescan.${rescan.why}`) : t(`held.${rescan.why}`, { device: rescan.device })}</p>
      <span className="failed-choices">
        <button type="button" className="button" data-testid="acknowledge" onClick={firstClick(acknowledge)}>
          {t('desk.acknowledge.code')}
        </button>
        <small>{t('desk.acknowledgeHint.fragment')}</small>
      </span>
      {others > 0 ? <small data-testid="other-fragments">{t('desk.otherFragments', { count: others })}</small> : null}
    </div>
  );
}
