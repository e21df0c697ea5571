import type { ScannerCalibration } from '../../../src-shared/bridge/devices.ts';
import { functionCardOf } from '../../../src-shared/domain/function-cards.ts';
import { profileOf } from '../../../src-shared/domain/wedge/calibration.ts';
import type { Finding } from '../../../src-shared/domain/wedge/finding.ts';
import type { KeyEvent } from '../../../src-shared/domain/wedge/key-event.ts';
import { UNKNOWN_SCANNER, type ScannerProfile } from '../../../src-shared/domain/wedge/scanner-profile.ts';
import { fitsCourier } from '../../../src-shared/domain/wedge/whole-code.ts';
import { calibrateFromHere, calibrationHears, endCalibration, isCalibrating } from '../../state/calibration.ts';
import { acknowledge, askForRescan, holdsPanel, scan, showTyped, useDesk } from '../../state/desk.ts';
import { addUntaken } from '../../state/devices.ts';
import { useFront } from '../../state/front.ts';
import { useFunctionCards } from '../../state/function-cards.ts';
import { closeHistory, closeList, openList, useList } from '../../state/list.ts';
import { isRecording, recordKey } from '../../state/recorder.ts';
import { showMisplaced, useRoom } from '../../state/room.ts';
import { useSession } from '../../state/session.ts';
import { useSettings } from '../../state/settings.ts';
import { isSigningIn } from '../../state/sign-in-again.ts';
import { loneSpace } from './lone-space.ts';
import { listenForScans, type Listening } from './scan-keys.ts';
import { expectSound } from './sounds.ts';

/** Connects the keyboard with the desk. Lives as long as a person is inside, whatever room is open. */
export function takeScans(): () => void {
  const listening = listen();
  const unfollow = useSettings.subscribe(({ settings: { scanner } }, before) => {
    if (scanner?.at !== before.settings.scanner?.at) listening.know(profileIn(scanner));
  });
  const unfollowFront = useFront.subscribe(({ inFront }, before) => {
    if (before.inFront && !inFront) listening.leave();
  });
  return () => {
    unfollow();
    unfollowFront();
    listening.stop();
  };
}

/** In front of a door nobody scans: what a keyboard scanner sends is counted, so that it is said. */
export function missScans(): () => void {
  return listenForScans({ profile: profileIn(useSettings.getState().settings.scanner), onDesk: () => false, onFinding: NOTHING, onMisplaced: missed, onIntoDoor: missedAtDoor, onHeld: NOTHING, onIdleKey: () => false }).stop;
}

const NOTHING = (): void => {};
/** Without its text: what fingers type beside a field may be a password as well. */
const missed = (): void => addUntaken(null, '');

/** Where nobody has been at work yet nobody scans, and a password manager may type as fast as a scanner. */
function missedAtDoor(): boolean {
  const { view } = useSession.getState();
  if (!view?.atWork && !view?.expired) return false;
  missed();
  return true;
}

const onDesk = (): boolean => useRoom.getState().room === 'desk' && !isSigningIn();
const profileIn = (scanner: ScannerCalibration | null): ScannerProfile => (scanner === null ? UNKNOWN_SCANNER : profileOf(scanner));

function listen(): Listening {
  /** What is held was typed by fingers: a scan that comes of it is one typed in. */
  let byFingers = false;
  return listenForScans({
    profile: profileIn(useSettings.getState().settings.scanner),
    // Whatever room is open: a scanner that is recorded or calibrated presses no button there.
    onDesk: () => !isSigningIn() && (onDesk() || isRecording() || isCalibrating()),
    onFinding(finding) {
      if (isRecording() || isOfCalibration(finding)) return;
      if (!onDesk()) showMisplaced(finding.text);
      else if (finding.kind === 'scan') scan({ text: finding.text, typed: byFingers });
      else askForRescan({ text: finding.text, why: finding.reason, device: null });
    },
    onIntoDoor: missedAtDoor,
    onMisplaced(text) {
      if (isSigningIn()) missed();
      else if (functionCardOf(text) === 'calibrate') calibrateFromHere();
      else showMisplaced(text);
    },
    // A scanner's characters are gone before anybody could read them: showing them would only cost time.
    onHeld(text, byScanner) {
      byFingers = text.length > 1 && !byScanner;
      const shown = byScanner || text.length < 2 ? '' : text;
      if (useDesk.getState().typed !== shown) showTyped(shown);
    },
    onIdleKey(key) {
      space.otherKey();
      return !isRecording() && onIdleKey(key);
    },
    onHeard,
  });
}

const space = loneSpace();

function onHeard(event: KeyEvent | null, findings: readonly Finding[]): void {
  if (event?.type === 'keydown') space.otherKey();
  if (isSigningIn()) return;
  if (event && onDesk()) expectSound();
  recordKey(event, findings);
  if (event) calibrationHears(event);
}

/** The calibration card, which begins a calibration by itself, and whatever else is heard during one, but for parcels and other cards: these end it. */
function isOfCalibration(finding: Finding): boolean {
  const card = finding.kind === 'scan' ? functionCardOf(finding.text) : null;
  if (!isCalibrating()) {
    if (card === 'calibrate') calibrateFromHere();
    return card === 'calibrate';
  }
  const other = finding.kind === 'scan' && card !== 'calibrate' && (card !== null || fitsCourier(finding.text));
  if (other) endCalibration();
  return !other;
}

/** Space: somebody has what is held. / opens the list and its search; Esc closes what is open. What lies over the desk has its own keys. */
function onIdleKey(key: string): boolean {
  if (useFunctionCards.getState().overlay) return false;
  const { open, history } = useList.getState();
  if (key === ' ') return !document.activeElement?.closest('[data-keeps-focus]') && acknowledgeByKey();
  if (key === '/') openList();
  else if (key === 'Escape' && history) closeHistory();
  else if (key === 'Escape' && open) closeList();
  else return false;
  return true;
}

/** What was held when the key went down, and nothing that came to be held after it. False where nothing is. */
export function acknowledgeByKey(): boolean {
  const { held, failed, rescans } = useDesk.getState();
  if (!holdsPanel(useDesk.getState())) return false;
  space.pressed(() => {
    const now = useDesk.getState();
    if (now.held === held && now.failed === failed && now.rescans === rescans) acknowledge();
  });
  return true;
}
