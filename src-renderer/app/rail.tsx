import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../src-shared/domain/roles.ts';
import { AlertIcon, ChartIcon, ListIcon, MessageIcon, ScanIcon, SettingsIcon, SheetIcon, WalletIcon } from '../components/icons.tsx';
import { goTo, useRoom } from '../state/room.ts';
import { useSession } from '../state/session.ts';
import { useStatus } from '../state/status.ts';

const ICONS: Readonly<Record<Room, () => ReactElement>> = {
  desk: ScanIcon,
  batch: ListIcon,
  messages: MessageIcon,
  exceptions: AlertIcon,
  reports: ChartIcon,
  wallet: WalletIcon,
  practice: SheetIcon,
  settings: SettingsIcon,
};

export const Rail = memo(function Rail(): ReactElement {
  const { t } = useTranslation();
  const rooms = useSession((session) => session.view?.rooms ?? NO_ROOMS);
  const practice = useSession((session) => session.view?.practice ?? false);
  const here = useRoom((state) => state.room);
  return (
    <nav className="rail" aria-label={t('rail')}>
      {rooms.map((room, at) => {
        const Icon = ICONS[room];
        return (
          <button key={room} type="button" className="rail-room" aria-current={room === here ? 'page' : undefined} title={`F${at + 1}`} data-testid={`room-${room}`} onClick={() => goTo(room)}>
            <Icon />
            <span>{t(`rooms.${room}`)}</span>
            {room === 'exceptions' ? <ExceptionCount /> : null}
          </button>
        );
      })}
      {practice ? <p className="rail-practice">{t('practiceMode')}</p> : null}
    </nav>
  );
});

const NO_ROOMS: readonly Room[] = [];

function ExceptionCount(): ReactElement | null {
  const count = useStatus((status) => status.view?.queue.exceptions ?? 0);
  return count === 0 ? null : <em data-testid="rail-exceptions">{count > 99 ? '99+' : count}</em>;
}
