import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import type { CallFailed } from '../../src-main/account/call-failed.ts';
import { TOKENS, client, failureOf } from '../support/account-client.ts';
import { problemOf, reply, type Heard, type Play } from '../support/account-server.ts';
import { PHONE } from '../support/samples.ts';

const PRICES = { version: 1, prices: [{ service: 'sync', price: 100 }] };

const bearer = ({ headers }: Heard): string => headers.authorization?.replace('Bearer ', '') ?? '';
/** Answers only to access-2, which refresh-1 gives. */
const refreshing: Play = (heard, response) => {
  if (heard.path === '/v1/session/refresh') return reply(response, 200, TOKENS(2));
  return bearer(heard) === 'access-2' ? reply(response, 200, PRICES) : reply(response, 401, problemOf(401, 'session-expired'));
};

describe('a call', () => {
  test('goes out as the contract has it', async () => {
    const { client: api, heard, dates } = await client((_, response) => reply(response, 200, { ...PRICES, unknown: 'ignored' }, { date: 'Tue, 24 Nov 2026 04:00:00 GMT' }));
    expect(await api.call('prices', {})).toEqual(PRICES);
    expect(heard[0]).toMatchObject({ method: 'GET', path: '/v1/prices', body: '', headers: { authorization: 'Bearer access-1', accept: 'application/json' } });
    expect(heard[0]?.headers).not.toHaveProperty('idempotency-key');
    expect(dates).toEqual([Date.UTC(2026, 10, 24, 4)]);
  });
  test('that another account API answers late, for a practice has ended meanwhile, does not say what time it is', async () => {
    const over: { origin?: string } = {};
    const { client: api, dates } = await client((_, response) => {
      over.origin = 'http://127.0.0.1:1';
      reply(response, 200, PRICES);
    }, over);
    expect(await api.call('prices', {})).toEqual(PRICES);
    expect(dates).toEqual([]);
  });
  test('tells how long it took, also where the machine slept before the answer was read', async () => {
    const HOUR = 3_600_000;
    const { client: api, times } = await client((_, response) => {
      const wall = Date.now();
      vi.spyOn(Date, 'now').mockReturnValue(wall + HOUR);
      reply(response, 200, PRICES);
    });
    await api.call('prices', {});
    expect(times[0]).toBeGreaterThanOrEqual(HOUR);
  });
  test('has its parameters in the path and its query behind it, escaped', async () => {
    const { client: api, heard } = await client((_, response) => reply(response, 404, problemOf(404, 'x')));
    await failureOf(api.call('order', {}, { params: { number: 'a/b?c=d#e 中' } }));
    await failureOf(api.call('orders', { cursor: 'a&b=c', limit: 5 }));
    expect(heard.map(({ path }) => path)).toEqual(['/v1/orders/a%2Fb%3Fc%3Dd%23e%20%E4%B8%AD', '/v1/orders?cursor=a%26b%3Dc&limit=5']);
  });
  test.each(['', '.', '..', '\ud800', 'a\udc00b'])('never becomes another by a parameter %j', async (topUpId) => {
    const { client: api, heard } = await client((_, response) => reply(response, 200, '{}'));
    expect(await failureOf(api.call('closeTopUp', {}, { params: { topUpId } }))).toMatchObject({ code: 'request-malformed', effect: 'none' });
    expect(heard).toEqual([]);
  });
  test('that changes something has a key: its own, or the one that was given, whatever its characters', async () => {
    const { client: api, heard } = await client((_, response) => reply(response, 200, { stationId: 's', name: 'n' }));
    const register = (key?: string): Promise<unknown> => api.call('registerStation', { deviceId: 'd', name: 'n' }, key === undefined ? {} : { key });
    for (const key of [undefined, undefined, 'mine', 'mine', '账号:1', '\ud800']) await register(key);
    const keys = heard.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys.slice(2)).toEqual(['mine', 'mine', '%E8%B4%A6%E5%8F%B7:1', '%EF%BF%BD']);
  });
  test('of nobody who is signed in is not made, except the one that signs in', async () => {
    const { client: api, heard } = await client((_, response) => reply(response, 401, problemOf(401, 'wrong-password')), { signedIn: false });
    expect(await failureOf(api.call('prices', {}))).toMatchObject({ code: 'session-expired' });
    expect(heard).toEqual([]);
    expect(await failureOf(api.call('signIn', { account: 'a', password: 'p', device: { id: 'd', name: 'n' } }))).toMatchObject({ code: 'wrong-password' });
    expect(heard[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('an access token that has ended', () => {
  test('is refreshed once for all calls that met it, and all succeed', async () => {
    const { client: api, heard, told, tokens } = await client(refreshing);
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.call('prices', {})));
    expect(answers).toEqual(Array.from({ length: 8 }, () => PRICES));
    expect(heard.filter(({ path }) => path === '/v1/session/refresh')).toHaveLength(1);
    expect(heard.find(({ path }) => path === '/v1/session/refresh')).toMatchObject({ body: '{"refreshToken":"refresh-1"}', headers: expect.not.objectContaining({ authorization: expect.anything() }) });
    expect(tokens.access()).toBe('access-2');
    expect(told).not.toContain('ended');
  });
  test('is not refreshed again for a call whose 401 came late', async () => {
    let late: ServerResponse | undefined;
    let refreshes = 0;
    const { client: api, heard } = await client((one, response) => {
      if (one.path === '/v1/balance' && bearer(one) === 'access-1') return void (late = response);
      if (one.path === '/v1/session/refresh') refreshes += 1;
      return one.path === '/v1/balance' ? reply(response, 422, problemOf(422, 'x')) : refreshing(one, response);
    });
    const slow = failureOf(api.call('balance', {}));
    await expect.poll(() => late).toBeDefined();
    await api.call('prices', {});
    if (late) reply(late, 401, problemOf(401, 'session-expired'));
    await slow;
    expect(refreshes).toBe(1);
    expect(heard.filter(({ path }) => path === '/v1/balance').map(bearer)).toEqual(['access-1', 'access-2']);
  });
  test('repeats the call under the same key', async () => {
    const { client: api, heard } = await client((one, response) => (one.path === '/v1/session/refresh' || bearer(one) === 'access-1' ? refreshing(one, response) : reply(response, 200, { writeBackId: 'w', at: 1 })));
    await api.call('writeBack', { requestId: 'r', orderNumber: 'o', platform: 'jd', original: 'a', replacement: 'b', courier: 'sf' });
    const calls = heard.filter(({ path }) => path === '/v1/write-backs');
    expect(calls).toHaveLength(2);
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(calls[1]?.body).toBe(calls[0]?.body);
  });
  test.each([400, 401, 403, 422])('ends the session where refreshing is refused with %i, told once', async (status) => {
    const { client: api, told, heard, kept } = await client((one, response) => reply(response, one.path === '/v1/session/refresh' ? status : 401, problemOf(status, 'session-expired')));
    const failures = await Promise.all(Array.from({ length: 5 }, () => failureOf(api.call('prices', {}))));
    for (const failure of failures) expect(failure).toMatchObject({ code: 'session-expired', effect: 'none' });
    expect(told.filter((what) => what === 'ended')).toHaveLength(1);
    expect(heard.filter(({ path }) => path === '/v1/session/refresh')).toHaveLength(1);
    expect(kept.size).toBe(0);
    // And nothing goes out any more.
    const before = heard.length;
    await failureOf(api.call('prices', {}));
    expect(heard).toHaveLength(before);
  });
  test.each<readonly [string, Play]>([
    ['is busy', (_, response) => reply(response, 429, '')],
    ['fails', (_, response) => reply(response, 500, '')],
    ['times out there', (_, response) => reply(response, 408, '')],
    ["is a hotel's sign-in page", (_, response) => reply(response, 302, '', { location: 'http://hotel.example' })],
    ['is a page of a proxy', (_, response) => reply(response, 200, '<html>')],
    ["is a firewall's own 403", (_, response) => reply(response, 403, '<html>blocked')],
    ["is a proxy's own 404", (_, response) => reply(response, 404, 'not found', { 'content-type': 'text/plain' })],
    ['is lost', ({ socket }) => void socket.resetAndDestroy()],
  ])('goes on being valid to refresh where the answer %s', async (_name, answer) => {
    let well = false;
    const { client: api, told, tokens } = await client((one, response) => (one.path === '/v1/session/refresh' && !well ? answer(one, response) : refreshing(one, response)));
    const failure = await failureOf(api.call('prices', {}));
    expect(['api-busy', 'api-refused', 'api-schema', 'api-unreachable']).toContain(failure.code);
    expect(told).not.toContain('ended');
    expect(tokens.refresh()).toBe('refresh-1');
    well = true;
    expect(await api.call('prices', {})).toEqual(PRICES);
  });
  test.each<readonly [string, boolean, Play]>([
    ['was lost is repeated under its key: only that gives the new tokens again', true, ({ socket }) => void socket.resetAndDestroy()],
    ['failed may have given new tokens: it is repeated under its key', true, (_, response) => reply(response, 500, problemOf(500, 'x'))],
    ['was a page of somebody in between is repeated under its key', true, (_, response) => reply(response, 403, '<html>')],
    ['gave none is repeated under another key, for under that one it would be given again', false, (_, response) => reply(response, 429, problemOf(429, 'too-fast'))],
  ])('a refresh whose answer %s', async (_name, isSame, answer) => {
    const keys: unknown[] = [];
    const { client: api } = await client((one, response) => {
      if (one.path === '/v1/session/refresh' && keys.push(one.headers['idempotency-key']) === 1) return answer(one, response);
      return refreshing(one, response);
    });
    await failureOf(api.call('prices', {}));
    await api.call('prices', {});
    expect(keys).toHaveLength(2);
    expect(keys[1] === keys[0]).toBe(isSame);
  });
  test('a refresh that somebody in between answers for ten minutes keeps its key: the tokens may wait behind them', async () => {
    let minutes = 0;
    const begun = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => begun + minutes * 60_000);
    const keys: unknown[] = [];
    const { client: api } = await client((one, response) => {
      if (one.path !== '/v1/session/refresh') return refreshing(one, response);
      keys.push(one.headers['idempotency-key']);
      reply(response, 504, '<html>');
    });
    for (minutes of [0, 6, 12, 18]) await failureOf(api.call('prices', {}));
    expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
  });
  test('a refresh that is answered the same failure for ten minutes is asked for under another key: under one key a server may give its first answer for ever', async () => {
    const MINUTE = 60_000;
    let minutes = 0;
    let isThere = true;
    const begun = Math.round(performance.now());
    vi.spyOn(performance, 'now').mockImplementation(() => begun + minutes * MINUTE);
    const keys: unknown[] = [];
    const { client: api } = await client((one, response) => {
      if (one.path !== '/v1/session/refresh') return refreshing(one, response);
      keys.push(one.headers['idempotency-key']);
      if (!isThere) return void one.socket.resetAndDestroy();
      return keys.at(-1) === keys[0] ? reply(response, 500, problemOf(500, 'x')) : refreshing(one, response);
    });
    const after = async (to: number, there = true): Promise<void> => {
      [minutes, isThere] = [to, there];
      await failureOf(api.call('prices', {}));
    };
    await after(0);
    await after(9);
    // It may be lost as it gave the only copy of the new tokens: from here on it is waited for anew.
    await after(9.5, false);
    await after(15);
    await after(24.9);
    await after(25);
    expect(new Set(keys).size).toBe(1);
    expect(await api.call('prices', {})).toEqual(PRICES);
    expect(new Set(keys).size).toBe(2);
  });
  test.each([200, 401])('is not renewed for whoever signs in meanwhile: a late answer (%i) changes nothing of their session', async (status) => {
    let late: ServerResponse | undefined;
    const { client: api, tokens, told } = await client((one, response) => (one.path === '/v1/session/refresh' ? void (late = response) : refreshing(one, response)));
    const failure = failureOf(api.call('prices', {}));
    await expect.poll(() => late).toBeDefined();
    tokens.set(null);
    tokens.set({ ...TOKENS(7), account: { id: 'b', name: 'B' }, operator: { id: 'o', name: 'O' } });
    if (late) reply(late, status, status === 200 ? TOKENS(2) : problemOf(status, 'session-expired'));
    expect((await failure).code).toBe('session-expired');
    expect([tokens.access(), tokens.refresh()]).toEqual(['access-7', 'refresh-7']);
    expect(told).not.toContain('ended');
  });
  test('a refresh whose answer was lost lends its key to nobody who signs in after it', async () => {
    const keys: unknown[] = [];
    const { client: api, tokens } = await client((one, response) => {
      if (one.path === '/v1/session/refresh' && keys.push(one.headers['idempotency-key']) === 1) return void one.socket.resetAndDestroy();
      return refreshing(one, response);
    });
    await failureOf(api.call('prices', {}));
    tokens.set(TOKENS(7));
    await api.call('prices', {});
    expect(keys).toHaveLength(2);
    expect(keys[1]).not.toBe(keys[0]);
  });
  test.each([401, 403])('a late %i of a call from before another sign-in is over with it: nothing is repeated under the new token, and the new session neither ends nor comes to a door', async (status) => {
    const late: ServerResponse[] = [];
    const { client: api, tokens, told, heard } = await client((one, response) => (bearer(one) === 'access-1' ? void late.push(response) : reply(response, 401, problemOf(401, 'session-expired'))));
    const failures = Promise.all([failureOf(api.call('writeBack', { requestId: 'r', orderNumber: 'o', platform: 'jd', original: 'a', replacement: 'b', courier: 'sf' })), failureOf(api.call('prices', {}))]);
    await expect.poll(() => late).toHaveLength(2);
    tokens.set(null);
    tokens.set({ ...TOKENS(7), account: { id: 'b', name: 'B' }, operator: { id: 'o', name: 'O' } });
    for (const response of late) reply(response, status, problemOf(status, status === 401 ? 'session-expired' : 'agreement-required'));
    for (const failure of await failures) expect(failure).toMatchObject({ code: 'session-expired', effect: 'none' });
    expect(heard.map(bearer)).toEqual(['access-1', 'access-1']);
    expect(told.filter((what) => what !== 'reached')).toEqual([]);
    expect(tokens.access()).toBe('access-7');
  });
  test('a late answer that is good counts, whoever has signed in meanwhile: what was done is done', async () => {
    let late: ServerResponse | undefined;
    const { client: api, tokens } = await client((_, response) => void (late = response));
    const answer = api.call('prices', {});
    await expect.poll(() => late).toBeDefined();
    tokens.set(null);
    tokens.set(TOKENS(7));
    if (late) reply(late, 200, PRICES);
    expect(await answer).toEqual(PRICES);
  });
  test('a second 401 behind a fresh token ends the session', async () => {
    const { client: api, told } = await client((one, response) => (one.path === '/v1/session/refresh' ? reply(response, 200, TOKENS(2)) : reply(response, 401, problemOf(401, 'unauthenticated'))));
    expect(await failureOf(api.call('prices', {}))).toMatchObject({ code: 'session-expired' });
    expect(told.filter((what) => what === 'ended')).toHaveLength(1);
  });
  test('a wrong old password is no end of a session', async () => {
    const { client: api, told, heard } = await client((_, response) => reply(response, 401, problemOf(401, 'wrong-password')));
    expect(await failureOf(api.call('changePassword', { oldPassword: 'x', newPassword: 'longer-than-8' }))).toMatchObject({ code: 'wrong-password' });
    expect(heard).toHaveLength(1);
    expect(told).not.toContain('ended');
  });
});

describe('what a failure means', () => {
  test.each<readonly [string, number, object | string, Record<string, string>, Partial<CallFailed>]>([
    ['408', 408, '', {}, { code: 'api-busy', effect: 'none' }],
    ['425', 425, '', {}, { code: 'api-busy', effect: 'none' }],
    ['429 with Retry-After', 429, problemOf(429, 'too-fast'), { 'retry-after': '9' }, { code: 'api-busy', effect: 'none', retryAfter: 9_000, problem: 'too-fast' }],
    ['500: it may have happened', 500, problemOf(500, 'x'), {}, { code: 'api-busy', effect: 'unknown' }],
    ['503', 503, '<html>', { 'retry-after': '3' }, { code: 'api-busy', effect: 'unknown', retryAfter: 3_000, problem: null }],
    ['302: a redirect is no answer', 302, '', { location: 'https://elsewhere.example' }, { code: 'api-refused', effect: 'none' }],
    ['403 of a suspended account', 403, problemOf(403, 'account-suspended'), {}, { code: 'account-suspended', effect: 'none' }],
    ['403 of a service', 403, problemOf(403, 'service-disabled'), {}, { code: 'service-disabled' }],
    ['403 of a role', 403, problemOf(403, 'forbidden'), {}, { code: 'not-allowed' }],
    ['409 of an agreement that has changed meanwhile', 409, problemOf(409, 'agreement-outdated'), {}, { code: 'agreement-outdated' }],
    ['403 of a new agreement', 403, problemOf(403, 'agreement-required'), {}, { code: 'agreement-required' }],
    ['403 of a first password', 403, problemOf(403, 'must-change-password'), {}, { code: 'must-change-password' }],
    ['409 of an empty account', 409, problemOf(409, 'insufficient-balance'), {}, { code: 'insufficient-balance', effect: 'none' }],
    ['409 of the journal', 409, problemOf(409, 'journal-gap'), {}, { code: 'api-refused', problem: 'journal-gap' }],
    ['422 of a password', 422, problemOf(422, 'weak-password'), {}, { code: 'weak-password' }],
    ['410 that is no problem document', 410, '<html>', {}, { code: 'api-refused', problem: null, effect: 'none' }],
    ['a code that is a name of an object', 409, problemOf(409, 'constructor'), {}, { code: 'api-refused', problem: 'constructor' }],
  ])('%s', async (_name, status, body, headers, expected) => {
    const { client: api, told } = await client((_, response) => reply(response, status, body, headers));
    expect(await failureOf(api.call('prices', {}))).toMatchObject(expected);
    expect(told[0]).toBe('reached');
    expect(told.includes(`barred: ${expected.code ?? ''}`)).toBe(expected.code === 'agreement-required' || expected.code === 'must-change-password');
  });
  test('not sent is no effect; lost may be one', async () => {
    const { client: lost, told } = await client(({ socket }) => void socket.resetAndDestroy());
    expect(await failureOf(lost.call('prices', {}))).toMatchObject({ code: 'api-unreachable', effect: 'unknown' });
    const { client: closed, told: heard } = await client(() => undefined, { origin: 'http://127.0.0.1:1', allowed: ['http://127.0.0.1:1'] });
    expect(await failureOf(closed.call('prices', {}))).toMatchObject({ code: 'api-unreachable', effect: 'none' });
    expect([told, heard]).toEqual([[], ['not reached']]);
  });
  test('one answer that is lost says nothing of the network, the second in a row does', async () => {
    const lost = [true, false, true, true];
    const { client: api, told } = await client(({ socket }, response) => (lost.shift() ? void socket.resetAndDestroy() : reply(response, 200, PRICES)));
    for (let calls = 0; calls < 4; calls += 1) await api.call('prices', {}).catch(() => undefined);
    expect(told).toEqual(['reached', 'not reached']);
  });
  test('an answer of more than 8 MiB is one that can not be read: the API was reached', async () => {
    const { client: api, told } = await client((_, response) => reply(response, 200, 'x'.repeat(9 * 1024 * 1024)));
    expect(await failureOf(api.call('prices', {}))).toMatchObject({ code: 'api-schema', about: 'prices more than 8 MiB', effect: 'unknown' });
    expect(told).toEqual(['reached']);
  });
  test('another host than the one that was named is never asked', async () => {
    const { client: api, heard } = await client((_, response) => reply(response, 200, PRICES), { allowed: ['https://api.example'] });
    expect(await failureOf(api.call('prices', {}))).toMatchObject({ code: 'address-refused', effect: 'none' });
    expect(heard).toEqual([]);
  });
  test.each<readonly [unknown, string]>([
    [{ ...PRICES, version: 'one' }, 'prices version: invalid_type'],
    [{ version: 1, prices: [{ service: 'sync', price: 1 }, { service: 'sync', price: PHONE }] }, 'prices prices.1.price: invalid_type'],
    [{ topUpId: 't', amount: 1000, channel: PHONE, state: 'paid', qr: '', expiresAt: 1 }, 'topUp channel: invalid_value'],
    [[], 'prices (root): invalid_type'],
    ['{"version":', 'prices (root): invalid_type'],
    ['', 'prices (root): invalid_type'],
  ])('an answer that breaks the contract names where, and none of its values: %j', async (body, about) => {
    const { client: api } = await client((_, response) => reply(response, 200, typeof body === 'string' ? body : JSON.stringify(body)));
    const failure = await failureOf(about.startsWith('topUp') ? api.call('topUp', {}, { params: { topUpId: 't' } }) : api.call('prices', {}));
    expect(failure).toMatchObject({ code: 'api-schema', about, effect: 'unknown' });
    expect(failure.message).not.toContain(PHONE);
  });
});
