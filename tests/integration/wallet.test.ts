import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { stationMoney } from '../../src-main/station/station-money.ts';
import { topUps } from '../../src-main/station/top-ups.ts';
import { walletView } from '../../src-main/station/wallet.ts';
import { topUp, type TopUp } from '../../src-shared/contract/money.ts';
import { SERVICES } from '../../src-shared/domain/work.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { entitlementsWith } from '../support/samples.ts';
import { bench } from '../support/station.ts';

describe('a top-up that may still be paid', () => {
  const order = (topUpId: string, state: TopUp['state'] = 'pending'): TopUp => ({ topUpId, amount: 1_000, channel: 'wechat', state, qr: 'qr', expiresAt: 900_000 });
  /** A station that remembers T1; `says` is what it is told of that one, and every new one is T2. */
  async function remembering(says: () => TopUp) {
    let next = 'T1';
    const account = fakeAccount({ createTopUp: () => order(next), topUp: () => says() });
    const charging = topUps(account.client, bench().store(), () => undefined);
    await charging.create({ requestId: 'R1', amount: 1_000, channel: 'wechat' });
    next = 'T2';
    return { charging, another: () => charging.create({ requestId: 'R2', amount: 1_000, channel: 'wechat' }) };
  }
  const fails = (problem: string | null, status: number | null = null) => (): never => {
    throw new CallFailed(problem === null && status === null ? 'api-busy' : 'api-refused', 'topUp', { effect: 'none', problem, status });
  };

  test('is the answer to whoever asks for another', async () => {
    const { charging, another } = await remembering(() => order('T1'));
    expect([(await another()).topUpId, charging.pending()]).toEqual(['T1', 'T1']);
  });

  test('and that cannot be asked about is not forgotten for another', async () => {
    const { charging, another } = await remembering(fails(null));
    await expect(another()).rejects.toMatchObject({ code: 'api-busy' });
    expect(charging.pending()).toBe('T1');
  });

  test('is followed by another once it is over', async () => {
    const { charging, another } = await remembering(() => order('T1', 'expired'));
    expect([(await another()).topUpId, charging.pending()]).toEqual(['T2', 'T2']);
  });

  test('is remembered no more where the platform knows of none', async () => {
    const { charging, another } = await remembering(fails('top-up-unknown'));
    await expect(charging.look('T1')).rejects.toMatchObject({ code: 'top-up-gone' });
    expect(charging.pending()).toBeNull();
    expect((await another()).topUpId).toBe('T2');
  });

  test.each([404, 410])('is remembered no more where the platform answers %i, whatever it calls that', async (status) => {
    const { charging, another } = await remembering(fails('not-here-any-more', status));
    await expect(another()).rejects.toMatchObject({ code: 'top-up-gone' });
    expect(charging.pending()).toBeNull();
    expect((await another()).topUpId).toBe('T2');
  });

  test.each([404, 410])('and that somebody in between answers %i for, by a page of their own, is not forgotten', async (status) => {
    const { charging, another } = await remembering(fails(null, status));
    await expect(another()).rejects.toMatchObject({ code: 'api-refused' });
    expect(charging.pending()).toBe('T1');
    expect([await charging.letGo('T1'), charging.pending()]).toEqual([null, null]);
  });

  test('and that is refused otherwise is not forgotten', async () => {
    const { charging, another } = await remembering(fails('request-invalid', 422));
    await expect(another()).rejects.toMatchObject({ code: 'api-refused' });
    expect(charging.pending()).toBe('T1');
  });

  test('is let go by a person where it cannot be asked about, and only there', async () => {
    const lost = await remembering(fails(null));
    expect([await lost.charging.letGo('T1'), lost.charging.pending(), (await lost.another()).topUpId]).toEqual([null, null, 'T2']);
    const heard = await remembering(() => order('T1'));
    expect([await heard.charging.letGo('T1'), heard.charging.pending()]).toEqual([order('T1'), 'T1']);
  });

  test('in a state that this version does not know is not waited for', async () => {
    const told = topUp.parse({ ...order('T1'), state: 'being-checked' });
    const { charging, another } = await remembering(() => told);
    expect([(await charging.look('T1')).state, charging.pending()]).toEqual(['other', null]);
    expect((await another()).topUpId).toBe('T2');
  });
});

test('a lease that is taken back is told with what came back, also where nothing else can be asked after it', async () => {
  const { client } = fakeAccount({ writeOffLease: () => ({ leaseId: 'lease-1', returned: 455 }), balance: () => { throw new CallFailed('api-busy', 'balance', { effect: 'none' }); } });
  let refreshed = 0;
  const money = stationMoney({ flow: bench().flow(), client, pendingTopUp: () => null, refreshBalance: () => void (refreshed += 1), changed: () => undefined });
  expect(await money.writeOff('lease-1')).toEqual({ returned: 455 });
  expect(refreshed).toBe(1);
});

test('the sums of the wallet tell of adjustments too, and add up with them', async () => {
  const sums = { balance: 300, escrow: 200, toppedUp: 1_000, adjusted: -250, captured: 260, refunded: 10 };
  const { client } = fakeAccount({ balance: () => ({ ...sums, leases: [] }), prices: () => ({ version: 1, prices: [] }) });
  const wallet = await walletView(bench().flow(), client);
  expect(wallet).toMatchObject(sums);
  expect(wallet.toppedUp + wallet.adjusted).toBe(wallet.balance + wallet.escrow + wallet.captured - wallet.refunded);
});

test('a service that the price list leaves out has the price by which its work is charged, and none before that is known', async () => {
  const { client } = fakeAccount({ balance: () => ({ balance: 0, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases: [] }), prices: () => ({ version: 1, prices: [{ service: 'sms', price: 77 }] }) });
  const b = bench();
  const pricesNow = async () => (await walletView(b.flow(), client)).prices.map(({ service, price }) => [service, price]);
  b.setEntitlements(null);
  expect(await pricesNow()).toEqual(SERVICES.map((service) => [service, service === 'sms' ? 77 : null]));
  b.setEntitlements(entitlementsWith({ prices: { sync: 123 } }));
  expect(await pricesNow()).toContainEqual(['sync', 123]);
});
