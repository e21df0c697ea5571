import { onTestFinished } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { createAccountClient, type AccountClient } from '../../src-main/account/client.ts';
import { createTokens } from '../../src-main/account/tokens.ts';
import { createEgress } from '../../src-main/egress/egress.ts';
import { serve, type Play } from './account-server.ts';
import { secretsIn } from './played-secrets.ts';

export const TOKENS = (n: number) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresAt: 1 });

/** A client signed in with access-1 to a server that plays as the test says. */
export async function client(play: Play, over: { readonly origin?: string; readonly allowed?: readonly string[]; readonly signedIn?: boolean } = {}) {
  const { origin, heard } = await serve(play);
  const kept = new Map<string, string>();
  const tokens = createTokens(secretsIn(kept), 'tokens');
  if (over.signedIn !== false) tokens.set(TOKENS(1));
  const told: string[] = [];
  const dates: number[] = [];
  const times: number[] = [];
  const send = createEgress(() => new Set(over.allowed ?? [origin]), 2_000);
  onTestFinished(() => send.close());
  const made: AccountClient = createAccountClient({
    origin: () => over.origin ?? origin, send, tokens,
    heard: (date, took) => void (dates.push(date), times.push(took)),
    reached: (yes) => told.push(yes ? 'reached' : 'not reached'),
    ended: () => {
      tokens.set(null);
      told.push('ended');
    },
    barred: (code) => told.push(`barred: ${code}`),
  });
  return { client: made, heard, tokens, told, dates, times, kept, origin };
}
export const failureOf = async (work: Promise<unknown>): Promise<CallFailed> => {
  const error = await work.then(() => new Error('it succeeded'), (failure: unknown) => failure);
  if (!(error instanceof CallFailed)) throw error;
  return error;
};
