import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CODE_OF } from '../../../src-shared/domain/function-cards.ts';
import { adviceOn } from '../../../src-shared/domain/wedge/calibration.ts';
import { Barcode } from '../../components/barcode.tsx';
import { calibrationFacts } from '../../components/calibration-facts.ts';
import { AlertIcon, CheckIcon } from '../../components/icons.tsx';
import { dateTime } from '../../components/times.ts';
import { startCalibration, useCalibration } from '../../state/calibration.ts';
import { useRecorder } from '../../state/recorder.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import './keyboard-scanner.css';

/** 键盘式扫描枪: what its calibration has taught, and what could be better. */
export function KeyboardScanner(): ReactElement {
  const { t } = useTranslation('rooms');
  const { t: text } = useTranslation('station');
  const scanner = useSettings((state) => state.settings.scanner);
  const running = useCalibration((state) => state.running);
  const recording = useRecorder((state) => state.running);
  const advice = scanner ? adviceOn(scanner) : [];
  return (
    <section className="panel whole keyboard-scanner" data-testid="keyboard-scanner">
      <header className="devices-head">
        <h2>{t('keyboardScanner.title')}</h2>
        <span className="device-form-ways">
          <Button disabled={running || recording} data-testid="calibrate" onClick={startCalibration}>
            {t(scanner ? 'keyboardScanner.again' : 'keyboardScanner.start')}
          </Button>
          {scanner ? (
            <Button data-testid="forget-scanner" onClick={() => void changeSettings({ scanner: null })}>
              {t('keyboardScanner.forget')}
            </Button>
          ) : null}
        </span>
      </header>
      {running ? (
        <div className="keyboard-scanner-card">
          <p>{t('keyboardScanner.scan')}</p>
          <Barcode text={CODE_OF.calibrate} />
        </div>
      ) : null}
      {scanner ? (
        <p data-testid="calibrated-at">
          <b>{t('keyboardScanner.at', { time: dateTime(scanner.at) })}</b> {calibrationFacts(scanner, text)}
        </p>
      ) : (
        <p className="soft">{t('keyboardScanner.none')}</p>
      )}
      <ul>
        {scanner && advice.length === 0 ? (
          <li data-advice="">
            <CheckIcon /> {text('calibration.well')}
          </li>
        ) : null}
        {advice.map((one) => (
          <li key={one} data-advice={one}>
            <AlertIcon /> {text(`calibration.advice.${one}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}
