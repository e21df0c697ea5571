import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { signedIn, type Caller } from './caller.ts';

let world: Practice;
let caller: Caller;
let parcels: Parcel[];
let providers: Record<'sync' | 'trace' | 'sms' | 'privacy', Provider>;
beforeAll(async () => {
  world = await startPractice({ seed: 6 });
  caller = await signedIn(world);
  parcels = (await caller.call('orders', { limit: 1000 })).items;
  const { services } = await caller.call('entitlements', {});
  providers = { sync: services.sync.provider, trace: services.trace.provider, sms: services.sms.provider, privacy: services.privacy.provider };
});
afterAll(() => world.stop());

const post = async (url: string, headers: Record<string, string>, body: string): Promise<string> => (await fetch(url, { method: 'POST', headers, body })).text();
const fieldsFor = (parcel: Parcel, requestId: string): Record<string, string> => ({
  requestId, number: parcel.number, courier: parcel.courier, storeId: parcel.store.id,
  ...(parcel.target?.kind === 'courier' ? { targetKind: 'courier', target: parcel.target.courier } : { targetKind: 'segment', target: parcel.target?.segment ?? 'offline' }),
});
/** The next parcel that nobody has converted here yet. */
const take = (kind: 'segment' | 'courier'): Parcel => parcels.splice(parcels.findIndex(({ target }) => target?.kind === kind), 1)[0] as Parcel;

