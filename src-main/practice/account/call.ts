import type { z } from 'zod';
import type { AnswerOf, CALLS, CallName } from '../../../src-shared/contract/calls.ts';
import type { Role } from '../../../src-shared/domain/roles.ts';
import type { Stage } from '../stage/stage.ts';
import type { Refusal } from './refusal.ts';

/** Who asks: a user of an account, signed in on a device. */
export type Caller = {
  readonly sessionId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  readonly mustChange: boolean;
  readonly accepted: string | null;
  readonly suspended: boolean;
};

export type Given<N extends CallName> = {
  readonly stage: Stage;
  readonly request: z.output<(typeof CALLS)[N]['request']>;
  /** A value of the path's `:name`. */
  readonly param: (name: string) => string;
  /** The Idempotency-Key of a POST, as it was sent; '' for a GET. */
  readonly key: string;
  /** Throws for the calls that are open to anyone. */
  readonly caller: Caller;
};

/**
 * Plays one call inside one transaction. A thrown Refusal undoes what the call did; a returned one keeps it
 * (what is kept for review must survive the refusal).
 */
export type Plays<N extends CallName> = (given: Given<N>) => AnswerOf<N> | Refusal;
