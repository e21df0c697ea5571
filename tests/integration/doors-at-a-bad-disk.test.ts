import { describe, expect, test } from 'vitest';
import type { Secrets } from '../../src-main/account/tokens.ts';
import { doorsAt, playedApi, signIn } from '../support/played-doors.ts';
import { secretsIn } from '../support/played-secrets.ts';
import { tempDir } from '../support/station.ts';

/** A disk's file of secrets: each start reads it, and what it does not take is known to that run alone. */
function fileOfSecrets() {
  const has = new Map<string, string>();
  const disk = { has, takes: true };
  const start = (): Secrets => {
    const run = secretsIn(new Map(has));
    return { get: run.get, put: (name, value) => run.put(name, value) && disk.takes && secretsIn(has).put(name, value) };
  };
  return { disk, start };
}

describe('the start after one whose secrets could not be written', () => {
  test.each([['another account', 'b'], ['another person of the account', 'a/y']])('gives %s no token of whoever signed out before', async (_name, next) => {
    const api = await playedApi();
    const dir = tempDir();
    const { disk, start } = fileOfSecrets();
    const first = doorsAt({ dir, place: start() });
    await signIn(first.doors, api.origin, 'a');
    disk.takes = false;
    await first.doors.signOut();
    expect(await signIn(first.doors, api.origin, next)).toMatchObject({ phase: 'ready', account: next.toUpperCase() });
    await first.stop();
    expect(disk.has.get('tokens')).toContain('access-a');
    disk.takes = true;
    const before = api.heard.length;
    const second = doorsAt({ dir, place: start(), accountApi: api.origin });
    expect(await second.doors.resume()).toMatchObject({ phase: 'sign-in', expired: true });
    // Nor will they be of use to anybody else.
    expect(disk.has.has('tokens')).toBe(false);
    expect(await signIn(second.doors, '', next)).toMatchObject({ phase: 'ready', account: next.toUpperCase() });
    await expect.poll(() => api.heard.slice(before).map(({ path }) => path.split('?')[0])).toContain('/v1/orders');
    expect(new Set(api.heard.slice(before).flatMap(({ headers }) => headers.authorization ?? []))).toEqual(new Set([`Bearer access-${next}`]));
  });
  test('signs nobody in by tokens that do not say whose they are', async () => {
    const api = await playedApi();
    const dir = tempDir();
    const first = doorsAt({ dir });
    await signIn(first.doors, api.origin, 'a');
    await first.stop();
    first.secrets.set('tokens', JSON.stringify({ accessToken: 'access-a', refreshToken: 'refresh-a' }));
    const second = doorsAt({ dir, secrets: first.secrets, accountApi: api.origin });
    expect(await second.doors.resume()).toMatchObject({ phase: 'sign-in', expired: true });
  });
});
