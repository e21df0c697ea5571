import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ScanIcon } from '../components/icons.tsx';
import { enterRoom } from '../state/room.ts';
import { stopRecording, useRecorder } from '../state/recorder.ts';

/** A scanner is being recorded: said in every room, for nothing that it types is a scan meanwhile. */
export function RecordingBanner(): ReactElement | null {
  const { t } = useTranslation();
  const { running, keys, scans } = useRecorder();
  if (!running) return null;
  function stop(): void {
    stopRecording();
    enterRoom('settings');
  }
  return (
    <div className="banner recording" role="alert" data-testid="recording-banner">
      <ScanIcon />
      <span className="problem-text">
        <b>{t('recording.sentence')}</b>
        <span data-testid="recording-heard">{t('recording.heard', { keys, scans })}</span>
      </span>
      <button type="button" className="button primary" data-testid="recording-stop" onClick={stop}>
        {t('recording.stop')}
      </button>
    </div>
  );
}
