import type { Channel, ChannelAnswer, ChannelRequest } from '../../src-shared/bridge/channels.ts';

/** What each channel does, with its request checked before and its answer as the window expects it. */
export type Handlers = { readonly [C in Channel]: (request: ChannelRequest<C>) => ChannelAnswer<C> | Promise<ChannelAnswer<C>> };
