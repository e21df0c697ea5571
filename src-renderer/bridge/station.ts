import type { Answer, BridgeEvents, Channel, ChannelAnswer, ChannelRequest, EventName } from '../../src-shared/bridge/channels.ts';
import type { StationBridge } from '../../src-shared/bridge/window.ts';

declare global {
  interface Window {
    readonly station: StationBridge;
  }
}

/** Never rejects: a door that breaks is told like any other problem, so that no screen can forget it. */
export async function ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Answer<ChannelAnswer<C>>> {
  try {
    return await window.station.ask(channel, request);
  } catch {
    return { ok: false, problem: { code: 'internal' } };
  }
}

export function on<E extends EventName>(event: E, listener: (value: BridgeEvents[E]) => void): () => void {
  return window.station.on(event, listener);
}
