import { create } from 'zustand';
import type { SessionView } from '../../src-shared/bridge/views.ts';

/** Who is here and which rooms they have; null until the main process has answered once. */
export const useSession = create<{ readonly view: SessionView | null }>(() => ({ view: null }));

export const showSession = (view: SessionView): void => useSession.setState({ view });
