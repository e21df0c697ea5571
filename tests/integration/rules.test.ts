import { expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import type { ConversionRule } from '../../src-shared/contract/stores.ts';
import { AUTHORISED, aParcel, numberOf } from '../support/samples.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const toZto: ConversionRule = { from: { prefix: 'YT00' }, to: { kind: 'courier', courier: 'zto' }, overrides: false };
const SEGMENT = { kind: 'segment', segment: 'offline' } as const;

/** Three orders of today without a target and one with its own, all of one store. */
async function ready() {
  const w = world();
  w.state.orders.push(...[0, 1, 2].map((n) => aParcel({ number: numberOf(n), courier: 'yto', target: null, privacy: false })), aParcel({ privacy: false }), aParcel({ number: numberOf(9), store: { id: 'store-2', name: '别家' } }));
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  await expect.poll(() => s.station.stores.all().length).toBe(1);
  return { w, s };
}

test('what rules would do today is what a scan then does', async () => {
  const { s } = await ready();
  expect(s.station.stores.tryRules('store-1', [])).toEqual({ orders: 4, rules: [], own: 1, none: 3 });
  const rules: ConversionRule[] = [{ from: { prefix: numberOf(1) }, to: null, overrides: false }, toZto];
  const tried = s.station.stores.tryRules('store-1', rules);
  expect(tried).toMatchObject({ orders: 4, own: 1, none: 0, rules: [{ takes: 1, numbers: [numberOf(1)] }, { takes: 2 }] });
  expect(s.station.stores.tryRules('store-1', [{ from: { courier: 'sf' }, to: SEGMENT, overrides: true }])).toMatchObject({ own: 0, rules: [{ takes: 1, numbers: [aParcel().number] }] });
  await s.station.stores.setRules('store-1', rules, []);
  expect((await s.station.scan(numberOf(0))).jobs.map(({ kind }) => kind)).toContain('trace');
  expect((await s.station.scan(numberOf(1))).jobs).toEqual([]);
});

test('rules are changed at the platform and hold here at once, and after a restart', async () => {
  const { w, s } = await ready();
  await s.station.stores.setRules('store-1', [toZto], []);
  expect(w.state.stores).toMatchObject([{ rules: [toZto] }]);
  expect(s.station.stores.all()).toMatchObject([{ rules: [toZto] }]);
  await s.stop();
  expect(wholeStation({ world: w, dir: s.dir }).station.stores.all()).toMatchObject([{ rules: [toZto] }]);
});

test('two rules of the same parcels are refused before anybody is asked; without a network nothing is changed', async () => {
  const { w, s } = await ready();
  await expect(s.station.stores.setRules('store-1', [toZto, { ...toZto, to: null }], [])).rejects.toMatchObject({ code: 'rule-doubled' });
  expect(w.asked.filter(({ name }) => name === 'setStoreRules')).toEqual([]);
  w.state.refusals.set('setStoreRules', new CallFailed('api-unreachable', 'setStoreRules', { effect: 'none' }));
  await expect(s.station.stores.setRules('store-1', [toZto], [])).rejects.toMatchObject({ code: 'api-unreachable' });
  expect(s.station.stores.all()).toMatchObject([{ rules: [] }]);
});

test('what somebody else has changed meanwhile is not overwritten, and is here afterwards', async () => {
  const { w, s } = await ready();
  w.state.stores = [{ ...AUTHORISED, rules: [{ ...toZto, overrides: true }] }];
  await expect(s.station.stores.setRules('store-1', [], [toZto])).rejects.toMatchObject({ code: 'rules-changed' });
  expect(s.station.stores.all()).toMatchObject([{ rules: [{ overrides: true }] }]);
});
