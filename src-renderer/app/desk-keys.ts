import { isTextField } from '../screens/desk/edited-field.ts';
import { isOfCards, openOverlay, playCard, useFunctionCards } from '../state/function-cards.ts';
import { useRoom } from '../state/room.ts';
import { isSigningIn } from '../state/sign-in-again.ts';

/** At the desk: Ctrl+Z undoes the last scan, Ctrl+M enters a number by hand, Ctrl+H shows the cards or puts them away, Ctrl+O who may take the desk over. Ctrl+Z keeps its meaning in a field. */
export function listenForDeskKeys(): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (!event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat || useRoom.getState().room !== 'desk' || isSigningIn()) return;
    const { overlay } = useFunctionCards.getState();
    if ((overlay && !(event.code === 'KeyH' && isOfCards(overlay))) || (event.code === 'KeyZ' && isTextField(event.target))) return;
    const act = { KeyZ: () => playCard('undo'), KeyM: () => openOverlay('entry'), KeyH: () => playCard('help'), KeyO: () => openOverlay('operators') }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
