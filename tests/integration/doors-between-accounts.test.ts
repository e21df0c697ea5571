import { expect, test, vi } from 'vitest';
import { problemOf } from '../../src-shared/errors/codes.ts';
import { doorsAt, playedApi, signIn } from '../support/played-doors.ts';
import { aParcel } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';

test('a start that names another server asks to sign in there, sends it no token, and leaves the session for one that names its own', async () => {
  const [api, other, dir] = [await playedApi(), await playedApi(), tempDir()];
  const { doors: first, secrets, stop } = doorsAt({ dir });
  await signIn(first, api.origin);
  await first.station().scan(aParcel().number);
  await stop();
  const elsewhere = doorsAt({ dir, secrets, accountApi: other.origin });
  expect(await elsewhere.doors.resume()).toMatchObject({ phase: 'sign-in', expired: true, accountApi: other.origin });
  await expect(elsewhere.doors.agreement()).rejects.toMatchObject({ code: 'session-expired' });
  await elsewhere.stop();
  expect(other.heard).toEqual([]);
  const back = doorsAt({ dir, secrets, accountApi: api.origin });
  expect((await back.doors.resume()).phase).toBe('ready');
  await back.stop();

  const { doors } = doorsAt({ dir, secrets, accountApi: other.origin });
  await doors.resume();
  expect((await signIn(doors, '')).phase).toBe('ready');
  await expect.poll(() => other.seen).toContain('/v1/orders');
  expect((await doors.station().scan(aParcel().number)).verdict).toBe('duplicate');
});

test('a sign-in at another server that fails there leaves the session for a start that names its own', async () => {
  const [api, other, dir] = [await playedApi(), await playedApi(), tempDir()];
  const { doors: first, secrets, stop } = doorsAt({ dir });
  await signIn(first, api.origin);
  await stop();
  const elsewhere = doorsAt({ dir, secrets, accountApi: other.origin });
  await elsewhere.doors.resume();
  await expect(signIn(elsewhere.doors, '', 'a', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(signIn(elsewhere.doors, 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'api-unreachable' });
  await elsewhere.stop();
  expect(other.heard.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([]);
  const back = doorsAt({ dir, secrets, accountApi: api.origin });
  expect(await back.doors.resume()).toMatchObject({ phase: 'ready', account: 'A' });
});

test.each(['this', 'an earlier'])('a server that was named by mistake, over a session of %s version that has ended, does not say what time it is at the desk', async (version) => {
  const [api, other, dir] = [await playedApi(), await playedApi(), tempDir()];
  const first = doorsAt({ dir });
  await signIn(first.doors, api.origin);
  const { meta } = first.doors.station().flow.store;
  // Its record did not say where it is.
  if (version !== 'this') meta.set('session', JSON.stringify({ ...JSON.parse(meta.get('session') ?? '') as object, accountApi: undefined }));
  await first.stop();
  const { doors } = doorsAt({ dir, secrets: first.secrets, accountApi: api.origin });
  await doors.resume();
  api.state.revoked = true;
  await expect.poll(() => doors.view().expired).toBe(true);
  other.state.ahead = 6 * 3_600_000;
  await expect(signIn(doors, other.origin, 'a', 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  expect(Math.abs(doors.station().flow.now() - Date.now())).toBeLessThan(5_000);
  expect(doors.status().problems.map(({ code }) => code)).not.toContain('clock-wrong');
});

test.each([
  ['another account', 'b', ['not-signed-in', []]],
  ['another person of the same account', 'a/y', [null, ['op-a']]],
])('while %s comes in over a session that has ended, no scan is written to the database of the one before under its name', async (_name, next, expected) => {
  const api = await playedApi();
  const { doors } = doorsAt({ dir: tempDir() });
  await signIn(doors, api.origin, 'a');
  const first = doors.station();
  await first.scan('YT0000000000001');
  api.state.revoked = true;
  await expect.poll(() => doors.view().expired).toBe(true);
  const stop = first.stop;
  let seen: unknown;
  vi.spyOn(first, 'stop').mockImplementation(async () => {
    const code = await Promise.resolve().then(() => doors.station().scan(aParcel().number)).then(() => null, (error: unknown) => problemOf(error).code);
    seen = [code, first.flow.scans.newest(50).filter(({ number }) => number === aParcel().number).map(({ operator }) => operator.id)];
    await stop();
  });
  expect(await signIn(doors, '', next)).toMatchObject({ phase: 'ready', expired: false, account: next.toUpperCase() });
  expect(seen).toEqual(expected);
});
