import { createServer, connect } from 'node:net';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkWorld, startPractice, type Practice } from '../support/practice.ts';
import { callerWith, signedIn, type Caller } from './caller.ts';
import { capture, hold, station } from './station.ts';

let world: Practice;
let caller: Caller;
let scratch: string;
beforeAll(async () => {
  world = await startPractice({ seed: 9 });
  caller = await signedIn(world);
  scratch = await mkdtemp(join(tmpdir(), 'practice-world-'));
});
afterAll(async () => {
  await world.stop();
  await rm(scratch, { recursive: true, force: true });
});

describe('the process', () => {
  it('goes on exactly after kill -9', async () => {
    const desk = await station(caller);
    const leaseId = await desk.lease(2000);
    await desk.report(hold({ job: 'a', leaseId, amount: 60 }), capture({ job: 'a', leaseId, amount: 60 }));
    const before = { ...(await world.state()), now: 0, requests: 0 };
    const { account, controlToken } = world.ready();
    await world.kill();
    await world.restart();
    expect({ ...(await world.state()), now: 0, requests: 0 }).toEqual(before);
    expect(world.ready()).toMatchObject({ account, controlToken });
    // The session lives on, and so does the chain.
    await desk.report(hold({ job: 'b', leaseId, amount: 60 }));
    expect(await desk.open()).toMatchObject({ reason: 'same', lastSequence: 3 });
  });

  it('dies at once by command, and starts again', async () => {
    await expect(world.control('exit')).rejects.toThrow();
    await world.restart();
    expect((await world.state()).orders).toBe(360);
  });

  it('ends by itself when its parent is gone', async () => {
    const { child } = await forkWorld(['--data-dir', join(scratch, 'orphan'), '--seed', '1']);
    const gone = new Promise((settle) => child.once('exit', settle));
    child.disconnect();
    expect(await gone).toBe(0);
  });

  it('says why it cannot start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((settle) => server.once('listening', settle));
    const { port } = server.address() as { port: number };
    await writeFile(join(scratch, 'a-file'), '');
    await writeFile(join(scratch, 'practice-5.db'), 'this is no database, but it is long enough to be read as one by mistake');
    const failures = [
      ['practice-port-taken', '--data-dir', join(scratch, 'p'), '--seed', '1', '--port', String(port)],
      ['practice-port-taken', '--data-dir', join(scratch, 'p'), '--seed', '1', '--control-port', String(port)],
      ['data-dir-unusable', '--data-dir', join(scratch, 'a-file'), '--seed', '1'],
      ['data-dir-unusable', '--data-dir', scratch, '--seed', '5'],
      ['internal', '--data-dir', join(scratch, 'p'), '--seed', 'x'],
      ['internal', '--data-dir', join(scratch, 'p'), '--seed', '1', '--unknown'],
    ] as const;
    for (const [code, ...args] of failures) {
      const { child, announcement } = await forkWorld(args);
      expect(announcement).toMatchObject({ type: 'failed', code });
      expect(child.exitCode ?? (await new Promise((settle) => child.once('exit', settle)))).toBe(1);
    }
    server.close();
  });
});

