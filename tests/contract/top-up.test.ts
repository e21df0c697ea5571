import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 4 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

const create = (amount = 10_000) => caller.call('createTopUp', { requestId: randomUUID(), amount, channel: 'wechat' });
const stateOf = async (topUpId: string) => (await caller.call('topUp', {}, { params: { topUpId } })).state;
const closeIt = (topUpId: string) => caller.call('closeTopUp', {}, { params: { topUpId } });
const balance = async () => (await caller.call('balance', {})).balance;
/** What a phone does: reads the page, and sends its one form. */
async function payOnPage(qr: string): Promise<string> {
  const page = await (await fetch(qr)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const k = /name="k" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return (await fetch(new URL(action, qr), { method: 'POST', body: new URLSearchParams({ k }) })).text();
}

describe('top-up', () => {
  it('is paid on a page that a phone can read, once', async () => {
    const before = await balance();
    const topUp = await create();
    expect([topUp.state, await stateOf(topUp.topUpId)]).toEqual(['pending', 'pending']);
    const page = await fetch(topUp.qr);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toMatch(/¥10\.00[\s\S]*确认付款/);
    expect(await payOnPage(topUp.qr)).toContain('付款成功');
    expect([await stateOf(topUp.topUpId), await balance()]).toEqual(['paid', before + 10_000]);
    expect((await caller.call('ledger', { limit: 1 })).items).toMatchObject([{ kind: 'top-up', amount: 10_000, balance: before + 10_000 }]);
    await world.control('pay', { topUpId: topUp.topUpId });
    expect(await balance()).toBe(before + 10_000);
    expect(await (await fetch(topUp.qr)).text()).toContain('请勿重复支付');
  });

  it('pays nothing to somebody who guesses', async () => {
    const topUp = await create();
    const guess = topUp.qr.replace(/k=.*/, 'k=guess');
    expect((await fetch(guess)).status).toBe(404);
    expect((await fetch(guess, { method: 'POST', body: new URLSearchParams({ k: 'guess' }) })).status).toBe(404);
    expect(await stateOf(topUp.topUpId)).toBe('pending');
    expect(await caller.refused('topUp', {}, { params: { topUpId: 'other' } })).toMatchObject({ status: 404, code: 'top-up-unknown' });
  });

  it('is the same for the same request id', async () => {
    const request = { requestId: 'same', amount: 7000, channel: 'alipay' as const };
    expect(await caller.call('createTopUp', request)).toEqual(await caller.call('createTopUp', request));
    expect(await caller.refused('createTopUp', { ...request, amount: 8000 })).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('credits a payment that arrives after the close', async () => {
    const before = await balance();
    const topUp = await create();
    expect((await closeIt(topUp.topUpId)).state).toBe('closed');
    expect(await (await fetch(topUp.qr)).text()).toContain('已关闭');
    await world.control('pay', { topUpId: topUp.topUpId });
    expect([await stateOf(topUp.topUpId), await balance()]).toEqual(['paid', before + 10_000]);
    expect((await closeIt(topUp.topUpId)).state).toBe('paid');
  });

  it('cannot be paid while the network is off, or where there is none', async () => {
    const topUp = await create();
    await world.control('network', { network: 'off' });
    await expect(world.control('pay', { topUpId: topUp.topUpId })).rejects.toThrow(/409.*network off/);
    await world.control('network', { network: 'on' });
    await expect(world.control('pay', { topUpId: 'none' })).rejects.toThrow(/409.*top-up-unknown/);
    expect(await stateOf(topUp.topUpId)).toBe('pending');
  });

  it('expires, and a late payment still counts', async () => {
    await world.control('top-up-expiry', { ms: 0 });
    const before = await balance();
    const topUp = await create();
    expect(await stateOf(topUp.topUpId)).toBe('expired');
    await world.control('pay', { topUpId: topUp.topUpId });
    expect([await stateOf(topUp.topUpId), await balance()]).toEqual(['paid', before + 10_000]);
  });
});
