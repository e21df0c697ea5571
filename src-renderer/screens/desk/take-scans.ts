import { acknowledge, askForRescan, scan, showTyped, useDesk } from '../../state/desk.ts';
import { showMisplaced, useRoom } from '../../state/room.ts';
import { listenForScans } from './scan-keys.ts';

/** Connects the keyboard with the desk. Lives as long as a person is inside, whatever room is open. */
export function takeScans(): () => void {
  return listenForScans({
    onDesk: () => useRoom.getState().room === 'desk',
    onFinding(finding) {
      if (finding.kind === 'scan') scan({ text: finding.text });
      else if (finding.kind === 'rescan') askForRescan({ text: finding.text, why: finding.why, device: null });
    },
    onMisplaced: showMisplaced,
    // A scanner's characters are gone before anybody could read them: showing them would only cost time.
    onHeld(text, byScanner) {
      const shown = byScanner || text.length < 2 ? '' : text;
      if (useDesk.getState().typed !== shown) showTyped(shown);
    },
    onConfirm: acknowledge,
  });
}
