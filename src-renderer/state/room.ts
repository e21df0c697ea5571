import { create } from 'zustand';
import type { Room } from '../../src-shared/domain/roles.ts';

type RoomState = {
  readonly room: Room;
  /** A number that was scanned where nothing can be scanned: shown until somebody has seen it. Empty where it could not be read. */
  readonly misplaced: string | null;
};

export const useRoom = create<RoomState>(() => ({ room: 'desk', misplaced: null }));

export const enterRoom = (room: Room): void => useRoom.setState(room === 'desk' ? { room, misplaced: null } : { room });
export const showMisplaced = (text: string): void => useRoom.setState({ misplaced: text });
export const forgetMisplaced = (): void => useRoom.setState({ misplaced: null });
