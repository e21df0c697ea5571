import { describe, expect, test } from 'vitest';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { doorsAt, playedApi, signIn } from '../support/played-doors.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';

const LIST = readList(readCsvText(`运单号\n${numberOf(1)}`));

/** A station at work: a parcel has passed, and a list is looked at. */
async function atWork() {
  const api = await playedApi();
  const { doors } = doorsAt({ dir: tempDir() });
  await signIn(doors, api.origin);
  await expect.poll(() => doors.status().ordersReady).toBe(true);
  await doors.station().scan(aParcel().number);
  const { batchId } = await doors.station().batches.put('名单.csv', LIST);
  const barred = (code: string): Promise<void> => {
    api.state.barred = code;
    return expect.poll(() => doors.view().phase).not.toBe('ready');
  };
  return { api, doors, batchId, barred };
}

describe('a door that comes back in the middle of a day', () => {
  test.each([['agreement-required', 'agreement'], ['must-change-password', 'new-password']] as const)('(%s) is passed into the same day: its list, its count, and one conversation with the account API', async (code, door) => {
    const { api, doors, batchId, barred } = await atWork();
    await barred(code);
    expect(doors.view()).toMatchObject({ phase: door, atWork: true });
    api.state.barred = null;
    const before = api.seen.length;
    expect(await (door === 'agreement' ? doors.accept('1') : doors.changePassword('right', 'new-password-1'))).toMatchObject({ phase: 'ready' });
    // Not in two seconds only.
    await expect.poll(() => api.seen.slice(before), { timeout: 1_500 }).toContain('/v1/orders');
    expect(doors.station().batches.room().preview).toMatchObject({ batchId, rows: { waiting: 1 } });
    expect(doors.status()).toMatchObject({ shift: 1, today: 1 });
  });
  test('and is left by signing out: the work is kept, and the next start begins at the welcome', async () => {
    const { api, doors, barred } = await atWork();
    await barred('agreement-required');
    expect(await doors.signOut()).toMatchObject({ phase: 'welcome', account: null });
    api.state.barred = null;
    expect(await signIn(doors, '')).toMatchObject({ phase: 'ready' });
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('duplicate');
  });
});

test('an agreement that cannot be accepted before the password is another one makes way for that door', async () => {
  const api = await playedApi();
  const { doors } = doorsAt({ dir: tempDir() });
  api.state.accepted = null;
  expect(await signIn(doors, api.origin)).toMatchObject({ phase: 'agreement' });
  api.state.barred = 'must-change-password';
  await expect(doors.accept('1')).rejects.toMatchObject({ code: 'must-change-password' });
  expect(doors.view().phase).toBe('new-password');
  api.state.barred = null;
  expect(await doors.changePassword('right', 'new-password-1')).toMatchObject({ phase: 'agreement' });
  expect(await doors.accept('1')).toMatchObject({ phase: 'ready' });
});

describe('a session that ends in the middle of the day', () => {
  test('keeps the desk open under a banner, and goes on when its owner signs in again', async () => {
    const api = await playedApi();
    const { doors, views, secrets } = doorsAt({ dir: tempDir() });
    await signIn(doors, api.origin);
    await doors.station().scan('YT0000000000001');
    api.state.revoked = true;
    await expect.poll(() => doors.view().expired).toBe(true);
    expect(views.at(-1)).toMatchObject({ phase: 'ready', expired: true });
    expect(secrets.has('tokens')).toBe(false);
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('pass');
    expect(await signIn(doors, '')).toMatchObject({ phase: 'ready', expired: false });
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('duplicate');
    expect(new Set(api.heard.flatMap(({ headers }) => headers.authorization ?? []))).toEqual(new Set(['Bearer access-a']));
  });
  test('at a door in front of the rooms leads back to signing in', async () => {
    const api = await playedApi();
    api.state.accepted = null;
    const { doors } = doorsAt({ dir: tempDir() });
    await signIn(doors, api.origin);
    api.state.revoked = true;
    await expect(doors.accept('1')).rejects.toMatchObject({ code: 'session-expired' });
    expect(doors.view()).toMatchObject({ phase: 'sign-in', expired: true });
    expect((await signIn(doors, '')).phase).toBe('agreement');
  });
});
