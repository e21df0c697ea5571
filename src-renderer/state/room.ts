import { create } from 'zustand';
import type { Room } from '../../src-shared/domain/roles.ts';

type RoomState = {
  readonly room: Room;
  /** The latest number that was scanned where nothing can be scanned, empty where it could not be read, and how many there were since somebody has seen it. */
  readonly misplaced: { readonly text: string; readonly count: number } | null;
  /** Which part of 批量 is open: lists, or the stores' authorisations. */
  readonly batchTab: 'lists' | 'stores';
  /** Something is written here that leaving would drop: asks first, and goes where it was told to then. */
  readonly beforeLeaving: ((go: () => void) => void) | null;
};

export const useRoom = create<RoomState>(() => ({ room: 'desk', misplaced: null, batchTab: 'lists', beforeLeaving: null }));

export const enterRoom = (room: Room): void => useRoom.setState(room === 'desk' ? { room, misplaced: null } : { room });
/** The same for a person, who is asked where something would be dropped. */
export function goTo(room: Room): void {
  const { room: here, beforeLeaving } = useRoom.getState();
  if (beforeLeaving && room !== here) beforeLeaving(() => enterRoom(room));
  else enterRoom(room);
}
export const askBeforeLeaving = (beforeLeaving: RoomState['beforeLeaving']): void => useRoom.setState({ beforeLeaving });
/** 店铺授权, from where something waits for it. */
export const showStores = (): void => useRoom.setState({ room: 'batch', batchTab: 'stores' });
export const showBatchTab = (batchTab: 'lists' | 'stores'): void => useRoom.setState({ batchTab });
export const showMisplaced = (text: string): void => useRoom.setState(({ misplaced }) => ({ misplaced: { text, count: (misplaced?.count ?? 0) + 1 } }));
export const forgetMisplaced = (): void => useRoom.setState({ misplaced: null });
