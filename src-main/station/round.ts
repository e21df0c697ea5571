import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import { isOfDisk } from '../store/store-problem.ts';
import { mustReopen } from './opening.ts';

export type RoundParts = {
  readonly client: AccountClient;
  /** Before each call. */
  readonly asking: () => void;
  /** What fails once it has stopped ends the round, whatever it is. */
  readonly isRunning: () => boolean;
  /** After this the station must be opened again. */
  readonly reopen: (error: CallFailed) => void;
  readonly failed: (error: unknown) => void;
};
/** Does one part of a round: what concerns this part alone keeps no other away. */
export type Apart = (part: () => Promise<void>) => Promise<void>;

/**
 * Rounds with the account API whose parts fail one by one. Of what is refused it tells the first in each round, and whatever this program could not deal with.
 * A call that the server can't answer, or one that nobody answers in time, says nothing of the next; the second in a row does, and every second time-out, for each takes its time.
 */
export function createRounds({ client, asking, isRunning, reopen, failed }: RoundParts) {
  let unansweredInARow = 0;
  const counted: AccountClient = {
    async call(name, request, options) {
      asking();
      try {
        const answer = await client.call(name, request, options);
        unansweredInARow = 0;
        return answer;
      } catch (error) {
        unansweredInARow = isUnanswered(error) ? unansweredInARow + 1 : 0;
        throw error;
      }
    },
  };
  return {
    /** For the calls of the rounds. */
    client: counted,

    /** True where all went well. Throws what ended the round, or at its end what one call was not answered for: the next round is later then. */
    async round(parts: (apart: Apart) => Promise<void>): Promise<boolean> {
      let isWell = true;
      let unanswered: CallFailed | null = null;
      // Of the round before: a first call that never succeeds would end this one too, and every one after it.
      unansweredInARow = 0;
      const apart: Apart = async (part) => {
        try {
          await part();
        } catch (error) {
          if (!isRunning()) throw error;
          if (mustReopen(error)) reopen(error);
          else if (isUnanswered(error) && unansweredInARow < 2 && !(isTimeOut(error) && isTimeOut(unanswered))) {
            unanswered = isTimeOut(error) ? error : (unanswered ?? error);
            return;
          } else if (!concernsOnePart(error)) throw error;
          if (isWell || !(error instanceof CallFailed)) failed(error);
          isWell = false;
        }
      };
      await parts(apart);
      // The others were answered: a server that is busy, and no network that is away.
      if (unanswered !== null) throw new CallFailed('api-busy', (unanswered as CallFailed).about ?? '', { effect: 'unknown' });
      return isWell;
    },
  };
}

/** The server could not answer this call and names no time to come back, or its answer did not arrive. */
export function isUnanswered(error: unknown): error is CallFailed {
  return error instanceof CallFailed && ['api-busy', 'api-unreachable'].includes(error.code) && error.effect === 'unknown' && error.retryAfter === null;
}
const isTimeOut = (error: CallFailed | null): boolean => error?.code === 'api-unreachable';

/**
 * A refusal or a broken answer of one call says nothing of the others, and neither does one that this program can't deal with; a network, a session, an API
 * that is busy or a disk that takes nothing does.
 */
function concernsOnePart(error: unknown): boolean {
  if (!(error instanceof CallFailed)) return !isOfDisk(error);
  return ['api-schema', 'api-refused', 'account-suspended', 'service-disabled', 'not-allowed', 'insufficient-balance'].includes(error.code);
}
