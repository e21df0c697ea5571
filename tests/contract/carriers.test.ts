import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from '../../src-main/egress/egress.ts';
import { render } from '../../src-main/flow/message/render.ts';
import type { Adapter, Wire } from '../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../src-main/flow/provider/adapters.ts';
import { kuaidi100 } from '../../src-main/flow/provider/kuaidi100/kuaidi100.ts';
import type { Task } from '../../src-main/flow/queue/task.ts';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import type { MessageTemplate } from '../../src-shared/contract/templates.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { aTask } from '../support/samples.ts';
import { signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
let parcels: Parcel[];
let now = 0;
const send = createEgress(() => new Set([world.ready().origin]));
beforeAll(async () => {
  world = await startPractice({ seed: 8 });
  caller = await signedIn(world);
  parcels = (await caller.call('orders', { limit: 1000 })).items;
});
afterAll(async () => {
  send.close();
  await world.stop();
});

/** From now on this kind does the service: what the entitlements then tell of it. */
async function swapped(service: Service, kind: string): Promise<Provider> {
  await world.control('swap-provider', { service, kind });
  const { provider } = (await caller.call('entitlements', {})).services[service];
  expect(provider.kind).toBe(kind);
  return provider;
}
const wireTo = (provider: Provider, over: Partial<Provider> = {}): Wire => ({ provider: { ...provider, ...over }, send, now: () => Date.now() + now });
const adapter = (provider: Provider): Adapter => ADAPTERS.get(provider.kind) as Adapter;
let phones = 19_900_000_100;
const aPhone = (): string => String((phones += 1));
const message = (key: string, over: Partial<Task> = {}): Task =>
  aTask({ kind: 'forwarding-sms', key, phone: aPhone(), conversion: { number: '751234567890', courier: 'zto' }, firstCalledAt: Date.now(), ...over });
const privacy = (key: string, over: Partial<Task> = {}): Task => aTask({ kind: 'privacy', key, phone: aPhone(), firstCalledAt: Date.now(), ...over });
const conversion = (kind: 'sync' | 'trace', key: string): Task => {
  const wanted = kind === 'sync' ? 'segment' : 'courier';
  const { number, courier, platform, store, orderNumber, target } = parcels.splice(parcels.findIndex((parcel) => parcel.target?.kind === wanted), 1)[0] as Parcel;
  return aTask({ kind, key, number, courier, platform, storeId: store.id, orderNumber, target });
};

describe('tencent-sms', () => {
  it('sends, and finds what was sent by its job alone', async () => {
    const provider = await swapped('sms', 'tencent-sms');
    const wire = wireTo(provider);
    const [task, other] = [message('acct:店铺:t-1'), message('acct:t-2')];
    const before = (await world.state()).effects.messages;
    const sent = await adapter(provider).call(task, wire);
    expect(sent).toMatchObject({ kind: 'done', result: { kind: 'reference', reference: expect.stringMatching(/^2026:\d{16}$/) } });
    expect(await adapter(provider).lookUp(task, wire)).toEqual(sent);
    expect(await adapter(provider).lookUp(other, wire)).toEqual({ kind: 'unknown', about: 'no report' });
    expect(await adapter(provider).lookUp({ ...task, key: 'acct:t-3' }, wire)).toEqual({ kind: 'unknown', about: 'no report' });
    expect((await world.state()).effects.messages).toBe(before + 1);
  });
  it('is refused for its signature, its app, its template, its clock and its recipient', async () => {
    const provider = await swapped('sms', 'tencent-sms');
    const call = (over: Partial<Provider>, task = message('acct:t-4')) => adapter(provider).call(task, wireTo(provider, over));
    const credential = (name: string) => ({ credential: { ...provider.credential, [name]: 'wrong' } });
    const failures = (await world.state()).signatureFailures;
    expect(await call(credential('secretKey'))).toEqual({ kind: 'refused', act: 'platform', about: 'AuthFailure.SignatureFailure', ofAll: true });
    expect(await call(credential('secretId'))).toEqual({ kind: 'refused', act: 'platform', about: 'AuthFailure.SecretIdNotFound', ofAll: true });
    expect((await world.state()).signatureFailures).toBe(failures + 2);
    expect(await call(credential('sdkAppId'))).toEqual({ kind: 'refused', act: 'platform', about: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', ofAll: true });
    expect(await call({ settings: { templates: { forwarding: '999' } } })).toEqual({ kind: 'refused', act: 'platform', about: 'FailedOperation.TemplateIncorrectOrUnapproved' });
    expect(await call({}, message('acct:t-5', { phone: '19900019999' }))).toEqual({ kind: 'refused', act: 'nobody', about: 'FailedOperation.PhoneNumberInBlacklist' });
    now = 600_000;
    expect(await call({})).toEqual({ kind: 'later', why: 'clock', after: 60_000, about: 'AuthFailure.SignatureExpire' });
    now = 0;
  });
});

describe('huawei-axb', () => {
  it('binds, adopts what it bound before, finds it, and ends it once', async () => {
    const provider = await swapped('privacy', 'huawei-axb');
    const [wire, task] = [wireTo(provider), privacy('acct:店铺:h-1')];
    expect(await adapter(provider).lookUp(task, wire)).toEqual({ kind: 'absent' });
    const before = (await world.state()).effects.bindings;
    const bound = await adapter(provider).call(task, wire);
    expect(bound).toMatchObject({ kind: 'done', result: { kind: 'binding', number: expect.stringMatching(/^17010\d{6}$/) } });
    if (bound.kind !== 'done' || bound.result.kind !== 'binding') throw new Error('not bound');
    const again = { kind: 'done', result: { ...bound.result, until: task.firstCalledAt + 30 * 86_400_000 } };
    expect(await adapter(provider).call(task, wire)).toEqual(again);
    expect(await adapter(provider).lookUp(task, wire)).toEqual(again);
    expect((await world.state()).effects.bindings).toBe(before + 1);
    expect((await world.state()).duplicates.bindings).toBe(0);
    for (const _ of [1, 2]) expect(await adapter(provider).unbind?.(bound.result, wire, '13812345678', true)).toMatchObject({ kind: 'done' });
    expect(await adapter(provider).lookUp(task, wire)).toEqual({ kind: 'absent' });
  });
  it('goes on to another number where one is taken, for the contact is bound there already', async () => {
    const provider = await swapped('privacy', 'huawei-axb');
    const numbers = ((provider.settings?.['numbers'] ?? []) as string[]).slice(0, 3);
    const wire = wireTo(provider, { settings: { numbers } });
    const outcomes = [];
    for (const n of [1, 2, 3, 4]) outcomes.push(await adapter(provider).call(privacy(`acct:h-1${n}`), wire));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'later']);
    expect(new Set(outcomes.flatMap((one) => (one.kind === 'done' && one.result.kind === 'binding' ? [one.result.number] : []))).size).toBe(3);
  });
  it('is refused for its digest, its app, its clock and a number that is not its own', async () => {
    const provider = await swapped('privacy', 'huawei-axb');
    const call = (over: Partial<Provider>) => adapter(provider).call(privacy('acct:h-2'), wireTo(provider, over));
    const failures = (await world.state()).signatureFailures;
    expect(await call({ credential: { ...provider.credential, appSecret: 'wrong' } })).toEqual({ kind: 'refused', act: 'platform', about: 'code 1023033', ofAll: true });
    expect(await call({ credential: { ...provider.credential, appKey: 'wrong' } })).toEqual({ kind: 'refused', act: 'platform', about: 'code 1010003', ofAll: true });
    expect((await world.state()).signatureFailures).toBe(failures + 2);
    expect(await call({ settings: { numbers: ['+8617099999999'] } })).toEqual({ kind: 'refused', act: 'platform', about: 'code 1012001' });
    now = -600_000;
    expect(await call({})).toEqual({ kind: 'later', why: 'clock', after: 60_000, about: 'code 1010013' });
    now = 0;
  });
});

describe('gateway', () => {
  it.each<readonly [Service, (key: string) => Task]>([
    ['sync', (key) => conversion('sync', key)],
    ['trace', (key) => conversion('trace', key)],
    ['sms', (key) => message(key)],
    ['privacy', (key) => privacy(key)],
  ])('does a %s once a key, and finds it after a kill', async (service, taskOf) => {
    const provider = await swapped(service, 'gateway');
    expect(provider.endpoint).toBe(world.ready().origin);
    const [wire, task] = [wireTo(provider), taskOf(`acct:店铺 1:g-${service}`)];
    expect(await adapter(provider).lookUp(task, wire)).toEqual({ kind: 'absent' });
    const done = await adapter(provider).call(task, wire);
    expect(done).toMatchObject({ kind: 'done' });
    const { effects } = await world.state();
    await world.kill();
    await world.restart();
    expect(await adapter(provider).lookUp(task, wire)).toEqual(done);
    expect(await adapter(provider).call(task, wire)).toEqual(done);
    expect((await world.state()).effects).toEqual(effects);
    expect(await adapter(provider).call({ ...task, orderNumber: 'another' }, wire)).toEqual({ kind: 'unknown', about: 'code idempotency-conflict' });
  });
  it('keeps no refusal under a key: what is cured can be given again', async () => {
    const provider = await swapped('sync', 'gateway');
    const wire = wireTo(provider);
    const task = conversion('sync', 'acct:g-cured');
    const parcel = { ...(await caller.call('order', {}, { params: { number: task.number } })), store: { id: 'store-new', name: '新店' } };
    await world.control('add-order', { parcel, authorised: false });
    const given = { ...task, storeId: 'store-new' };
    expect(await adapter(provider).call(given, wire)).toEqual({ kind: 'refused', act: 'merchant', about: 'code store-not-authorised' });
    expect(await adapter(provider).lookUp(given, wire)).toEqual({ kind: 'absent' });
    await world.control('add-order', { parcel, authorised: true });
    expect(await adapter(provider).call(given, wire)).toMatchObject({ kind: 'done' });
    expect(await adapter(provider).call({ ...given, key: 'acct:g-other', courier: 'ems' }, wire)).toEqual({ kind: 'refused', act: 'person', about: 'code number-refused' });
  });
  it('ends a privacy number once, by its reference, while its service is off too', async () => {
    const provider = await swapped('privacy', 'gateway');
    const wire = wireTo(provider);
    const bound = await adapter(provider).call(privacy('acct:g-ends'), wire);
    if (bound.kind !== 'done' || bound.result.kind !== 'binding') throw new Error('not bound');
    const live = async (): Promise<boolean> => (await world.state()).liveBindings.some(({ key }) => key === 'acct:g-ends');
    await world.control('service', { service: 'privacy', on: false });
    const { unbound } = (await world.state()).effects;
    expect(await adapter(provider).unbind?.({ ...bound.result, reference: 'gw-bind-999999' }, wire, '', true)).toMatchObject({ kind: 'done' });
    expect(await live()).toBe(true);
    for (const _ of [1, 2]) expect(await adapter(provider).unbind?.(bound.result, wire, '', true)).toMatchObject({ kind: 'done' });
    await world.control('service', { service: 'privacy', on: true });
    expect([await live(), (await world.state()).effects.unbound]).toEqual([false, unbound + 1]);
    expect(await adapter(provider).unbind?.(bound.result, wireTo(provider, { credential: { token: 'gw-nobody' } }), '', true)).toMatchObject({ kind: 'later' });
  });
  it('waits for another token, for its service and for its account', async () => {
    const provider = await swapped('sms', 'gateway');
    const call = (wire: Wire) => adapter(provider).call(message('acct:g-waits'), wire);
    expect(await call(wireTo(provider, { credential: { token: 'gw-nobody' } }))).toEqual({ kind: 'later', why: 'refused', after: null, about: 'code gateway-token-expired' });
    await world.control('service', { service: 'sms', on: false });
    expect(await call(wireTo(provider))).toEqual({ kind: 'later', why: 'stopped', after: 60_000, about: 'code service-disabled' });
    await world.control('service', { service: 'sms', on: true });
    await world.control('suspend', { suspended: true });
    expect(await call(wireTo(provider))).toEqual({ kind: 'later', why: 'stopped', after: 60_000, about: 'code account-suspended' });
    await world.control('suspend', { suspended: false });
    expect(await call(wireTo(provider))).toMatchObject({ kind: 'done' });
  });
  it('has a token for an hour at most, and the entitlements tell of the next one', async () => {
    const provider = await swapped('sms', 'gateway');
    const { version } = await caller.call('entitlements', {});
    await world.control('clock', { offset: 61 * 60_000 });
    const later = await signedIn(world);
    expect(await adapter(provider).call(message('acct:g-late'), wireTo(provider))).toMatchObject({ kind: 'later', about: 'code gateway-token-expired' });
    const next = await later.call('entitlements', {});
    expect(next.version).toBeGreaterThan(version);
    expect(await adapter(provider).call(message('acct:g-late'), wireTo(next.services.sms.provider))).toMatchObject({ kind: 'done' });
    // The token of the gateway opens nothing else.
    expect((await caller.raw('balance', {}, { token: next.services.sms.provider.credential['token'] ?? '' })).status).toBe(401);
    await world.control('clock', { offset: 0 });
  });
});

describe('kuaidi100', () => {
  it('tells of the parcels of the day where they are, each with its place and code', async () => {
    const { tracking } = await caller.call('entitlements', {});
    if (!tracking) throw new Error('no tracking');
    const arrivals = await Promise.all(parcels.slice(0, 30).map(({ number, courier, recipient }) => kuaidi100.arrivalOf({ number, courier, phone: recipient.phone }, wireTo(tracking))));
    expect(new Set(arrivals.map(({ kind }) => kind))).toEqual(new Set(['arrived', 'on-the-way', 'signed-for']));
    for (const one of arrivals) if (one.kind === 'arrived') expect(one).toMatchObject({ place: expect.stringMatching(/店|柜|驿站/), code: expect.stringMatching(/^\d-\d-\d{4}$/), at: expect.any(Number) });
  });
  it('is refused for its signature, a parcel that nobody knows, and 顺丰 without the phone', async () => {
    const { tracking } = await caller.call('entitlements', {});
    if (!tracking) throw new Error('no tracking');
    const sf = parcels.find(({ courier }) => courier === 'sf') as Parcel;
    expect(await kuaidi100.arrivalOf({ number: sf.number, courier: 'sf', phone: '' }, wireTo(tracking))).toEqual({ kind: 'phone-needed' });
    expect(await kuaidi100.arrivalOf({ number: sf.number, courier: 'sf', phone: sf.recipient.phone }, wireTo(tracking))).not.toMatchObject({ kind: 'unknown' });
    expect(await kuaidi100.arrivalOf({ number: 'YT0000000000000', courier: 'yto', phone: '' }, wireTo(tracking))).toEqual({ kind: 'no-track' });
    expect(await kuaidi100.arrivalOf({ number: sf.number, courier: 'sf', phone: '' }, wireTo(tracking, { credential: { ...tracking.credential, key: 'wrong' } }))).toMatchObject({ kind: 'unknown', act: 'platform' });
  });
});

describe('a text that is filed later', () => {
  const FILED = { template: 'forwarding', body: '您的包裹由{courier}承运,单号{number},派件员(工作日)将用{privacy}联系您。' };
  it.each(['yunxinliuke-sms', 'aliyun-sms', 'tencent-sms'])('is what %s takes, with the values that it names', async (kind) => {
    const provider = await swapped('sms', kind);
    const call = (said: Task['message']) => adapter(provider).call(message(`acct:filed-${kind}`, { message: said }), wireTo(provider));
    const before = message('acct:filed').message;
    const template = (await caller.call('messageRules', {})).templates.find((one) => one.template === 'forwarding') as MessageTemplate;
    const said = (x: string): Task['message'] => render({ ...template, body: FILED.body }, { courier: '中通快递', number: '751234567890', privacy: x });
    await world.control('template', FILED);
    expect(await call(said('17000000001'))).toMatchObject({ kind: 'done' });
    expect(await call(said('看这里'))).toMatchObject({ kind: 'refused' });
    expect(await call(before)).toMatchObject({ kind: 'refused' });
    await world.control('template', template);
  });
});
