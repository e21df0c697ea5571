import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { firstClick } from '../components/first-click.ts';
import { AlertIcon } from '../components/icons.tsx';
import { lastFour, spaced } from '../components/waybill.tsx';
import { useDevices } from '../state/devices.ts';
import { forgetAbsence, useFront } from '../state/front.ts';
import { useRoom } from '../state/room.ts';
import './away.css';

/** Nobody who scans with a keyboard scanner is heard now: as large as a verdict, over a desk that has lost its colour; a line in the other rooms. */
export function AwayCover(): ReactElement | null {
  const { t } = useTranslation();
  const inFront = useFront((front) => front.inFront);
  const room = useRoom((state) => state.room);
  // Their scans go on, and their verdicts have to be seen.
  const serial = useDevices((state) => state.devices?.some(({ kind }) => kind === 'scanner') ?? false);
  if (inFront) return null;
  return (
    <div className="away" role="alert" data-testid="away" data-whole={room === 'desk' && !serial}>
      <p>
        <AlertIcon /> <b>{t(serial ? 'away.keyboard' : 'away.sentence')}</b> <span>{t(serial ? 'away.serial' : 'away.action')}</span>
      </p>
    </div>
  );
}

/** The window is back: what was not heard, and what serial scanners did meanwhile. */
export function AbsenceNotice(): ReactElement | null {
  const { t } = useTranslation();
  const absence = useFront((front) => front.absence);
  if (!absence) return null;
  const { from, to, cut, recorded, held } = absence;
  const lines = recorded.slice(-SHOWN).map(({ number, verdict }) => `${lastFour(number)} ${t(`verdict.${verdict}`)}`);
  return (
    <div className="banner" role="alert" data-testid="absence">
      <AlertIcon />
      <span className="problem-text">
        <b>{t('away.back', { seconds: Math.max(1, Math.round((to - from) / 1000)) })}</b>
        {cut === null ? null : <span>{t('away.cut', { text: spaced(cut.slice(0, 40)) })}</span>}
        {recorded.length === 0 ? null : <span>{t('away.recorded', { count: recorded.length, lines: lines.join(t('listComma')) })}</span>}
        {held.length === 0 ? null : <span>{t('away.held', { count: held.length })}</span>}
      </span>
      <button type="button" className="button" data-testid="absence-close" onClick={firstClick(forgetAbsence)}>
        {t('misplaced.close')}
      </button>
    </div>
  );
}

const SHOWN = 8;
