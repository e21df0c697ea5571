import { Suspense, useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Desk } from '../screens/desk/desk.tsx';
import { takeScans } from '../screens/desk/take-scans.ts';
import { loadRecent } from '../state/desk.ts';
import { loadRecalls } from '../state/recalls.ts';
import { enterRoom, goTo, useRoom } from '../state/room.ts';
import { useSession } from '../state/session.ts';
import { AbsenceNotice, AwayCover } from './away.tsx';
import { CalibrationBanner } from './calibration-banner.tsx';
import { ExpiredBanner } from './expired-banner.tsx';
import { CardNoticeBar } from '../screens/desk/cards/card-notice.tsx';
import { DeskOverlays } from '../screens/desk/cards/overlays.tsx';
import { Recalls } from '../screens/desk/cards/recalls.tsx';
import { listenForDeskKeys } from './desk-keys.ts';
import { DeviceBanner } from './device-banner.tsx';
import { MisplacedNotice } from './misplaced-notice.tsx';
import { listenForMuteKey } from './mute-key.ts';
import { PausedBanner } from './paused-banner.tsx';
import { ProblemBanner } from './problem-banner.tsx';
import { Rail } from './rail.tsx';
import { RecordingBanner } from './recording-banner.tsx';
import { RoomBoundary } from './room-boundary.tsx';
import { listenForRoomKeys } from './room-keys.ts';
import { LAZY_ROOMS } from './rooms.ts';
import { StatusLine } from './status-line.tsx';
import { UntakenNotice } from './untaken-notice.tsx';

/** The inside: rail, banners, one room, status line. */
export function Shell(): ReactElement {
  const rooms = useSession((session) => session.view?.rooms);
  const room = useRoom((state) => state.room);
  useEffect(takeScans, []);
  useEffect(listenForDeskKeys, []);
  useEffect(() => void Promise.all([loadRecent(), loadRecalls()]), []);
  useEffect(listenForMuteKey, []);
  useEffect(() => listenForRoomKeys(rooms ?? [], goTo), [rooms]);
  useEffect(() => {
    // A role that was taken away takes its room with it.
    if (rooms && !rooms.includes(room)) enterRoom('desk');
  }, [rooms, room]);
  return (
    <div className="shell" data-testid="shell">
      <Rail />
      <div className="shell-room">
        <ExpiredBanner />
        <PausedBanner />
        <ProblemBanner />
        <DeviceBanner />
        <AbsenceNotice />
        <RecordingBanner />
        <CalibrationBanner />
        <MisplacedNotice />
        <Recalls />
        {room === 'desk' ? <CardNoticeBar /> : null}
        <UntakenNotice />
        {room === 'desk' ? <Desk /> : <OtherRoom room={room} />}
      </div>
      <StatusLine />
      <AwayCover />
      <DeskOverlays />
    </div>
  );
}

function OtherRoom({ room }: { readonly room: keyof typeof LAZY_ROOMS }): ReactElement {
  const Room = LAZY_ROOMS[room];
  return (
    <RoomBoundary key={room}>
      <Suspense fallback={<RoomSkeleton />}>
        <Room />
      </Suspense>
    </RoomBoundary>
  );
}

function RoomSkeleton(): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="room-skeleton" aria-busy="true" aria-label={t('loadingRoom')}>
      <i /> <i /> <i /> <i />
    </main>
  );
}
