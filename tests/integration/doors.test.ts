import { existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { TIME_KEPT } from '../../src-main/station/last-known.ts';
import { markOfAccount } from '../../src-main/store/database-of-account.ts';
import { openStore } from '../../src-main/store/store.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { doorsAt, playedApi, signIn } from '../support/played-doors.ts';
import { aParcel } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';

async function codeOf(work: () => unknown): Promise<ErrorCode | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof StationError) return error.code;
    throw error;
  }
}

describe('a start whose settings are lost', () => {
  const firstDay = async () => {
    const [api, dir] = [await playedApi(), tempDir()];
    const { doors, secrets, stop } = doorsAt({ dir });
    await signIn(doors, api.origin);
    await stop();
    api.seen.splice(0);
    return { api, dir, secrets };
  };
  test.each([[null], ['no address']])('(%s) goes on with the server that its session is at', async (accountApi) => {
    const { api, dir, secrets } = await firstDay();
    const { doors } = doorsAt({ dir, secrets, accountApi });
    expect(await doors.resume()).toMatchObject({ phase: 'ready', account: 'A', accountApi: api.origin });
    await expect.poll(() => api.seen).toContain('/v1/orders');
  });
  test('asks for the address where a session of an earlier version does not say it; the work is kept', async () => {
    const { api, dir, secrets } = await firstDay();
    const disk = new Database(join(dir, 'station.db'));
    disk.exec("UPDATE meta SET value = json_remove(value, '$.accountApi') WHERE key = 'session'");
    disk.close();
    const { doors } = doorsAt({ dir, secrets });
    expect(await doors.resume()).toMatchObject({ phase: 'sign-in', expired: true, accountApi: null });
    expect(await codeOf(() => signIn(doors, ''))).toBe('api-address-missing');
    expect(await signIn(doors, api.origin)).toMatchObject({ phase: 'ready', account: 'A' });
  });
});

