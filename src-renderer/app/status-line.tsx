import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusView } from '../../src-shared/bridge/views.ts';
import { formatYuan } from '../../src-shared/domain/money.ts';
import { CloudIcon } from '../components/icons.tsx';
import { useWaitWord } from '../components/wait-word.ts';
import { useSession } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { useStatus } from '../state/status.ts';
import { waitReasons } from '../state/waits.ts';
import { Clock } from './clock.tsx';

/** One line, always there; nothing in it moves unless something happened. */
export const StatusLine = memo(function StatusLine(): ReactElement {
  const { t } = useTranslation();
  const session = useSession((state) => state.view);
  // From the settings, so that a new name is here as soon as it is saved.
  const station = useSettings((state) => state.settings.stationName);
  const status = useStatus((state) => state.view);
  // Who scans first: where there is little room the end is cut.
  const who = [session?.operator, session?.account].filter(Boolean).join(' · ');
  return (
    <footer className="status" aria-label={t('status.label')} data-testid="status">
      <Network status={status} />
      <span className="status-who" data-testid="status-who">{who === '' ? t('status.nobody') : who}</span>
      {station === '' ? null : <span className="status-station" data-testid="status-station">{t('status.station')} <b>{station}</b></span>}
      <span data-testid="status-queue">
        {t('status.queue')} <b>{status ? status.queue.waiting + status.queue.calling : t('status.unknown')}</b> <Waits status={status} />
      </span>
      <span data-testid="status-exceptions" data-alert={(status?.queue.exceptions ?? 0) > 0}>
        {t('status.exceptions')} <b>{status?.queue.exceptions ?? t('status.unknown')}</b>
      </span>
      <span data-testid="status-lease">{t('status.lease')} <b>{status ? formatYuan(status.leaseLeft) : t('status.unknown')}</b></span>
      <span data-testid="status-balance">{t('status.balance')} <b>{status?.balance == null ? t('status.unknown') : formatYuan(status.balance)}</b></span>
      <Clock />
    </footer>
  );
});

function Network({ status }: { readonly status: StatusView | null }): ReactElement {
  const { t } = useTranslation();
  const network = status?.network ?? 'offline';
  return (
    <span className="network" data-testid="network" data-network={network}>
      {network === 'online' ? <i aria-hidden="true" /> : <CloudIcon />} {t(`status.${network}`)}
    </span>
  );
}

/** Why jobs wait: the two reasons that matter most. */
function Waits({ status }: { readonly status: StatusView | null }): ReactElement | null {
  const waitWord = useWaitWord();
  const waits = status ? waitReasons(status) : [];
  if (waits.length === 0) return null;
  const text = waits.map(({ reason, count, more }) => [waitWord(reason), count > 0 ? ` ${count}` : '', count > 0 && more ? '+' : ''].join(''));
  return <small title={text.join(' · ')}>{text.slice(0, 2).join(' · ')}</small>;
}
