import { kuaidi100 } from './kuaidi100/kuaidi100.ts';
import type { Tracker } from './tracker.ts';

/** Every kind that the account API can name for `tracking`: one folder and one line each, and no other name is in it. */
export const TRACKERS: Readonly<Record<string, Tracker>> = { __proto__: null as never, kuaidi100 };
