import { toggleMuted } from '../state/settings.ts';

/** F12 mutes the desk or brings its sounds back, from any room and any field. */
export function listenForMuteKey(): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'F12' || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void toggleMuted();
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
