import type { z } from 'zod';
import type { tokens } from '../../src-shared/contract/session.ts';

export type TokenSet = z.infer<typeof tokens>;

/** Where secrets outlive the process: safeStorage in the app. `put` says whether the disk has it, as a SecretPlace's does. */
export type Secrets = { get(name: string): string | null; put(name: string, value: string | null): boolean };

export type Tokens = { access(): string | null; refresh(): string | null; set(tokens: TokenSet | null): void };

/** The account's tokens: in memory, and in the secrets under the account they belong to. */
export function createTokens(secrets: Secrets, name: string): Tokens {
  let held: Pick<TokenSet, 'accessToken' | 'refreshToken'> | null = read(secrets.get(name));
  return {
    access: () => held?.accessToken ?? null,
    refresh: () => held?.refreshToken ?? null,
    set(tokens) {
      held = tokens && { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
      secrets.put(name, held && JSON.stringify(held));
    },
  };
}

function read(text: string | null): Pick<TokenSet, 'accessToken' | 'refreshToken'> | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as { accessToken?: unknown; refreshToken?: unknown };
    return typeof value.accessToken === 'string' && typeof value.refreshToken === 'string' ? { accessToken: value.accessToken, refreshToken: value.refreshToken } : null;
  } catch {
    return null;
  }
}
