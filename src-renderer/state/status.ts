import { create } from 'zustand';
import type { StatusView } from '../../src-shared/bridge/views.ts';

/** What the status line and the desk's counters show. Select single values: this changes with every scan. */
export const useStatus = create<{ readonly view: StatusView | null }>(() => ({ view: null }));

export const showStatus = (view: StatusView): void => useStatus.setState({ view });

/** Now in server time, UTC ms: a station whose clock is wrong still shows and counts correctly. */
export const serverNow = (): number => Date.now() + (useStatus.getState().view?.clockOffset ?? 0);