type Signed = { readonly secret?: string; readonly app?: string; readonly timestamp?: number };
type Ask = (what: 'convert' | 'find', fields: Record<string, string>, signed?: Signed) => Promise<Record<string, unknown>>;
const hmac: Ask = async (what, fields, { secret, app, timestamp = Date.now() } = {}) => {
  const { endpoint, credential } = providers.sync;
  const body = JSON.stringify(fields);
  const signature = createHmac('sha256', secret ?? credential['secret'] ?? '').update(`${timestamp}\n${body}`).digest('hex');
  return JSON.parse(await post(`${endpoint}/${what}`, { 'x-app-id': app ?? credential['appId'] ?? '', 'x-timestamp': String(timestamp), 'x-signature': signature }, body));
};
const md5: Ask = async (what, fields, { secret, app, timestamp = Date.now() } = {}) => {
  const { endpoint, credential } = providers.trace;
  const all: Record<string, string> = { ...fields, appKey: app ?? credential['appKey'] ?? '', timestamp: String(timestamp) };
  const key = secret ?? credential['secret'] ?? '';
  const text = Object.keys(all).sort().map((name) => name + all[name]).join('');
  const sign = createHash('md5').update(key + text + key).digest('hex').toUpperCase();
  return JSON.parse(await post(`${endpoint}/${what}`, { 'content-type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ ...all, sign }).toString()));
};

describe.each([
  { service: 'sync' as const, kind: 'segment' as const, ask: hmac },
  { service: 'trace' as const, kind: 'courier' as const, ask: md5 },
])('$service', ({ service, kind, ask }) => {
  it('converts once a request id, into the right courier, and finds it again after a kill', async () => {
    const parcel = take(kind);
    const fields = fieldsFor(parcel, randomUUID());
    expect(await ask('find', { requestId: fields['requestId'] ?? '' })).toMatchObject({ code: 'NOT_FOUND' });
    const before = (await world.state()).effects[service];
    const first = await ask('convert', fields);
    const wanted = kind === 'courier' ? fields['target'] : parcel.courier;
    expect(first).toMatchObject({ code: '0', courier: wanted, reference: expect.stringMatching(/\d{14}$/) });
    expect(readWaybillNumber(String(first['number']))).toMatchObject({ kind: 'number', candidates: expect.arrayContaining([wanted]) });
    expect(Math.abs(Number(first['validFrom']) - Date.now())).toBeLessThan(60_000);
    await world.kill();
    await world.restart();
    expect(await ask('convert', fields)).toEqual(first);
    expect(await ask('find', { requestId: fields['requestId'] ?? '' })).toEqual(first);
    expect((await world.state()).effects[service]).toBe(before + 1);
  });

  it('refuses a wrong signature, an unknown app and an old timestamp, and counts them', async () => {
    const fields = fieldsFor(take(kind), randomUUID());
    const before = await world.state();
    expect(await ask('convert', fields, { secret: 'wrong' })).toMatchObject({ code: 'BAD_SIGNATURE' });
    expect(await ask('convert', fields, { app: 'nobody' })).toMatchObject({ code: 'BAD_APP' });
    expect(await ask('convert', fields, { timestamp: Date.now() - 301_000 })).toMatchObject({ code: 'STALE' });
    const after = await world.state();
    expect(after.signatureFailures).toBe(before.signatureFailures + 3);
    expect(after.effects).toEqual(before.effects);
  });

  it('refuses a store without authorisation, a number of another courier and one that is converted already', async () => {
    const parcel = take(kind);
    const fields = fieldsFor(parcel, randomUUID());
    expect(await ask('convert', { ...fields, storeId: 'nobody' })).toMatchObject({ code: 'STORE_NOT_AUTHORISED' });
    expect(await ask('convert', { ...fields, number: 'YT12' })).toMatchObject({ code: 'NUMBER_REFUSED' });
    expect(await ask('convert', fields)).toMatchObject({ code: '0' });
    expect(await ask('convert', { ...fields, requestId: randomUUID() })).toMatchObject({ code: 'NUMBER_REFUSED' });
    expect((await world.state()).duplicates[service]).toBe(0);
  });
});

describe('write-back', () => {
  it('shows one new number on one order, once', async () => {
    const [parcel, other] = [take('segment'), take('segment')];
    const { number } = await hmac('convert', fieldsFor(parcel, randomUUID()));
    const request = { requestId: randomUUID(), orderNumber: parcel.orderNumber, platform: parcel.platform, original: parcel.number, replacement: String(number), courier: parcel.courier };
    const first = await caller.call('writeBack', request);
    expect(await caller.call('writeBack', request)).toEqual(first);
    expect(await caller.call('writeBack', { ...request, requestId: randomUUID() })).toEqual(first);
    expect(await caller.refused('writeBack', { ...request, requestId: randomUUID(), replacement: 'YT0000000000001' })).toMatchObject({ status: 409, code: 'write-back-conflict' });
    const onOther = { ...request, requestId: randomUUID(), original: other.number, orderNumber: other.orderNumber, platform: other.platform };
    expect(await caller.refused('writeBack', onOther)).toMatchObject({ status: 409, code: 'number-in-use' });
    expect(await caller.refused('writeBack', { ...request, requestId: randomUUID(), orderNumber: 'nobody' })).toMatchObject({ status: 404, code: 'no-order' });
    const state = await world.state();
    expect([state.effects.writeBacks, state.writeBacksBeforeConversion]).toEqual([1, 0]);
    await caller.call('writeBack', { ...onOther, replacement: 'YT0000000000002' });
    expect((await world.state()).writeBacksBeforeConversion).toBe(1);
  });
});

describe('privacy number', () => {
  const voice = async (what: string, fields: object, { token, timestamp = Date.now() }: { token?: string; timestamp?: number } = {}): Promise<Record<string, unknown>> => {
    const { endpoint, credential } = providers.privacy;
    const sig = createHash('md5').update(`${credential['appId']}${token ?? credential['token']}${timestamp}`).digest('hex');
    const authorization = Buffer.from(`${credential['appId']}:${timestamp}`).toString('base64');
    return JSON.parse(await post(`${endpoint}/voice/1.0.0/${what}/${credential['appId']}/${sig}`, { authorization, 'content-type': 'application/json' }, JSON.stringify(fields)));
  };
  const pair = { bindNumberA: '19900000001', bindNumberB: '19900010000', maxBindingTime: 3600, customerData: 'key-1' };

  it('binds a pair once, tells the number of a pair that is bound, and frees it', async () => {
    const first = await voice('middleNumberAXB', pair);
    expect(first).toMatchObject({ result: '000000', customerData: 'key-1', middleNumber: expect.stringMatching(/^1\d{10}$/) });
    expect(await voice('middleNumberAXB', { ...pair, customerData: 'key-2' })).toMatchObject({ result: '000012', middleNumber: first['middleNumber'], customerData: 'key-1' });
    const unbind = { middleNumber: first['middleNumber'], bindNumberA: pair.bindNumberA, bindNumberB: pair.bindNumberB, mode: 0 };
    expect(await voice('middleNumberUnbind', unbind)).toMatchObject({ result: '000000' });
    expect(await voice('middleNumberUnbind', unbind)).toMatchObject({ result: '000013' });
    expect((await voice('middleNumberAXB', { ...pair, customerData: 'key-3' }))['middleNumber']).not.toBe(first['middleNumber']);
  });

  it('ends a binding with its time', async () => {
    const short = { ...pair, bindNumberA: '19900000002', maxBindingTime: 60, customerData: 'key-4' };
    const first = await voice('middleNumberAXB', short);
    await world.control('clock', { offset: 61_000 });
    const second = await voice('middleNumberAXB', { ...short, customerData: 'key-5' });
    expect(second).toMatchObject({ result: '000000' });
    expect(second['middleNumber']).not.toBe(first['middleNumber']);
    await world.control('clock', { offset: 0 });
  });

  it('refuses for ever, what is no phone, a wrong signature and an old timestamp', async () => {
    for (const maxBindingTime of [0, '', undefined]) expect(await voice('middleNumberAXB', { ...pair, maxBindingTime })).toMatchObject({ result: '000005' });
    expect(await voice('middleNumberAXB', { ...pair, bindNumberA: '110' })).toMatchObject({ result: '000004' });
    expect(await voice('middleNumberAXB', pair, { token: 'wrong' })).toMatchObject({ result: '000002' });
    expect(await voice('middleNumberAXB', pair, { timestamp: Date.now() - 301_000 })).toMatchObject({ result: '000003' });
  });
});

describe('SMS', () => {
  const text = '【京巴士】您的包裹已转由中通快递承运,新运单号751234567890,请留意查收。';
  const sms = async (method: string, fields: Record<string, string>): Promise<string> => {
    const { endpoint, credential } = providers.sms;
    const { userCode = '', userPass = '', channel = '' } = credential;
    const answer = await post(`${endpoint}/Services/MsgSend.asmx/${method}`, { 'content-type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ userCode, userPass, Channel: channel, ...fields }).toString());
    expect(answer).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?><string xmlns="http:\/\/tempuri\.org\/">.*<\/string>$/);
    return (/>([^<>]*)<\/string>$/.exec(answer)?.[1] ?? '').replaceAll('&quot;', '"');
  };

  it('sends what is filed, every time it is asked: there is no key', async () => {
    const first = Number(await sms('SendMsg', { DesNo: '19900000003', Msg: text }));
    const second = Number(await sms('SendMsg', { DesNo: '19900000003', Msg: text }));
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect((await world.state()).duplicates.messages).toBe(1);
  });

  it('reports what was sent as often as it is asked, by number and time', async () => {
    const since = Date.now();
    const id = await sms('SendMsg', { DesNo: '19900000004', Msg: text });
    const mine = { id, phone: '19900000004', text, status: 'DELIVRD', time: expect.any(Number) };
    for (const _ of [1, 2]) expect(JSON.parse(await sms('GetReport2', { Since: String(since) }))).toEqual([mine]);
    expect(JSON.parse(await sms('GetReport2', { DesNo: '19900000004' }))).toEqual([mine]);
    expect(JSON.parse(await sms('GetReport2', { Since: String(since + 3_600_000) }))).toEqual([]);
  });

  it.each([
    ['-3', { userPass: 'wrong' }],
    ['-4', { Msg: '【京巴士】大促销,全场五折' }],
    ['-5', { Msg: text.replace('京巴士', '别人') }],
    ['-8', { Channel: '9' }],
    ['-9', { DesNo: '12345' }],
    ['-12', { DesNo: '19900019999' }],
  ])('refuses with %s', async (code, wrong) => {
    expect(await sms('SendMsg', { DesNo: '19900000005', Msg: text, ...(wrong as Record<string, string>) })).toBe(code);
  });
});
