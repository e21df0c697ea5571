import { expect, onTestFinished, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { CALLS } from '../../src-shared/contract/calls.ts';
import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import type { Interception, Parcel } from '../../src-shared/contract/parcels.ts';
import type { ConversionRule, StoreTerms } from '../../src-shared/contract/stores.ts';
import type { Arrival } from '../../src-shared/contract/templates.ts';
import { AUTHORISED, PHONE, aForwardedParcel, aParcel, entitlementsWith, numberOf } from '../support/samples.ts';
import { isSettled, wholeStation, world, type World } from '../support/whole-station.ts';

const [OLD, STRANGE, NEW] = [numberOf(1), numberOf(2), numberOf(3)] as const;
const known = (number: string, over: Partial<Parcel> = {}): Parcel => aParcel({ number, courier: 'yto', privacy: false, ...over });
/** Of a courier that this version has never heard of. */
const strange = (number: string, over: Partial<Parcel> = {}): Parcel => ({ ...known(number, over), courier: 'next-year' as Parcel['courier'] });

async function started(w: World, dir?: string, version?: string) {
  const s = wholeStation({ world: w, ...(dir !== undefined && { dir }), ...(version !== undefined && { version }) });
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady).toBe(true);
  const told = (code: string) => s.problems.list().find((problem) => problem.code === code) ?? null;
  return { ...s, told, cursor: (feed: string) => s.store.meta.get(`feed.${feed}`) };
}

test('an order that this version can not read keeps no other away and is told; the next version reads it', async () => {
  const w = world();
  w.state.orders = [known(OLD), strange(STRANGE), known(NEW)];
  const s = await started(w);
  expect([OLD, STRANGE, NEW].map((number) => s.station.flow.parcels.find(number) !== null)).toEqual([true, false, true]);
  expect(s.cursor('orders')).toBe('3');
  expect(s.told('orders-unreadable')).toEqual({ code: 'orders-unreadable', about: '1: items.1.courier: invalid_value' });
  expect(s.told('api-schema')).toBeNull();
  // Each round that goes well says nothing of it, and it is not counted again.
  const rounds = () => w.asked.filter(({ name }) => name === 'orders').length;
  const before = rounds();
  await expect.poll(rounds).toBeGreaterThan(before + 1);
  expect(s.told('orders-unreadable')?.about).toBe('1: items.1.courier: invalid_value');
  expect(s.lines.filter((line) => line.includes('unreadable'))).toEqual(['orders-unreadable 1: items.1.courier: invalid_value']);
  expect(JSON.stringify([s.lines, s.problems.list()])).not.toContain(PHONE);
  await s.stop();

  const same = await started(w, s.dir);
  await expect.poll(() => same.told('orders-unreadable')?.about).toBe('1: items.1.courier: invalid_value');
  await same.stop();

  // As a version reads it that knows the courier.
  w.state.orders = [known(OLD), known(STRANGE), known(NEW)];
  const next = await started(w, s.dir);
  await expect.poll(() => next.station.flow.parcels.find(STRANGE)).not.toBeNull();
  await expect.poll(() => next.told('orders-unreadable')).toBeNull();
});

test('is read again by another version alone, for all that came after it is heard again with it, and nothing newer until then', async () => {
  const w = world();
  w.state.orders = [known(OLD), strange(STRANGE), known(NEW)];
  const s = await started(w, undefined, '1');
  const ticks = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => ticks() + 86_400_000);
  onTestFinished(() => clock.mockRestore());
  const fromTheBeginning = () => w.asked.filter(({ name, request }) => name === 'orders' && (request as { cursor?: string }).cursor === undefined).length;
  const rounds = () => w.asked.filter(({ name }) => name === 'orders').length;
  const before = rounds();
  await expect.poll(rounds).toBeGreaterThan(before + 1);
  await s.stop();
  const same = await started(w, s.dir, '1');
  await expect.poll(() => same.told('orders-unreadable')?.about).toBe('1: items.1.courier: invalid_value');
  expect(fromTheBeginning()).toBe(1);
  // What the platform changes of a row it tells again.
  w.state.orders.push(known(STRANGE));
  same.station.soon();
  await expect.poll(() => same.station.flow.parcels.find(STRANGE)).not.toBeNull();
  await same.stop();

  w.state.orders = [known(OLD), known(NEW), known(STRANGE)];
  const next = await started(w, s.dir, '2');
  await expect.poll(fromTheBeginning).toBe(2);
  await expect.poll(() => next.cursor('orders')).toBe('3');
  expect(next.told('orders-unreadable')).toBeNull();
});

