import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../components/first-click.ts';
import { AlertIcon, CrossIcon } from '../components/icons.tsx';
import { ProblemText } from '../components/problem-text.tsx';
import { useDevices } from '../state/devices.ts';
import { usePutAway } from './put-away.ts';

/** A serial scanner or the scale is not heard: said in every room, for a scanner beeps by itself and the desk stays as it was. */
export function DeviceBanner(): ReactElement | null {
  const { t } = useTranslation();
  const amiss = useDevices((state) => state.amiss);
  const { shown, putAway } = usePutAway(amiss.map(({ name, code }) => ({ code, about: name })));
  const newest = amiss.find(({ name }) => name === shown[0]?.about);
  if (!newest) return null;
  return (
    <div className="banner" role="alert" data-testid="device-banner" data-device={newest.name} data-code={newest.code}>
      <AlertIcon />
      <b>{t(`deviceSaid.${newest.kind}`, { name: newest.name })}</b>
      <ProblemText problem={{ code: newest.code, about: newest.name }} />
      {shown.length > 1 ? <small>{t('problem.more', { count: shown.length - 1 })}</small> : null}
      <button type="button" className="copy" aria-label={t('problem.close')} title={t('problem.close')} onClick={firstClick(putAway)}>
        <CrossIcon />
      </button>
    </div>
  );
}