describe('signing in', () => {
  test('goes straight to the rooms of its roles, and the station works', async () => {
    const api = await playedApi();
    const { doors, settings } = doorsAt({ dir: tempDir() });
    expect(await doors.resume()).toMatchObject({ phase: 'welcome', rooms: [] });
    expect(await codeOf(() => doors.station())).toBe('not-signed-in');
    expect(await signIn(doors, `${api.origin}/some/path`)).toMatchObject({ phase: 'ready', accountId: 'a', account: 'A', operator: '李四', rooms: ['desk', 'settings'], practice: false, accountApi: api.origin });
    expect(settings().accountApi).toBe(api.origin);
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('pass');
  });
  test("says that this machine's clock is far from the API's, until it is right again", async () => {
    const api = await playedApi();
    api.state.ahead = 3_600_000;
    const { doors } = doorsAt({ dir: tempDir() });
    const problems = (): string[] => doors.status().problems.map(({ code }) => code);
    await signIn(doors, api.origin);
    expect(problems()).toContain('clock-wrong');
    api.state.ahead = 0;
    await expect.poll(problems).not.toContain('clock-wrong');
  });
  test("hears the account API's time after a practice, whose time was that of this machine, and the other way round", async () => {
    const real = Date.now;
    const [practice, api] = [await playedApi(), await playedApi()];
    const wrong = vi.spyOn(Date, 'now').mockImplementation(() => real() + 3 * 86_400_000);
    onTestFinished(() => void wrong.mockRestore());
    api.state.ahead = -3 * 86_400_000;
    const { doors } = doorsAt({ dir: tempDir(), startWorld: (_, { ready }) => {
      queueMicrotask(() => ready({ origin: practice.origin, controlOrigin: practice.origin, controlToken: 'x', printComponent: 'ws://127.0.0.1:1', account: { account: 'a', password: 'right' } }));
      return { kill: () => undefined };
    } });
    const error = (): number => Math.abs(doors.station().flow.now() - real());
    const practise = async (): Promise<void> => {
      await doors.startPractice();
      await expect.poll(() => doors.station().flow.told()).not.toBeNull();
      expect(Math.abs(error() - 3 * 86_400_000)).toBeLessThan(5_000);
      await doors.signOut();
    };
    await practise();
    await signIn(doors, api.origin);
    expect(error()).toBeLessThan(5_000);
    await doors.signOut();
    await practise();
  });
  test('with a first password, then an agreement, one door after the other', async () => {
    const api = await playedApi();
    Object.assign(api.state, { mustChange: true, accepted: null });
    const { doors } = doorsAt({ dir: tempDir() });
    expect(await signIn(doors, api.origin)).toMatchObject({ phase: 'new-password', atWork: false });
    expect(await codeOf(() => doors.station())).toBe('not-signed-in');
    expect(await codeOf(() => doors.changePassword('wrong', 'new-password-1'))).toBe('wrong-password');
    expect(doors.view().phase).toBe('new-password');
    expect((await doors.changePassword('right', 'new-password-1')).phase).toBe('agreement');
    expect(await codeOf(() => doors.station())).toBe('not-signed-in');
    expect((await doors.agreement()).version).toBe('1');
    expect((await doors.accept('1')).phase).toBe('ready');
    doors.station();
  });
  test.each<readonly [string, string, ErrorCode]>([
    ['', 'right', 'api-address-missing'],
    ['http://api.example.com', 'right', 'api-address-invalid'],
    ['api.example.com', 'right', 'api-address-invalid'],
    ['https://user@api.example.com', 'right', 'api-address-invalid'],
  ])('at %j is refused', async (address, password, code) => {
    const { doors, settings } = doorsAt({ dir: tempDir() });
    expect(await codeOf(() => signIn(doors, address, 'a', password))).toBe(code);
    expect(doors.view().phase).toBe('welcome');
    expect(settings().accountApi).toBeNull();
  });
  test('with a wrong password changes nothing, and makes no database', async () => {
    const api = await playedApi();
    const dir = tempDir();
    const { doors, settings, secrets } = doorsAt({ dir });
    expect(await codeOf(() => signIn(doors, api.origin, 'a', 'wrong'))).toBe('wrong-password');
    expect(doors.view()).toMatchObject({ phase: 'welcome', accountId: null, account: null, accountApi: null });
    expect(settings().accountApi).toBeNull();
    // The keys of the phones of queued parcels: the work goes on when its account signs in again.
    expect([...secrets.keys()].filter((name) => !name.startsWith('phones.'))).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });
  test('into a database that cannot be used says why, and keeps nobody signed in', async () => {
    const api = await playedApi();
    const dir = tempDir();
    writeFileSync(join(dir, 'station.db'), 'this is no database, and it is long enough to be looked at as one '.repeat(20));
    const { doors, secrets } = doorsAt({ dir });
    expect(await codeOf(() => signIn(doors, api.origin))).toBe('database-damaged');
    expect(doors.view().phase).toBe('sign-in');
    expect(await codeOf(() => doors.station())).toBe('not-signed-in');
    // The keys of the phones of queued parcels: the work goes on when its account signs in again.
    expect([...secrets.keys()].filter((name) => !name.startsWith('phones.'))).toEqual([]);
  });
  test('into a database that opens and fails then leaves nobody holding it', async () => {
    const api = await playedApi();
    const dir = tempDir();
    const store = openStore(join(dir, 'station.db'));
    store.db.exec('PRAGMA foreign_keys = OFF; DROP TABLE jobs');
    store.close();
    const { doors } = doorsAt({ dir });
    expect(await codeOf(() => signIn(doors, api.origin))).toBe('store-failed');
    expect(doors.view().phase).toBe('sign-in');
    expect(readdirSync(dir)).toEqual(['station.db']);
  });
  test('into a station that can not start leads back to signing in; when it can, the next sign-in works', async () => {
    const api = await playedApi();
    const dir = tempDir();
    const file = join(dir, 'station.db');
    const store = openStore(file);
    store.db.exec('ALTER TABLE batches RENAME TO batches_away');
    store.close();
    const { doors, views } = doorsAt({ dir });
    expect(await codeOf(() => signIn(doors, api.origin))).toBe('store-failed');
    expect(doors.view()).toMatchObject({ phase: 'sign-in', rooms: [] });
    expect(views.map(({ phase }) => phase)).not.toContain('ready');
    expect(await codeOf(() => doors.station())).toBe('not-signed-in');
    expect(readdirSync(dir)).toEqual(['station.db']);
    const db = new Database(file);
    db.exec('ALTER TABLE batches_away RENAME TO batches');
    db.close();
    expect((await signIn(doors, api.origin)).phase).toBe('ready');
    await expect.poll(() => api.seen).toContain('/v1/orders');
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('pass');
  });
  test('practice with a station that can not start leads back to the welcome, and signing in is kept as ever', async () => {
    const api = await playedApi();
    const dir = tempDir();
    const store = openStore(join(dir, 'station.db'));
    store.db.exec('ALTER TABLE batches RENAME TO batches_away');
    store.meta.set('accountId', 'practice-1');
    store.close();
    const { doors, secrets } = doorsAt({ dir });
    expect(await codeOf(() => doors.startPractice())).toBe('store-failed');
    expect(doors.view()).toMatchObject({ phase: 'welcome', practice: false, rooms: [] });
    expect((await signIn(doors, api.origin)).phase).toBe('ready');
    expect(secrets.has('tokens')).toBe(true);
  });
  test.each(['practice-died', 'practice-port-taken'] as const)('after a practice that said %s hears no more of that', async (code) => {
    const { doors } = doorsAt({ dir: tempDir(), startWorld: (_, { failed, exited }) => {
      queueMicrotask(() => {
        if (code === 'practice-port-taken') failed(code, '8080');
        exited();
      });
      return { kill: () => undefined };
    } });
    const codes = (): string[] => doors.status().problems.map((problem) => problem.code);
    await doors.startPractice();
    await expect.poll(codes).toContain(code);
    await doors.signOut();
    expect(codes()).not.toContain(code);
  });
  test('to another server while somebody works is refused, and no token of this one goes there', async () => {
    const api = await playedApi();
    const evil = await playedApi();
    const { doors } = doorsAt({ dir: tempDir() });
    await signIn(doors, api.origin);
    expect(await codeOf(() => signIn(doors, evil.origin, 'a', 'wrong'))).toBe('not-allowed');
    await expect.poll(() => api.seen.filter((path) => path === '/v1/orders').length).toBeGreaterThan(0);
    expect(evil.heard).toEqual([]);
    expect(doors.view().accountApi).toBe(api.origin);
  });
  test('at a door in front of the rooms is refused as well: sign out first', async () => {
    const api = await playedApi();
    api.state.mustChange = true;
    const { doors } = doorsAt({ dir: tempDir() });
    await signIn(doors, api.origin);
    expect(await codeOf(() => signIn(doors, api.origin, 'b'))).toBe('not-allowed');
    await doors.signOut();
    api.state.mustChange = false;
    expect((await signIn(doors, api.origin, 'b')).phase).toBe('ready');
  });
});

