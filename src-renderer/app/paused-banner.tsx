import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PauseIcon } from '../components/icons.tsx';
import { PauseButton } from '../components/pause-button.tsx';
import { useSession } from '../state/session.ts';
import { useStatus } from '../state/status.ts';
import { pausedText } from './paused-text.ts';

/** A person has paused sending: said in every room, for a forgotten pause would stop a whole shift. */
export function PausedBanner(): ReactElement | null {
  const { t } = useTranslation();
  const status = useStatus((state) => state.view);
  const maySettle = useSession((session) => session.view?.rooms.includes('exceptions') ?? false);
  if (!status?.paused) return null;
  const { calling, waiting } = status.queue;
  return (
    <div className="banner" role="status" data-testid="paused-banner">
      <PauseIcon />
      <span className="problem-text">
        <b>{pausedText(status.paused, t)}</b>
        <span data-testid="paused-rest">{calling > 0 ? t('paused.draining', { count: calling }) : t('paused.drained', { count: waiting })}</span>
      </span>
      {maySettle ? <PauseButton /> : null}
    </div>
  );
}
