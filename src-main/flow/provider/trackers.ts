import { kuaidi100 } from './kuaidi100/kuaidi100.ts';
import type { Tracker } from './tracker.ts';

/** Every kind that the account API can name for `tracking`: one folder and one line each. */
export const TRACKERS: ReadonlyMap<string, Tracker> = new Map(Object.entries({ kuaidi100 }));
