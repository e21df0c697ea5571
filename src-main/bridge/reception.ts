import { CHANNELS, type Answer, type Channel } from '../../src-shared/bridge/channels.ts';
import { StationError, problemOf } from '../../src-shared/errors/codes.ts';
import type { Doors } from '../doors/doors.ts';
import { storeError } from '../store/store-problem.ts';
import type { Handlers } from './handler.ts';
import { checkRoom } from './handlers.ts';

export type Receive = (channel: string, request: unknown) => Promise<Answer<unknown>>;

/**
 * Where every request of a window arrives: an unknown channel, a request that breaks its schema or a room the user does
 * not have is answered with a problem, and so is every failure. Never throws.
 */
export function createReception(doors: Doors, handlers: Handlers, log: (event: string, about: string) => void): Receive {
  return async (channel, request) => {
    try {
      if (typeof channel !== 'string' || !Object.hasOwn(CHANNELS, channel)) throw new StationError('request-malformed', 'channel');
      const known = channel as Channel;
      const read = CHANNELS[known].schema.safeParse(request);
      if (!read.success) throw new StationError('request-malformed', `${known} ${read.error.issues[0]?.path.join('.') ?? ''}`);
      checkRoom(doors, known);
      const handle = handlers[known] as (request: unknown) => unknown;
      return { ok: true, value: await handle(read.data) };
    } catch (error) {
      // A read of a damaged or locked database fails outside of any transaction: it has its code all the same.
      const problem = problemOf(storeError(error));
      log('refused', `${String(channel).slice(0, 40)} ${error instanceof Error ? error.message : ''}`);
      return { ok: false, problem };
    }
  };
}
