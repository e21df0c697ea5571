import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Secrets } from '../../src-main/account/tokens.ts';
import type { Doors } from '../../src-main/doors/doors.ts';
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
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => null, ({ code }: { code: unknown }) => code);
const takesNothing = (doors: Doors, yes: boolean): unknown => doors.station().flow.store.db.pragma(`query_only = ${yes ? 1 : 0}`);

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

describe('a disk that takes nothing', () => {
  test('ends no session there that goes on here', async () => {
    const api = await playedApi();
    const { doors } = doorsAt({ dir: tempDir() });
    await signIn(doors, api.origin);
    takesNothing(doors, true);
    expect(await codeOf(doors.signOut())).toBe('data-dir-unusable');
    expect(doors.view()).toMatchObject({ phase: 'ready', account: 'A' });
    expect(api.seen).not.toContain('/v1/session/end');
    takesNothing(doors, false);
    expect(await doors.signOut()).toMatchObject({ phase: 'welcome', account: null });
    expect(api.seen).toContain('/v1/session/end');
  });
  /** Signed in where the disk keeps no session from now on. */
  async function refusing(origin: string) {
    const dir = tempDir();
    const { doors } = doorsAt({ dir });
    await signIn(doors, origin);
    const disk = new Database(join(dir, 'station.db'));
    onTestFinished(() => void disk.close());
    disk.exec("CREATE TRIGGER full BEFORE INSERT ON meta WHEN new.key = 'session' BEGIN SELECT RAISE(ABORT, 'full'); END");
    return { doors, disk };
  }
  test('changes no password there that would have to be changed here again', async () => {
    const api = await playedApi();
    api.state.mustChange = true;
    const { doors, disk } = await refusing(api.origin);
    expect(await codeOf(doors.changePassword('right', 'new-password-1'))).toBe('store-failed');
    expect([doors.view().phase, api.seen.includes('/v1/session/password')]).toEqual(['new-password', false]);
    disk.exec('DROP TRIGGER full');
    expect((await doors.changePassword('right', 'new-password-1')).phase).toBe('ready');
  });
  test('keeps nobody at a door that is open there', async () => {
    const api = await playedApi();
    api.state.accepted = null;
    const { doors } = await refusing(api.origin);
    expect((await doors.accept('1')).phase).toBe('ready');
    expect(doors.status().problems).toContainEqual({ code: 'store-failed', about: 'SQLITE_CONSTRAINT_TRIGGER' });
  });
});

describe('practice', () => {
  async function practising(late = 0) {
    const api = await playedApi();
    api.state.late = late;
    const events = { killed: 0 };
    const world = { origin: api.origin, controlOrigin: api.origin, controlToken: 'x', printComponent: 'ws://127.0.0.1:1', account: { account: 'a', password: 'right' } };
    const at = doorsAt({
      dir: tempDir(),
      startWorld: (_, { ready }) => {
        setImmediate(() => ready(world));
        return { kill: () => void (events.killed += 1) };
      },
    });
    await at.doors.startPractice();
    return { api, events, ...at };
  }
  const codes = (doors: Doors): string[] => doors.status().problems.map(({ code }) => code);

  test('on a disk that takes nothing says so by its code, and is signed in all the same', async () => {
    const { api, doors, views } = await practising();
    takesNothing(doors, true);
    await expect.poll(() => views.at(-1)?.account).toBe('A');
    expect(codes(doors)).toEqual(['data-dir-unusable']);
    takesNothing(doors, false);
    await expect.poll(() => api.seen).toContain('/v1/orders');
  });
  test('goes on in its world where its end could not be written', async () => {
    const { api, events, doors } = await practising();
    await expect.poll(() => api.seen).toContain('/v1/orders');
    takesNothing(doors, true);
    expect(await codeOf(doors.signOut())).toBe('data-dir-unusable');
    expect([doors.view().practice, events.killed]).toEqual([true, 0]);
    takesNothing(doors, false);
    expect(await doors.signOut()).toMatchObject({ phase: 'welcome', practice: false });
    expect(events.killed).toBeGreaterThan(0);
  });
  test('that ends while its sign-in is under way leaves nobody signed in', async () => {
    const { api, doors, secrets } = await practising(500);
    await expect.poll(() => api.seen).toContain('/v1/session');
    await doors.signOut();
    await new Promise((go) => setTimeout(go, 700));
    expect(doors.view()).toMatchObject({ phase: 'welcome', account: null });
    expect(secrets.has('tokens')).toBe(false);
  });
});