test.each(['refund', 'hold'] as const)('one about a known parcel that says %s stops it all the same, and no other word of it counts', async (word) => {
  const w = world();
  w.state.orders = [known(OLD), known(NEW)];
  const s = await started(w);
  s.station.pause(true);
  const { scanId } = await s.station.scan(OLD);
  w.state.orders.push(strange(OLD, { [word]: true, orderNumber: 'another' }), strange(NEW));
  s.station.soon();
  await expect.poll(() => s.told('orders-unreadable')).not.toBeNull();
  expect(s.station.flow.parcels.find(OLD)).toMatchObject({ courier: 'yto', orderNumber: 'order-1', refund: word === 'refund', hold: word === 'hold' });
  expect(s.announcements).toMatchObject([{ kind: 'recalled', scanId, number: OLD }]);
  expect((await s.station.scan(OLD)).verdict).toBe('intercepted');
  s.station.pause(false);
  if (word === 'refund') await s.until(scanId, (card) => card.jobs.every(({ state }) => state === 'void'));
  // One that says neither lets a parcel go as it was.
  await s.until((await s.station.scan(NEW)).scanId, isSettled);
  expect(w.out.filter(({ body }) => body?.includes(OLD))).toEqual([]);
  // What it says later, and can be read, counts again.
  w.state.orders.push(known(OLD));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.find(OLD)).toMatchObject({ refund: false, hold: false });
});

test('an interception that this version can not read stops its parcel, keeps nothing else away and is told; the next version reads it', async () => {
  const w = world();
  const unreadable = { number: OLD, reason: null, at: 1 } as unknown as Interception;
  w.state.orders = [known(OLD), known(NEW)];
  const s = await started(w, undefined, '1');
  s.station.pause(true);
  const { scanId } = await s.station.scan(OLD);
  w.state.interceptions = [unreadable, { ...unreadable, number: 'S'.repeat(41) }, { number: STRANGE, reason: 'recall', at: 1 }];
  w.state.orders.push(known(STRANGE));
  s.station.soon();
  await expect.poll(() => s.told('interceptions-unreadable')?.about).toBe('2: items.0.reason: invalid_value');
  await expect.poll(() => s.station.flow.parcels.find(STRANGE)).not.toBeNull();
  expect(s.announcements).toMatchObject([{ kind: 'recalled', scanId, number: OLD, reason: { kind: 'intercepted', why: 'risk', at: 1 } }]);
  expect([(await s.station.scan(OLD)).verdict, (await s.station.scan(STRANGE)).verdict]).toEqual(['intercepted', 'intercepted']);
  s.station.pause(false);
  await s.until((await s.station.scan(NEW)).scanId, isSettled);
  expect(w.out.filter(({ body }) => body?.includes(OLD))).toEqual([]);
  await s.stop();

  w.state.interceptions = [{ ...unreadable, reason: 'recall' }, { number: STRANGE, reason: 'recall', at: 1 }];
  const next = await started(w, s.dir, '2');
  await expect.poll(() => next.station.flow.parcels.interception(OLD)).toEqual({ number: OLD, reason: 'recall', at: 1 });
  expect(next.told('interceptions-unreadable')).toBeNull();
});

