import type { Room } from '../../src-shared/domain/roles.ts';

/** F1… or Ctrl+1… open the rooms in the order of the rail, from any field. */
export function listenForRoomKeys(rooms: readonly Room[], enter: (room: Room) => void): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    const digit = event.ctrlKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : /^F([1-9])$/.exec(event.key)?.[1];
    const room = digit === undefined ? undefined : rooms[Number(digit) - 1];
    if (room === undefined) return;
    event.preventDefault();
    enter(room);
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
