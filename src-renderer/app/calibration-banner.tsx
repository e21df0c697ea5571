import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { ScannerCalibration } from '../../src-shared/bridge/devices.ts';
import { adviceOn, type Reading } from '../../src-shared/domain/wedge/calibration.ts';
import { calibrationFacts } from '../components/calibration-facts.ts';
import { firstClick } from '../components/first-click.ts';
import { AlertIcon, CheckIcon, CrossIcon, ScanIcon } from '../components/icons.tsx';
import { endCalibration, useCalibration } from '../state/calibration.ts';
import { useRoom } from '../state/room.ts';

/** A calibration under way, in every room, and what it has taught, until somebody closes it. */
export function CalibrationBanner(): ReactElement | null {
  const { running, found, learnt } = useCalibration();
  if (running) return <Progress found={found} />;
  return learnt ? <Result learnt={learnt} /> : null;
}

function Progress({ found }: { readonly found: readonly Reading[] }): ReactElement {
  const { t } = useTranslation();
  const count = found.filter(({ kind }) => kind === 'whole').length;
  const last = found.at(-1);
  // Its key is one of the desk.
  const where = useRoom(({ room }) => (room === 'desk' ? 'calibration.where' : 'calibration.whereElse'));
  return (
    <div className="banner" role="status" data-testid="calibrating" data-count={count}>
      <ScanIcon />
      <span className="problem-text">
        <b>{t('calibration.scan', { count })}</b>
        <span data-testid="calibrating-last">{last && last.kind !== 'whole' ? againText(last, t) : t(where)}</span>
      </span>
      <button type="button" className="button" data-testid="calibration-cancel" onClick={firstClick(endCalibration)}>
        {t('calibration.cancel')}
      </button>
    </div>
  );
}

function againText(reading: Exclude<Reading, { kind: 'whole' }>, t: TFunction): string {
  if (reading.kind === 'lost') return t('calibration.again.lost', { count: reading.missing });
  if (reading.kind === 'added') return t('calibration.again.added', { text: [reading.before, reading.after].filter(Boolean).join(' … ').slice(0, 40) });
  return t(`calibration.again.${reading.kind}`);
}

function Result({ learnt }: { readonly learnt: ScannerCalibration }): ReactElement {
  const { t } = useTranslation();
  const advice = adviceOn(learnt);
  return (
    <div className="banner" role="status" data-testid="calibrated" data-advice={advice.join(' ')}>
      {advice.length === 0 ? <CheckIcon /> : <AlertIcon />}
      <span className="problem-text">
        <b>{t('calibration.done')}</b>
        <span>{calibrationFacts(learnt, t)}</span>
        {advice.map((one) => (
          <span key={one}>{t(`calibration.advice.${one}`)}</span>
        ))}
      </span>
      <button type="button" className="copy" aria-label={t('problem.close')} title={t('problem.close')} data-testid="calibrated-close" onClick={firstClick(endCalibration)}>
        <CrossIcon />
      </button>
    </div>
  );
}
