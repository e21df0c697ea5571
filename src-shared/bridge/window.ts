import type { Answer, BridgeEvents, Channel, ChannelAnswer, ChannelRequest, EventName } from './channels.ts';

/** What the preload puts on `window.station`: the only door between a window and the main process. */
export type StationBridge = {
  ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Answer<ChannelAnswer<C>>>;
  /** The unsubscribe closure is made in the preload: a listener passed back through the bridge would never match. */
  on<E extends EventName>(event: E, listener: (value: BridgeEvents[E]) => void): () => void;
};
