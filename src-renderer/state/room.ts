import { create } from 'zustand';
import type { Room } from '../../src-shared/domain/roles.ts';

type RoomState = {
  readonly room: Room;
  /** The latest number that was scanned where nothing can be scanned, empty where it could not be read, and how many there were since somebody has seen it. */
  readonly misplaced: { readonly text: string; readonly count: number } | null;
  /** Which part of 批量 is open: lists, or the stores' authorisations. */
  readonly batchTab: 'lists' | 'stores';
};

export const useRoom = create<RoomState>(() => ({ room: 'desk', misplaced: null, batchTab: 'lists' }));

export const enterRoom = (room: Room): void => useRoom.setState(room === 'desk' ? { room, misplaced: null } : { room });
/** 店铺授权, from where something waits for it. */
export const showStores = (): void => useRoom.setState({ room: 'batch', batchTab: 'stores' });
export const showBatchTab = (batchTab: 'lists' | 'stores'): void => useRoom.setState({ batchTab });
export const showMisplaced = (text: string): void => useRoom.setState(({ misplaced }) => ({ misplaced: { text, count: (misplaced?.count ?? 0) + 1 } }));
export const forgetMisplaced = (): void => useRoom.setState({ misplaced: null });
