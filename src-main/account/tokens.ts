import { z } from 'zod';
import type { Session, tokens } from '../../src-shared/contract/session.ts';

export type TokenSet = z.infer<typeof tokens>;
/** Whose they are. A renewal does not say it again. */
type Owner = Pick<Session, 'account' | 'operator'>;

/** Where secrets outlive the process: safeStorage in the app. `put` says whether the disk has it, as a SecretPlace's does. */
export type Secrets = { get(name: string): string | null; put(name: string, value: string | null): boolean };

export type Tokens = {
  access(): string | null;
  refresh(): string | null;
  /** They were given to this person in this account, and say so. */
  areOf(owner: Owner): boolean;
  /** Another one with every sign-in and sign-out, the same over a renewal. */
  session(): unknown;
  set(tokens: (TokenSet & Partial<Owner>) | null): void;
};

const kept = z.object({ accessToken: z.string(), refreshToken: z.string(), account: z.string(), operator: z.string() });
type Held = Pick<TokenSet, 'accessToken' | 'refreshToken'> & { readonly account: string | undefined; readonly operator: string | undefined };

/** The account's tokens: in memory, and in the secrets together with the account and the person that they belong to. */
export function createTokens(secrets: Secrets, name: string): Tokens {
  let held: Held | null = read(secrets.get(name));
  let session = {};
  return {
    access: () => held?.accessToken ?? null,
    refresh: () => held?.refreshToken ?? null,
    areOf: ({ account, operator }) => held?.account === account.id && held.operator === operator.id,
    session: () => session,
    set(tokens) {
      if (tokens === null || tokens.account) session = {};
      held = tokens && {
        accessToken: tokens.accessToken, refreshToken: tokens.refreshToken,
        account: tokens.account?.id ?? held?.account, operator: tokens.operator?.id ?? held?.operator,
      };
      secrets.put(name, held && JSON.stringify(held));
    },
  };
}

/** Those that do not say whose they are can be anybody's. */
function read(text: string | null): Held | null {
  try {
    return kept.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
