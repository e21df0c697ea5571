import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CloudIcon, MutedIcon, SpeakerIcon } from '../../components/icons.tsx';
import { groupedCount } from '../../components/times.ts';
import { DeskActions } from './cards/desk-actions.tsx';
import { useDesk } from '../../state/desk.ts';
import { useSession } from '../../state/session.ts';
import { isSilent, toggleMuted, useSettings } from '../../state/settings.ts';
import { useStatus } from '../../state/status.ts';

export const DeskHeader = memo(function DeskHeader(): ReactElement {
  const { t } = useTranslation();
  const store = useDesk((desk) => desk.current?.parcel?.store);
  const session = useSession((state) => state.view);
  const station = useSettings((state) => state.settings.stationName);
  return (
    <header className="desk-header">
      <p className="desk-who">
        {session?.operator ? <b data-testid="desk-operator">{session.operator}</b> : null}
        {station === '' ? null : <span>{t('desk.stationIs', { station })}</span>}
        <span>{store ?? session?.account ?? t('product')}</span>
      </p>
      <OfflineBadge />
      <DeskActions />
      <MuteButton />
      <Counter of="today" />
      <Counter of="shift" />
    </header>
  );
});

function OfflineBadge(): ReactElement | null {
  const { t } = useTranslation();
  const offline = useStatus((status) => status.view?.network === 'offline');
  if (!offline) return null;
  return (
    <p className="offline-badge" data-testid="offline-badge">
      <CloudIcon /> <b>{t('desk.offlineBadge')}</b> <span>{t('desk.offlineHint')}</span>
    </p>
  );
}

/** A muted desk says so all the time: nobody waits for a sound that never comes. */
function MuteButton(): ReactElement {
  const { t } = useTranslation();
  const muted = useSettings((state) => isSilent(state.settings));
  const volume = useSettings((state) => Math.round(state.settings.volume * 100));
  return (
    <button type="button" className="desk-mute" aria-pressed={muted} title={t('desk.muteKey')} data-testid="mute" onClick={() => void toggleMuted()}>
      {muted ? <MutedIcon /> : <SpeakerIcon />}
      <span>{muted ? t('desk.muted') : `${volume}%`}</span>
    </button>
  );
}

function Counter({ of }: { readonly of: 'today' | 'shift' }): ReactElement {
  const { t } = useTranslation();
  const count = useStatus((status) => status.view?.[of] ?? 0);
  return (
    <p className="desk-counter" data-testid={`count-${of}`}>
      {t(`desk.${of}`)} <b>{groupedCount(count)}</b>
    </p>
  );
}
