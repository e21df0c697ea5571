import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarDay } from '../../components/times.ts';
import { startCalibration, useCalibration } from '../../state/calibration.ts';
import { useSettings } from '../../state/settings.ts';
import { useToday } from './use-today.ts';

/** Before the first scan of a shift, of whoever has taken the desk over or of a new day: the scanner was never calibrated, or on another day. An offer and no more. */
export function CalibrationOffer(): ReactElement | null {
  const { t } = useTranslation();
  const scanner = useSettings((state) => state.settings.scanner);
  const running = useCalibration((state) => state.running);
  const today = useToday();
  if (running || (scanner && calendarDay(scanner.at) === today)) return null;
  return (
    <small className="calibration-offer" data-testid="calibration-offer">
      {scanner ? t('calibration.offer.anotherDay', { date: calendarDay(scanner.at) }) : t('calibration.offer.never')}{' '}
      <button type="button" className="button" data-testid="calibrate" onClick={startCalibration}>
        {t('calibration.offer.start')}
      </button>
    </small>
  );
}