describe('the next start', () => {
  async function before(): Promise<{ api: Awaited<ReturnType<typeof playedApi>>; dir: string; secrets: Map<string, string> }> {
    const [api, dir] = [await playedApi(), tempDir()];
    const first = doorsAt({ dir });
    await signIn(first.doors, api.origin);
    await first.doors.station().scan(aParcel().number);
    await first.stop();
    return { api, dir, secrets: first.secrets };
  }
  test('goes on where the last one was, without a network too', async () => {
    const { api, dir, secrets } = await before();
    await api.close();
    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    expect(await doors.resume()).toMatchObject({ phase: 'ready', account: 'A', rooms: ['desk', 'settings'], expired: false });
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('duplicate');
  });
  test('of which the API tells the time before the database is open: what was put off while the clock was ahead does not wait for the difference', async () => {
    const { api, dir, secrets } = await before();
    const ahead = Date.now() + 8 * 3_600_000;
    const store = openStore(join(dir, 'station.db'));
    store.meta.set(TIME_KEPT, String(ahead));
    store.sql(
      "INSERT INTO jobs (scan_id, key, kind, number, courier, platform, operator, task, state, waits, ready_at, price, created_at) VALUES (1, 'a:N:sync', 'sync', 'N', 'sf', 'jd', '李四', '{}', 'waiting', 'retry', ?, 0, 1)",
    ).run(ahead + 1_000);
    store.close();
    const { doors } = doorsAt({ dir, secrets });
    await signIn(doors, api.origin);
    expect(Math.abs(doors.station().flow.now() - Date.now())).toBeLessThan(5_000);
    expect(doors.station().flow.jobs.find(1)?.ready_at ?? 0).toBeLessThan(Date.now() + 60_000);
  });
  test('on a machine that could keep no secrets asks to sign in; the work is still there', async () => {
    const { api, dir } = await before();
    const { doors } = doorsAt({ dir, accountApi: api.origin });
    expect(await doors.resume()).toMatchObject({ phase: 'sign-in', expired: true, rooms: [] });
    expect((await signIn(doors, '')).phase).toBe('ready');
    expect((await doors.station().scan(aParcel().number)).verdict).toBe('duplicate');
  });
  test('with a damaged database fails by name', async () => {
    const { api, dir, secrets } = await before();
    writeFileSync(join(dir, 'station.db'), 'x'.repeat(5_000));
    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    const error = await doors.resume().then(() => null, (failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'database-damaged' });
    expect(doors.fail(error)).toMatchObject({ phase: 'failed', failure: { code: 'database-damaged' }, rooms: [] });
  });
  test('with a WAL and no database beside it fails by name, and keeps the WAL', async () => {
    const { api, dir, secrets } = await before();
    rmSync(join(dir, 'station.db'));
    writeFileSync(join(dir, 'station.db-wal'), 'what was answered');
    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    await expect(doors.resume()).rejects.toMatchObject({ code: 'database-damaged' });
    expect(readFileSync(join(dir, 'station.db-wal'), 'utf8')).toBe('what was answered');
  });
  test.each(['gone', 'empty'])('with a database that is %s says so to whoever signs in, and lets them work', async (how) => {
    const { api, dir, secrets } = await before();
    await markOfAccount(dir, 'a').put(JSON.stringify({ epoch: 1, sequence: 3, hash: 'x' }));
    if (how === 'gone') rmSync(join(dir, 'station.db'));
    else truncateSync(join(dir, 'station.db'));
    const lost = doorsAt({ dir, secrets, accountApi: api.origin });
    expect((await lost.doors.resume()).phase).toBe('welcome');
    expect((await signIn(lost.doors, '')).phase).toBe('ready');
    expect(lost.doors.status().problems.map(({ code }) => code)).toContain('database-lost');
    expect((await lost.doors.station().scan(aParcel().number)).verdict).not.toBe('duplicate');
    await expect.poll(() => lost.doors.station().flow.ledger.epoch()).toBe(1);
    await lost.stop();

    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    expect((await doors.resume()).phase).toBe('ready');
    expect(doors.status().problems.map(({ code }) => code)).not.toContain('database-lost');
  });
  test('another account that is new here has lost nothing', async () => {
    const { api, dir, secrets } = await before();
    await markOfAccount(dir, 'a').put(JSON.stringify({ epoch: 1, sequence: 3, hash: 'x' }));
    rmSync(join(dir, 'station.db'));
    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    await signIn(doors, '');
    await doors.signOut();
    await signIn(doors, '', 'b');
    expect(doors.status().problems.map(({ code }) => code)).not.toContain('database-lost');
  });
  test('that fails in the middle of a read has the code of the database', () => {
    const { doors } = doorsAt({ dir: tempDir() });
    expect(doors.fail(Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT_VTAB' }))).toMatchObject({ phase: 'failed', failure: { code: 'database-damaged' } });
  });
  test('with counts that cannot be read still tells what is wrong', async () => {
    const { api, dir, secrets } = await before();
    await api.close();
    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    await doors.resume();
    doors.problems.add({ code: 'print-kept' });
    await expect.poll(() => doors.status()).toMatchObject({ today: 1, network: 'offline' });
    const db = new Database(join(dir, 'station.db'));
    db.exec('ALTER TABLE day_counts RENAME TO day_counts_away');
    db.close();
    expect(doors.status()).toMatchObject({ today: 1, network: 'offline', problems: [{ code: 'store-failed' }, { code: 'print-kept' }] });
  });
  test('after signing out begins at the welcome, and another account sees nothing of the first', async () => {
    const { api, dir, secrets } = await before();
    const first = doorsAt({ dir, secrets, accountApi: api.origin });
    await first.doors.resume();
    expect(await first.doors.signOut()).toMatchObject({ phase: 'welcome', account: null });
    // The keys of the phones of queued parcels: the work goes on when its account signs in again.
    expect([...secrets.keys()].filter((name) => !name.startsWith('phones.'))).toEqual([]);
    await first.stop();

    const { doors } = doorsAt({ dir, secrets, accountApi: api.origin });
    expect((await doors.resume()).phase).toBe('welcome');
    await signIn(doors, '', 'b');
    expect(doors.station().recent()).toEqual([]);
    expect(existsSync(join(dir, 'station-a.db'))).toBe(true);
    await doors.signOut();
    await signIn(doors, '', 'a');
    expect(doors.station().recent().map(({ number }) => number)).toEqual([aParcel().number]);
  });
});