describe('the doors', () => {
  it('are on loopback, and the control door wants its token', async () => {
    const { origin, controlOrigin, controlToken } = world.ready();
    expect([new URL(origin).hostname, new URL(controlOrigin).hostname]).toEqual(['127.0.0.1', '127.0.0.1']);
    expect((await fetch(`${controlOrigin}/state`)).status).toBe(401);
    expect((await fetch(`${controlOrigin}/state`, { headers: { authorization: `Bearer ${controlToken}x` } })).status).toBe(401);
    expect((await fetch(`${controlOrigin}/drain`, { method: 'POST' })).status).toBe(401);
  });

  it('find nothing under a name that a web page made up', async () => {
    const { port } = new URL(world.ready().origin);
    const socket = connect(Number(port), '127.0.0.1');
    const answer = new Promise<string>((settle) => socket.once('data', (data) => settle(String(data))));
    socket.write('GET /v1/agreement HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 421/);
    socket.destroy();
  });

  it('close and open again like a network', async () => {
    const { origin } = world.ready();
    await world.control('network', { network: 'off' });
    await expect(fetch(`${origin}/v1/agreement`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect((await world.state()).network).toBe('off');
    await world.control('network', { network: 'off' });
    await world.control('network', { network: 'on' });
    expect(world.ready().origin).toBe(origin);
    await caller.call('balance', {});
  });

  it('cut what is under way when the network goes', async () => {
    await world.control('fault', { on: 'balance', kind: 'latency', count: 1, ms: 5_000 });
    const slow = caller.call('balance', {});
    await expect.poll(async () => (await world.state()).faults).toEqual([]);
    await Promise.all([expect(slow).rejects.toThrow(), world.control('network', { network: 'off' })]);
    await world.control('network', { network: 'on' });
  });
});

describe('faults', () => {
  const fault = (on: string, kind: string, count = 1, ms?: number) => world.control('fault', { on, kind, count, ...(ms === undefined ? {} : { ms }) });
  const lease = (grantId: string, stationId: string) => ({ grantId, stationId, epoch: 1, amount: 100 });

  it('lose an answer after the effect, and a request before it', async () => {
    const desk = await station(caller);
    const before = await caller.call('balance', {});
    await fault('grantLease', 'lose-answer');
    await expect(caller.call('grantLease', lease('lost', desk.stationId), { key: 'lost' })).rejects.toThrow();
    expect((await caller.call('balance', {})).balance).toBe(before.balance - 100);
    expect(await caller.call('grantLease', lease('lost', desk.stationId), { key: 'lost' })).toMatchObject({ amount: 100 });
    await fault('grantLease', 'lose-request');
    await expect(caller.call('grantLease', lease('never', desk.stationId))).rejects.toThrow();
    expect((await caller.call('balance', {})).balance).toBe(before.balance - 100);
  });

  it('deliver a request twice', async () => {
    const { requests } = await world.state();
    await fault('createTopUp', 'duplicate');
    const topUp = await caller.call('createTopUp', { requestId: 'twice', amount: 1000, channel: 'wechat' });
    expect((await world.state()).requests).toBe(requests + 2);
    expect(await caller.call('createTopUp', { requestId: 'twice', amount: 1000, channel: 'wechat' })).toEqual(topUp);
  });

  it('answer with a status, a wrong schema or nonsense, as often as ordered, each for its own calls', async () => {
    await fault('account', 'status-429');
    const busy = await caller.raw('balance', {});
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1']);
    await fault('balance', 'status-500', 2);
    await caller.call('prices', {});
    expect((await caller.raw('balance', {})).status).toBe(500);
    expect((await caller.raw('balance', {})).status).toBe(500);
    await caller.call('balance', {});
    await fault('balance', 'schema');
    await expect(caller.call('balance', {})).rejects.toThrow('expected number, received null');
    await fault('balance', 'garbage');
    await expect(caller.call('balance', {})).rejects.toBeInstanceOf(SyntaxError);
    await fault('account', 'status-500', 5);
    await world.control('clear-faults');
    await caller.call('balance', {});
  });

  it('reach the providers', async () => {
    const { services } = await caller.call('entitlements', {});
    const ask = (kind: 'sync' | 'trace') => fetch(`${services[kind].provider.endpoint}/find`, { method: 'POST', body: '{}' });
    await fault('sync', 'status-500');
    expect((await ask('trace')).status).toBe(200);
    expect((await ask('sync')).status).toBe(500);
    expect((await ask('sync')).status).toBe(200);
  });

  it('reach who is asked where parcels are', async () => {
    const { tracking } = await caller.call('entitlements', {});
    const ask = () => fetch(`${tracking?.endpoint}/poll/query.do`, { method: 'POST', body: '' });
    await fault('tracking', 'status-429');
    expect([(await ask()).status, (await ask()).status]).toEqual([429, 200]);
  });
});

describe('commands', () => {
  it('refuse what they do not know', async () => {
    await expect(world.control('fault', { on: 'weather', kind: 'latency', count: 1 })).rejects.toThrow(/422.*on/);
    await expect(world.control('service', { service: 'sms', on: true, extra: 1 })).rejects.toThrow(/422/);
    await expect(world.control('intercept', { number: 'x', reason: 'mood' })).rejects.toThrow(/422.*reason/);
    await expect(world.control('unknown')).rejects.toThrow(/404/);
  });

  it('are not played on half a body', async () => {
    const { controlOrigin, controlToken } = world.ready();
    const answer = await fetch(`${controlOrigin}/expire-sessions`, { method: 'POST', headers: { authorization: `Bearer ${controlToken}` }, body: '{"x' });
    expect([answer.status, await answer.json()]).toEqual([422, { code: 'schema', detail: 'no JSON' }]);
    await expect(caller.call('counts', { day: '2026-11-01' })).resolves.toBeDefined();
  });

  it('switch a service, with a new version to notice it by', async () => {
    const before = await caller.call('entitlements', {});
    await world.control('service', { service: 'sms', on: false });
    const after = await caller.call('entitlements', {});
    expect([after.services.sms.on, after.services.sync.on, after.version]).toEqual([false, true, before.version + 1]);
    await world.control('service', { service: 'sms', on: true });
    expect((await caller.call('entitlements', {})).services.sms.on).toBe(true);
  });

  it('change a price, with new versions to notice it by', async () => {
    const before = await caller.call('entitlements', {});
    await world.control('price', { service: 'trace', price: 131 });
    const after = await caller.call('entitlements', {});
    expect([after.services.trace.price, after.services.sync.price, after.version, after.priceVersion]).toEqual([131, 60, before.version + 1, before.priceVersion + 1]);
    expect(await caller.call('prices', {})).toMatchObject({ version: after.priceVersion, prices: expect.arrayContaining([{ service: 'trace', price: 131 }]) });
    await world.control('price', { service: 'trace', price: before.services.trace.price });
  });

  it('name other limits of every provider', async () => {
    const before = await caller.call('entitlements', {});
    expect(before.services.trace.provider.limits).toEqual({ perSecond: 20, concurrency: 8 });
    await world.control('provider-limits', { perSecond: 0.5, concurrency: 1 });
    const after = await caller.call('entitlements', {});
    expect([after.services.trace.provider.limits, after.tracking?.limits, after.version]).toEqual([{ perSecond: 0.5, concurrency: 1 }, { perSecond: 0.5, concurrency: 1 }, before.version + 1]);
    await expect(world.control('provider-limits', { perSecond: 0, concurrency: 1 })).rejects.toThrow(/422.*perSecond/);
    await world.control('provider-limits', before.services.trace.provider.limits);
  });

  it('show the same sheet that the seed gives', async () => {
    const rows = await world.sheet();
    expect(rows.filter(({ piece }) => !piece || piece.number === 1)).toHaveLength(375);
    const passing = rows.find(({ verdict }) => verdict === 'pass');
    expect(await caller.call('order', {}, { params: { number: passing?.number ?? '' } })).toMatchObject({ courier: passing?.courier });
  });

  it('give each world secrets of its own', async () => {
    const other = await startPractice({ seed: 9 });
    expect(other.ready().controlToken).not.toBe(world.ready().controlToken);
    expect(other.ready().account.password).not.toBe(world.ready().account.password);
    const there = callerWith(other, null);
    expect(await there.refused('balance', {}, { token: caller.token })).toMatchObject({ status: 401 });
    const digest = (rows: unknown): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    expect(digest(await other.sheet())).toBe(digest(await world.sheet()));
    await other.stop();
  });
});
