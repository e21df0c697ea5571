import { on } from '../bridge/station.ts';
import { showLanguage } from '../i18n/set-up.ts';
import { endCalibration, useCalibration } from '../state/calibration.ts';
import { clearDesk, loadRecent, onNews, showCardChange } from '../state/desk.ts';
import { forgetAbsence, loseFront, regainFront, useFront } from '../state/front.ts';
import { enterRoom, useRoom } from '../state/room.ts';
import { showDevices, takeDeviceNews, useDevices } from '../state/devices.ts';
import { changeRow, clearList, hearNews } from '../state/list.ts';
import { clearCards, closeOverlay, hearAnnouncement, useFunctionCards } from '../state/function-cards.ts';
import { forgetPasted } from '../state/pasted.ts';
import { throwAway } from '../state/recorder.ts';
import { clearRecalls, loadRecalls } from '../state/recalls.ts';
import { showSession, useSession } from '../state/session.ts';
import { showSettings } from '../state/settings.ts';
import { useSignInAgain } from '../state/sign-in-again.ts';
import { showStatus } from '../state/status.ts';
import { forgetTopUp } from '../state/top-up.ts';
import { NOT_HEARD, NOT_TAKEN, soundOf, soundOfNotice, soundOfReading, soundOfRecall } from '../screens/desk/sound-of.ts';
import { playSound } from '../screens/desk/sounds.ts';
import { applyTheme } from './theme.ts';

/** Everything that the main process tells unasked, and where it goes. Lives as long as the window. */
export function followMain(): void {
  on('status', showStatus);
  on('card', (card) => {
    showCardChange(card);
    changeRow(card);
  });
  on('session', showSession);
  on('announcement', (news) => {
    void hearAnnouncement(news).then((reason) => reason && playSound(soundOfRecall(reason)));
  });
  useFunctionCards.subscribe(({ notice }, before) => {
    const heard = notice && notice !== before.notice ? soundOfNotice(notice) : null;
    if (heard) playSound(heard);
  });
  useCalibration.subscribe(({ found }, before) => {
    if (found.length > before.found.length) playSound(soundOfReading(found.at(-1)?.kind === 'whole'));
  });
  on('devices', showDevices);
  on('deviceNews', takeDeviceNews);
  on('front', (inFront) => (inFront ? regainFront() : loseFront()));
  window.addEventListener('blur', loseFront);
  window.addEventListener('focus', regainFront);
  useFront.subscribe(({ inFront, absence }, before) => {
    // Whoever packs looks at parcels. In another room it is somebody at the screen who went to another window.
    const lost = before.inFront && !inFront && useSession.getState().view?.phase === 'ready' && useRoom.getState().room === 'desk';
    if (lost || (absence && absence !== before.absence)) playSound(NOT_HEARD);
  });
  useSignInAgain.subscribe(({ open }) => {
    if (open && useRoom.getState().room === 'desk') playSound(NOT_HEARD);
  });
  useRoom.subscribe(({ room, misplaced }, before) => {
    // What is open over the desk is the desk's: in another room a number typed by hand would have a verdict that nobody sees.
    if (room !== before.room) closeOverlay();
    if (misplaced && misplaced !== before.misplaced) playSound(NOT_TAKEN);
  });
  useDevices.subscribe(({ untaken, amiss }, before) => {
    if (untaken.size > 0 && untaken !== before.untaken) playSound(NOT_TAKEN);
    // Its scanner still beeps by itself. One that is amiss in another way now has been told of.
    if (amiss.some(({ name }) => !before.amiss.some((known) => known.name === name)) && useSession.getState().view?.phase === 'ready') playSound(NOT_HEARD);
  });
  on('settings', (settings) => {
    showSettings(settings);
    applyTheme(settings.theme);
    void showLanguage(settings.language);
  });
  onNews((news) => playSound(soundOf(news)));
  onNews(hearNews);
  useSession.subscribe(({ view }, before) => {
    if (view?.accountId === before.view?.accountId && view?.practice === before.view?.practice) return;
    clearDesk();
    clearCards();
    clearRecalls();
    clearList();
    forgetAbsence();
    forgetTopUp();
    // What one account has typed is nothing for the next.
    forgetPasted();
    throwAway();
    endCalibration();
    enterRoom('desk');
    // Signed in under the banner of an ended session: the shell is still there, and has asked for whoever was here before.
    if (view?.phase === 'ready' && before.view?.phase === 'ready') void Promise.all([loadRecent(), loadRecalls()]);
  });
}
