import { UNKNOWN_SCANNER } from '../../../src-shared/domain/wedge/scanner-profile.ts';
import { acknowledge, askForRescan, scan, showTyped, useDesk } from '../../state/desk.ts';
import { closeHistory, closeList, openList, useList } from '../../state/list.ts';
import { isRecording, recordKey, throwAway } from '../../state/recorder.ts';
import { showMisplaced, useRoom } from '../../state/room.ts';
import { listenForScans } from './scan-keys.ts';

/** Connects the keyboard with the desk. Lives as long as a person is inside, whatever room is open. */
export function takeScans(): () => void {
  const stop = listenForScans({
    profile: UNKNOWN_SCANNER,
    // Whatever room is open: a recorded scanner presses no button there.
    onDesk: () => useRoom.getState().room === 'desk' || isRecording(),
    onFinding(finding) {
      if (isRecording()) return;
      if (finding.kind === 'scan') scan({ text: finding.text });
      else askForRescan({ text: finding.text, why: finding.reason, device: null });
    },
    onMisplaced: showMisplaced,
    // A scanner's characters are gone before anybody could read them: showing them would only cost time.
    onHeld(text, byScanner) {
      const shown = byScanner || text.length < 2 ? '' : text;
      if (useDesk.getState().typed !== shown) showTyped(shown);
    },
    onIdleKey: (key) => !isRecording() && onIdleKey(key),
    onHeard: recordKey,
  });
  return () => {
    stop();
    // What one account has typed is nothing for the next.
    throwAway();
  };
}

/** Space: the held parcel is taken off. / opens the list and its search; Esc closes what is open. */
function onIdleKey(key: string): boolean {
  const { open, history } = useList.getState();
  if (key === ' ') return !document.activeElement?.closest('[data-keeps-focus]') && acknowledge();
  if (key === '/') openList();
  else if (key === 'Escape' && history) closeHistory();
  else if (key === 'Escape' && open) closeList();
  else return false;
  return true;
}
