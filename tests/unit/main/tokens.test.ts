import { expect, test } from 'vitest';
import { createTokens } from '../../../src-main/account/tokens.ts';
import { secretsIn } from '../../support/played-secrets.ts';

const TOKENS = (n: number) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresAt: 1 });

test('tokens survive a restart in the secrets, and a damaged record is nobody signed in', () => {
  const kept = new Map<string, string>();
  const secrets = secretsIn(kept);
  const [account, operator] = [{ id: 'a', name: 'A' }, { id: 'o', name: 'O' }];
  createTokens(secrets, 'tokens').set({ ...TOKENS(1), account, operator });
  createTokens(secrets, 'tokens').set(TOKENS(2));
  const after = createTokens(secrets, 'tokens');
  expect([after.access(), after.areOf({ account, operator })]).toEqual(['access-2', true]);
  expect(after.areOf({ account: { id: 'b', name: 'A' }, operator })).toBe(false);
  expect(after.areOf({ account, operator: { id: 'p', name: 'O' } })).toBe(false);
  for (const damaged of ['', '{', 'null', '[]', '{"accessToken":1,"refreshToken":"x","account":"a","operator":"o"}', '{"accessToken":"x"}', '{"accessToken":"x","refreshToken":"y"}']) {
    kept.set('tokens', damaged);
    expect(createTokens(secrets, 'tokens').access()).toBeNull();
  }
  createTokens(secrets, 'tokens').set(null);
  expect(kept.size).toBe(0);
});

test('a session goes on over a renewal, and ends with signing in or out, in another place too', () => {
  const owner = { account: { id: 'a', name: 'A' }, operator: { id: 'o', name: 'O' } };
  const tokens = createTokens(secretsIn(new Map()), 'tokens');
  tokens.set({ ...TOKENS(1), ...owner });
  const first = tokens.session();
  tokens.set(TOKENS(2));
  expect(tokens.session()).toBe(first);
  tokens.set(null);
  const nobody = tokens.session();
  tokens.set({ ...TOKENS(3), ...owner });
  expect(new Set([first, nobody, tokens.session(), createTokens(secretsIn(new Map()), 'tokens').session()]).size).toBe(4);
});
