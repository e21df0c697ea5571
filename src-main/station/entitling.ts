import { isDeepStrictEqual } from 'node:util';
import type { Entitlements } from '../../src-shared/contract/parcels.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Steps } from '../flow/steps.ts';
import { withoutCredentials } from './kept-entitlements.ts';
import type { OpeningParts } from './opening.ts';
import { allOff } from './what-is-entitled.ts';

const EVERY = 10_000;

export type EntitlingParts = {
  readonly flow: Steps;
  readonly freed: OpeningParts['freed'];
  readonly setEntitlements: (entitlements: Entitlements) => void;
  /** The account's suspension has switched every service of what is known off. */
  readonly suspended: (off: Entitlements) => void;
};

/** What the account may use: asked for by the rounds, every ten seconds. */
export function entitling(parts: EntitlingParts, client: AccountClient) {
  const { flow } = parts;
  let askedAt = 0;
  /** What was heard last, and taken whole; null before the first time in a run, and while the account is suspended. */
  let taken: Entitlements | null = null;

  return async function entitle(): Promise<void> {
    const due = flow.now();
    const known = flow.entitlements();
    if (Math.abs(due - askedAt) < EVERY && taken) return;
    try {
      const heard = await client.call('entitlements', {});
      // The first answer of a run counts always: what is kept over a restart has no credentials. Then whatever is another does: a token that is renewed moves no version.
      if (!isDeepStrictEqual(heard, taken)) {
        // A server may make another token for each answer: nothing that waits goes on for that.
        const isRenewed = taken !== null && isDeepStrictEqual(withoutCredentials(heard), withoutCredentials(taken));
        // What could not be taken whole is asked for again in the next round.
        taken = null;
        parts.setEntitlements(heard);
        // A service may be on again, and what waits for money cheaper than what is lent, or free.
        if (!isRenewed) for (const why of ['service-off', 'funds'] as const) parts.freed(why);
        taken = heard;
      }
      askedAt = due;
    } catch (error) {
      // The account is suspended: its services stop, what is queued waits, everything else goes on (account-api.md, 403).
      if (known && error instanceof CallFailed && error.code === 'account-suspended') {
        askedAt = 0;
        taken = null;
        if (Object.values(known.services).some(({ on }) => on)) parts.suspended(allOff(known));
      }
      throw error;
    }
  };
}
