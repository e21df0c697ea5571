import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLS, type CallName } from '../../src-shared/contract/calls.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { anyone, signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice();
  caller = await signedIn(world);
});
afterAll(() => world.stop());

describe('requests', () => {
  it('names the path of the first mismatch', async () => {
    expect(await caller.refused('createTopUp', { requestId: 'r', amount: 999, channel: 'wechat' })).toMatchObject({ status: 422, code: 'schema', detail: 'amount: too_small' });
    const device = { id: '', name: 'x' };
    expect(await anyone(world).refused('signIn', { account: 'a', password: 'b', device })).toMatchObject({ status: 422, detail: 'device.id: too_small' });
    expect(await caller.refused('counts', { day: 'today' })).toMatchObject({ status: 422, code: 'schema' });
    expect(await caller.refused('orders', { limit: 0 })).toMatchObject({ status: 422, code: 'schema' });
  });

  it('refuses what is no JSON, has no key, or is no call', async () => {
    expect(await caller.refused('registerStation', '{')).toMatchObject({ status: 400, code: 'json-malformed' });
    expect(await caller.refused('registerStation', { deviceId: 'd', name: 'n' }, { key: null })).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
    const answer = await fetch(`${world.ready().origin}/v1/nothing`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'no-such-call' }]);
  });

  it('serves every call of the contract', async () => {
    for (const name of Object.keys(CALLS) as CallName[]) {
      const { status, text } = await caller.raw(name, {}, { params: { leaseId: 'l', stationId: 's', number: 'n', topUpId: 't', key: 'k', storeId: 'st', reference: 'r' } });
      expect(text, name).not.toContain('no-such-call');
      expect(status, name).toBeLessThan(500);
      // The loop signs itself out on its way.
      if (name === 'signOut') caller = await signedIn(world);
    }
  });

  it('answers a repeat byte for byte, across a kill, and refuses another body under the same key', async () => {
    const request = { requestId: 'once', amount: 5000, channel: 'alipay' };
    const first = await caller.raw('createTopUp', request, { key: 'k-1' });
    const moved = await caller.raw('createTopUp', { ...request, amount: 6000 }, { key: 'k-1' });
    expect([moved.status, JSON.parse(moved.text)]).toMatchObject([409, { code: 'idempotency-conflict' }]);
    await world.kill();
    await world.restart();
    const again = await caller.raw('createTopUp', request, { key: 'k-1' });
    expect([again.status, again.text]).toEqual([first.status, first.text]);
  });

  it('repeats a refusal too, and does not keep one that was about the session', async () => {
    const request = { grantId: 'g-early', stationId: 'nobody', epoch: 1, amount: 10 };
    const first = await caller.raw('grantLease', request, { key: 'k-2' });
    expect(first.status).toBe(404);
    expect((await caller.raw('grantLease', request, { key: 'k-2' })).text).toBe(first.text);
    const name = { deviceId: 'd-9', name: 'n' };
    expect((await caller.raw('registerStation', name, { key: 'k-3', token: 'wrong' })).status).toBe(401);
    expect((await caller.raw('registerStation', name, { key: 'k-3' })).status).toBe(200);
  });
});
