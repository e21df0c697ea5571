import type { EventName } from '../../src-shared/bridge/channels.ts';

export const ASK = 'station:ask';

/** The names a window may listen to; the preload knows no others. */
export const EVENTS: readonly EventName[] = ['session', 'status', 'card', 'settings', 'messages', 'devices', 'deviceNews'];

export function eventChannel(event: EventName): string {
  return `station:${event}`;
}
