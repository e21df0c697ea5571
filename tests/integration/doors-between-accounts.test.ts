import { expect, test } from 'vitest';
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
