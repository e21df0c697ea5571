import type { EventName } from '../../src-shared/bridge/channels.ts';

export const ASK = 'station:ask';

/** A record, so that none can be forgotten. */
const TOLD: Readonly<Record<EventName, true>> = { session: true, status: true, card: true, announcement: true, settings: true, messages: true, devices: true, front: true, deviceNews: true };
/** The names a window may listen to; the preload knows no others. */
export const EVENTS = Object.keys(TOLD) as readonly EventName[];

export function eventChannel(event: EventName): string {
  return `station:${event}`;
}