test('an arrival that this version can not read keeps no other message away and is told; the next version sends it', async () => {
  const w = world();
  const arrival = (n: number, over: object = {}): Arrival => ({ arrivalId: `a-${n}`, code: `1-2-${n}`, place: '南门驿站', phone: PHONE, template: 'pickup-code', number: null, corrects: null, at: 1, ...over });
  w.state.arrivals = [arrival(1, { at: 1.5 }), arrival(2)];
  const s = await started(w, undefined, '1');
  const made = ({ store }: Pick<typeof s, 'store'>) => store.sql<{ code: string }>('SELECT code FROM arrivals WHERE job_id IS NOT NULL ORDER BY code').all().map(({ code }) => code);
  await expect.poll(() => made(s)).toEqual(['1-2-2']);
  await expect.poll(() => s.told('arrivals-unreadable')?.about).toBe('1: items.0.at: invalid_type');
  expect(JSON.stringify([s.lines, s.problems.list()])).not.toContain(PHONE);
  await s.stop();
  expect(s.told('arrivals-unreadable')).toBeNull();

  w.state.arrivals = [arrival(1), arrival(2)];
  const next = await started(w, s.dir, '2');
  await expect.poll(() => made(next)).toEqual(['1-2-1', '1-2-2']);
  expect(next.told('arrivals-unreadable')).toBeNull();
});

test('a delivery report with a word that this version does not know keeps no refund away', async () => {
  const w = world();
  w.state.entitlements = entitlementsWith({ refunds: ['sms'] });
  w.state.orders = [aForwardedParcel({ number: OLD, courier: 'yto', target: { kind: 'courier', courier: 'sto' } })];
  const s = await started(w, undefined, '1');
  await s.until((await s.station.scan(OLD)).scanId, isSettled);
  const report = (reportId: string, state: string): DeliveryReport => ({ reportId, key: `acct:${OLD}:forwarding-sms`, state: state as 'failed', code: 'X', at: 1 });
  w.state.reports = [report('r-1', 'returned'), report('r-2', 'failed')];
  await expect.poll(() => s.store.sql('SELECT report_id, became FROM delivery_reports').all()).toEqual([{ report_id: 'r-2', became: 'refunded' }]);
  expect(s.cursor('deliveryReports')).toBe('2');
  expect(s.told('reports-unreadable')).toEqual({ code: 'reports-unreadable', about: '1: items.0.state: invalid_value' });
  await s.stop();

  // Told and ended by its own feed, whatever becomes of the orders.
  w.state.refusals.set('orders', new CallFailed('api-refused', 'orders', { effect: 'none' }));
  const same = wholeStation({ world: w, dir: s.dir, version: '1' });
  same.station.start();
  await expect.poll(() => same.problems.list().some(({ code }) => code === 'reports-unreadable')).toBe(true);
  await same.stop();
  w.state.reports = [report('r-1', 'failed'), report('r-2', 'failed')];
  const next = wholeStation({ world: w, dir: s.dir, version: '2' });
  next.problems.add({ code: 'reports-unreadable' });
  next.station.start();
  await expect.poll(() => next.problems.list().some(({ code }) => code === 'reports-unreadable')).toBe(false);
  expect(next.store.sql('SELECT report_id, became FROM delivery_reports ORDER BY report_id').all()).toEqual([{ report_id: 'r-1', became: 'repeated' }, { report_id: 'r-2', became: 'refunded' }]);
});

test('what a station could not read is told no more when it stops: the next one may be another account\'s', async () => {
  const w = world();
  w.state.entitlements = entitlementsWith({ refunds: ['sms'] });
  w.state.orders = [strange(STRANGE)];
  w.state.reports = [{ reportId: 'r-1', key: `acct:${OLD}:forwarding-sms`, state: 'returned' as 'failed', code: 'X', at: 1 }];
  const s = await started(w);
  const codes = () => s.problems.list().map(({ code }) => code).toSorted();
  await expect.poll(codes).toEqual(['orders-unreadable', 'reports-unreadable']);
  await s.stop();
  expect(codes()).toEqual([]);
});

