import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { settledIn, signedIn, type Caller } from './caller.ts';
import { capture, hold, refund, station } from './station.ts';

let world: Practice;
let caller: Caller;
beforeAll(async () => {
  world = await startPractice({ seed: 9 });
  caller = await signedIn(world);
});
afterAll(() => world.stop());

const tell = (given: Partial<DeliveryReport> & { accountId?: string }) => world.control('delivery-report', { key: 'practice-9:SF0:forwarding-sms', state: 'failed', ...given });

describe('delivery reports', () => {
  it('are a feed of the account: nothing is skipped, repeated, or told to another', async () => {
    for (let n = 0; n < 5; n += 1) await tell({ reportId: `r-${n}`, state: n % 2 === 0 ? 'failed' : 'delivered' });
    await tell({ reportId: 'other', accountId: 'warehouse-9' });
    const items: DeliveryReport[] = [];
    for (let cursor = ''; ; ) {
      const page = await caller.call('deliveryReports', { limit: 2, ...(cursor ? { cursor } : {}) });
      items.push(...page.items);
      cursor = page.next;
      if (!page.more) break;
    }
    expect(items.map(({ reportId, state, code }) => [reportId, state, code])).toEqual([['r-0', 'failed', 'UNDELIV'], ['r-1', 'delivered', 'DELIVRD'], ['r-2', 'failed', 'UNDELIV'], ['r-3', 'delivered', 'DELIVRD'], ['r-4', 'failed', 'UNDELIV']]);
    const other = await settledIn(world, 'packer');
    expect((await other.call('deliveryReports', {})).items).toMatchObject([{ reportId: 'other' }]);
    await world.kill();
    await world.restart();
    expect((await caller.call('deliveryReports', {})).items).toEqual(items);
  });
  it('are refunded for messages, says the price list', async () => {
    const { services } = await caller.call('entitlements', {});
    expect(Object.entries(services).map(([service, { refundsFailed }]) => [service, refundsFailed])).toEqual([['sync', false], ['trace', false], ['sms', true], ['privacy', false]]);
  });
});

describe('what was given back', () => {
  it('is told with the batch: a second charge of the same work, again when the batch is repeated, and which charge stands', async () => {
    const [a, b] = [await station(caller), await station(caller)];
    const [first, second, third] = [{ job: 'first', leaseId: await a.lease(100), amount: 60 }, { job: 'second', leaseId: await b.lease(100), amount: 60 }, { job: 'third', leaseId: await a.lease(100), amount: 60 }];
    const key = 'practice-9:SF1:forwarding-sms';
    expect(await a.report(hold(first), capture(first, key))).toMatchObject({ secondCaptures: [] });
    const entries = b.write(hold(second), capture(second, key));
    const told = { secondCaptures: [{ holdId: 'hold-second', amount: 60, standing: null }] };
    expect(await b.send(entries)).toMatchObject(told);
    expect(await b.send(entries)).toMatchObject(told);
    // Its own second charge, as after a restore: the first one is the one that counts.
    expect(await a.report(hold(third), capture(third, key))).toMatchObject({ secondCaptures: [{ holdId: 'hold-third', standing: 'hold-first' }] });
    await a.report(refund(first));
    const journal = await caller.call('stationJournal', { epoch: a.epoch(), after: 0 }, a.params);
    expect(journal.items.map(({ refunded, review }) => [refunded, review])).toEqual([[null, null], [60, null], [null, null], [60, null], [null, null]]);
    const { refunds = [] } = await caller.call('balance', {});
    expect(refunds).toEqual(expect.arrayContaining([{ stationId: a.stationId, refunded: 120 }, { stationId: b.stationId, refunded: 60 }]));
    const { items } = await caller.call('ledger', { limit: 200 });
    expect(items.filter(({ kind }) => kind === 'refund').map(({ reason }) => reason)).toEqual(['delivery-failed', 'charged-before', 'charged-before']);
    expect(items.filter(({ kind }) => kind !== 'refund').every(({ reason }) => reason === null)).toBe(true);
  });
  it('names the charge that stands also where the second one had no room, and moved nothing', async () => {
    const a = await station(caller);
    const leaseId = await a.lease(60);
    const [first, second] = [{ job: 'paid', leaseId, amount: 60 }, { job: 'found again', leaseId, amount: 60 }];
    const key = 'practice-9:SF2:forwarding-sms';
    await a.report(hold(first), capture(first, key));
    const entries = a.write(hold(second), capture(second, key));
    const told = { secondCaptures: [{ holdId: 'hold-found again', amount: 0, standing: 'hold-paid' }] };
    expect(await a.send(entries)).toMatchObject(told);
    expect(await a.send(entries)).toMatchObject(told);
    await a.report(refund(first));
    const journal = await caller.call('stationJournal', { epoch: a.epoch(), after: 0 }, a.params);
    expect(journal.items.map(({ refunded, review }) => [refunded, review])).toEqual([[null, null], [60, null], [null, 'hold-over-lease'], [null, 'over-lease'], [null, null]]);
  });
});