test('a store that this version can not read keeps no other authorisation away, nor one that is withdrawn, and is told; the next version reads it', async () => {
  const w = world();
  const inStore = (number: string, id: string) => known(number, { target: null, store: { id, name: id } });
  w.state.orders = [known(OLD, { target: { kind: 'segment', segment: 'offline' } }), inStore(STRANGE, 'store-8'), inStore(NEW, 'store-9')];
  const toNext = { from: {}, to: { kind: 'courier', courier: 'next-year' }, overrides: false } as unknown as ConversionRule;
  const readable: StoreTerms = { ...AUTHORISED, storeId: 'store-8', rules: [{ from: {}, to: { kind: 'segment', segment: 'offline' }, overrides: false }] };
  const strangely: StoreTerms = { ...readable, rules: [toNext, ...readable.rules] };
  const ofNext: StoreTerms = { ...readable, storeId: 'store-9', platform: 'kuaishou' as 'jd' };
  w.state.stores = [ofNext, strangely, AUTHORISED];
  const s = await started(w, undefined, '1');
  await expect.poll(() => s.told('stores-unreadable')?.about).toBe('1: stores.1.rules.0.to.courier: invalid_value');
  expect(s.station.stores.all()).toHaveLength(3);
  for (const number of [OLD, NEW]) await s.until((await s.station.scan(number)).scanId, isSettled);
  expect((await s.station.scan(STRANGE)).jobs).toEqual([]);

  w.state.stores = [ofNext, strangely, { ...AUTHORISED, authorised: null }];
  await expect.poll(() => s.station.flow.stores.isAuthorised(AUTHORISED.storeId)).toBe(false);
  expect(s.lines.filter((line) => line.includes('unreadable'))).toHaveLength(1);
  await s.stop();
  expect(s.told('stores-unreadable')).toBeNull();

  // At the platform nothing has changed: it is asked for all of them all the same, as far as another version may read more of them.
  const next = await started(w, s.dir, '2');
  await expect.poll(() => next.told('stores-unreadable')).not.toBeNull();
  w.state.stores = [ofNext, readable];
  await expect.poll(() => next.told('stores-unreadable')).toBeNull();
});

test('a template that this version can not read keeps no other message away and is told', async () => {
  const w = world();
  const [first] = w.state.messageRules.templates;
  if (!first) throw new Error('no template');
  w.state.messageRules = { ...w.state.messageRules, templates: [...w.state.messageRules.templates, { ...first, template: 'survey', type: 'survey' as 'notification' }] };
  w.state.arrivals = [{ arrivalId: 'a-1', code: '1-2-1', place: '南门驿站', phone: PHONE, template: 'pickup-code', number: null, corrects: null, at: 1 }];
  const s = await started(w);
  await expect.poll(() => s.told('templates-unreadable')?.about).toMatch(/^1: templates\.\d\.type: invalid_value$/);
  await expect.poll(() => s.store.sql("SELECT state FROM jobs WHERE kind = 'pickup-sms'").all()).toEqual([{ state: 'done' }]);
  // Kept as it was read: it holds without a network too.
  expect(JSON.parse(s.store.meta.get('messageRules') ?? '')).toEqual({ ...w.state.messageRules, templates: w.state.messageRules.templates.slice(0, -1) });
  await s.stop();
  expect(s.told('templates-unreadable')).toBeNull();
});

test('what a server may answer is still one page of whole rows', () => {
  expect(CALLS.orders.answer.safeParse({ items: [known(OLD), strange(STRANGE)], next: '2', more: false }).success).toBe(false);
  expect(CALLS.deliveryReports.answer.safeParse({ items: [{ reportId: 'r', key: 'k', state: 'returned', code: '', at: 1 }], next: '1', more: false }).success).toBe(false);
});
