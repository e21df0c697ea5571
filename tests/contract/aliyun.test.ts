import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practiceAccountId } from '../../src-main/practice/stage/first-start.ts';
import type { Provider } from '../../src-shared/contract/parcels.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { settledIn, signedIn, type Caller } from './caller.ts';

// The practice world's Aliyun, asked by a plain client with a signature of its own.

let world: Practice;
let caller: Caller;
const providers: Partial<Record<'sms' | 'privacy', Provider>> = {};

const entitled = async (of: Caller = caller) => of.call('entitlements', {});

beforeAll(async () => {
  world = await startPractice({ seed: 7 });
  caller = await signedIn(world);
  await world.control('swap-provider', { service: 'sms', kind: 'aliyun-sms' });
  await world.control('swap-provider', { service: 'privacy', kind: 'aliyun-pls' });
  const { services } = await entitled();
  [providers.sms, providers.privacy] = [services.sms.provider, services.privacy.provider];
});
afterAll(() => world.stop());

const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
type Answer = { readonly status: number } & Record<string, unknown>;
async function ask(service: 'sms' | 'privacy', Action: string, fields: Record<string, string>, over: Record<string, string> = {}, secret?: string): Promise<Answer> {
  const { endpoint, credential } = providers[service] as Provider;
  const params: Record<string, string> = {
    Action, Version: '2017-05-25', Format: 'JSON', AccessKeyId: credential['accessKeyId'] ?? '', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+/, ''), ...fields, ...over,
  };
  const query = Object.keys(params).sort().map((name) => `${escape(name)}=${escape(params[name] ?? '')}`).join('&');
  const Signature = createHmac('sha1', `${secret ?? credential['accessKeySecret']}&`).update(`POST&%2F&${escape(query)}`).digest('base64');
  const answer = await fetch(`${endpoint}/`, { method: 'POST', body: new URLSearchParams({ ...params, Signature }) });
  return { status: answer.status, ...(await answer.json()) };
}

describe('swap-provider', () => {
  it('names another kind to the practice account from now on, and the version moves', async () => {
    const before = await entitled();
    await world.control('swap-provider', { service: 'sms', kind: 'yunxinliuke-sms' });
    const after = await entitled();
    expect([after.version, after.services.sms.provider.kind]).toEqual([before.version + 1, 'yunxinliuke-sms']);
    expect(after.services.sms.provider).not.toHaveProperty('settings');
    await world.control('swap-provider', { service: 'sms', kind: 'yunxinliuke-sms' });
    expect((await entitled()).version).toBe(after.version);
    await world.control('swap-provider', { service: 'sms', kind: 'aliyun-sms' });
    expect((await entitled()).services.sms).toEqual(before.services.sms);
    const others = await entitled(await settledIn(world, 'merchant'));
    expect(others.services.sms.provider.kind).toBe('yunxinliuke-sms');
  });
  it('is kept over a kill', async () => {
    await world.kill();
    await world.restart();
    expect((await entitled()).services.privacy.provider.kind).toBe('aliyun-pls');
  });
  it('refuses a kind that does not do the service, and one that nobody knows', async () => {
    await expect(world.control('swap-provider', { service: 'sync', kind: 'aliyun-sms' })).rejects.toThrow(/409/);
    await expect(world.control('swap-provider', { service: 'sms', kind: 'pigeon' })).rejects.toThrow(/422/);
  });
});

describe('the gateway', () => {
  const details = { PhoneNumber: '19900000001', SendDate: '20261124', PageSize: '50', CurrentPage: '1' };
  it.each([
    ['SignatureDoesNotMatch', 400, {}, 'wrong'],
    ['InvalidAccessKeyId.NotFound', 404, { AccessKeyId: 'nobody' }, undefined],
    ['InvalidTimeStamp.Expired', 400, { Timestamp: new Date(Date.now() - 16 * 60_000).toISOString().replace(/\.\d+/, '') }, undefined],
    ['InvalidTimeStamp.Expired', 400, { Timestamp: 'soon' }, undefined],
    ['InvalidVersion', 400, { Version: '2016-09-27' }, undefined],
    ['MissingParameter', 400, { SignatureNonce: '' }, undefined],
    ['InvalidAction.NotFound', 404, { Action: 'constructor' }, undefined],
  ] as const)('refuses with %s', async (code, status, over, secret) => {
    expect(await ask('sms', 'QuerySendDetails', details, over, secret)).toMatchObject({ Code: code, status });
  });
  it('lets a nonce pass once', async () => {
    const SignatureNonce = randomUUID();
    expect(await ask('sms', 'QuerySendDetails', details, { SignatureNonce })).toMatchObject({ Code: 'OK' });
    expect(await ask('sms', 'QuerySendDetails', details, { SignatureNonce })).toMatchObject({ Code: 'SignatureNonceUsed', status: 400 });
  });
  it('counts what is signed wrongly', async () => {
    const before = (await world.state()).signatureFailures;
    await ask('privacy', 'QuerySubsId', {}, {}, 'wrong');
    expect((await world.state()).signatureFailures).toBe(before + 1);
  });
});

describe('SMS', () => {
  const message = { PhoneNumbers: '19900000002', SignName: '京巴士', TemplateCode: 'SMS_200000001', TemplateParam: JSON.stringify({ courier: '中通快递', number: '751234567890' }), OutId: 'key-1' };
  it('is reported by its echo, also a correction, whose text tells nothing of the one it corrects', async () => {
    const key = `${practiceAccountId(7)}:东门驿站/1-2-3004~1:pickup-sms`;
    expect(await ask('sms', 'SendSms', { ...message, PhoneNumbers: '19900000033', TemplateCode: 'SMS_200000004', TemplateParam: JSON.stringify({ place: '东门驿站', code: '1-2-3005' }), OutId: key })).toMatchObject({ Code: 'OK' });
    await expect.poll(async () => (await caller.call('deliveryReports', { limit: 500 })).items.map((report) => report.key)).toContain(key);
  });
  const day = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const found = async (PhoneNumber: string, over: Record<string, string> = {}): Promise<{ readonly total: string; readonly list: Record<string, unknown>[] }> => {
    const answer = await ask('sms', 'QuerySendDetails', { PhoneNumber, SendDate: day(), PageSize: '50', CurrentPage: '1', ...over });
    return { total: String(answer['TotalCount']), list: (answer['SmsSendDetailDTOs'] as { SmsSendDetailDTO: Record<string, unknown>[] }).SmsSendDetailDTO };
  };

  it('fills in its template and sends every time: OutId does not de-duplicate', async () => {
    const first = await ask('sms', 'SendSms', message);
    const second = await ask('sms', 'SendSms', message);
    expect(first).toMatchObject({ Code: 'OK', BizId: expect.stringMatching(/^\d+\^0$/) });
    expect(second['BizId']).not.toBe(first['BizId']);
    const { total, list } = await found(message.PhoneNumbers);
    expect(total).toBe('2');
    expect(list[0]).toMatchObject({ OutId: 'key-1', PhoneNum: message.PhoneNumbers, TemplateCode: 'SMS_200000001', Content: '【京巴士】您的包裹已转由中通快递承运,新运单号751234567890,请留意查收。' });
    expect((await world.state()).duplicates.messages).toBe(1);
  });
  it('tells details of one phone, one day and one page', async () => {
    expect((await found(message.PhoneNumbers, { PageSize: '1', CurrentPage: '2' })).list).toHaveLength(1);
    expect((await found('19900000099')).list).toEqual([]);
    expect((await found(message.PhoneNumbers, { SendDate: '20200101' })).list).toEqual([]);
  });
  it('tells of a message that did not arrive', async () => {
    await ask('sms', 'SendSms', { ...message, PhoneNumbers: '19900000004' });
    expect((await found('19900000004')).list).toMatchObject([{ SendStatus: 3, ErrCode: 'DELIVERED' }]);
    await world.control('delivery-report', { reportId: `sms-${(await world.state()).effects.messages}`, key: 'key-1', state: 'failed' });
    expect((await found('19900000004')).list).toMatchObject([{ SendStatus: 2, ErrCode: 'UNDELIV' }]);
  });
  it.each([
    ['isv.MOBILE_NUMBER_ILLEGAL', { PhoneNumbers: '110' }],
    ['isv.SMS_SIGNATURE_ILLEGAL', { SignName: '别人' }],
    ['isv.SMS_TEMPLATE_ILLEGAL', { TemplateCode: 'SMS_1' }],
    ['isv.INVALID_JSON_PARAM', { TemplateParam: '{"courier":1,"number":"751234567890"}' }],
    ['isv.TEMPLATE_MISSING_PARAMETERS', { TemplateParam: '{"courier":"中通快递"}' }],
    ['isv.TEMPLATE_PARAMS_ILLEGAL', { TemplateParam: '{"courier":"全场五折,点击","number":"751234567890"}' }],
  ])('refuses with %s', async (code, wrong) => {
    expect(await ask('sms', 'SendSms', { ...message, ...wrong })).toMatchObject({ Code: code, status: 200 });
  });
  it('sends fifty of a template a day to one phone, and not one more', async () => {
    const many = { ...message, PhoneNumbers: '19900000003' };
    const codes = [];
    for (let n = 0; n < 51; n += 1) codes.push((await ask('sms', 'SendSms', many))['Code']);
    expect(codes.filter((code) => code === 'OK')).toHaveLength(50);
    expect(codes.at(-1)).toBe('isv.BUSINESS_LIMIT_CONTROL');
  });
});

describe('privacy number', () => {
  const PoolKey = (): string => String((providers.privacy as Provider).settings?.['poolKey']);
  const numbers = (): string[] => (providers.privacy as Provider).settings?.['numbers'] as string[];
  const in30Days = (): string => new Date(Date.now() + 30 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const bind = (over: Record<string, string> = {}): Promise<Answer> => ask('privacy', 'BindAxb', { PoolKey: PoolKey(), PhoneNoA: '19900000011', PhoneNoB: '19900010000', Expiration: in30Days(), OutId: 'key-1', ...over });
  const boundTo = (answer: Answer): { SecretNo: string; SubsId: string } => answer['SecretBindDTO'] as { SecretNo: string; SubsId: string };

  it('binds, tells of it, and ends it once', async () => {
    const { SecretNo, SubsId } = boundTo(await bind());
    expect(numbers()).toContain(SecretNo);
    expect(await ask('privacy', 'QuerySubsId', { PoolKey: PoolKey(), PhoneNoX: SecretNo })).toMatchObject({ Code: 'OK', SubsId });
    const told = await ask('privacy', 'QuerySubscriptionDetail', { PoolKey: PoolKey(), PhoneNoX: SecretNo, SubsId });
    expect(told['SecretBindDetailDTO']).toMatchObject({ Status: 1, PhoneNoA: '19900000011', PhoneNoB: '19900010000', PhoneNoX: SecretNo });
    const over = { PoolKey: PoolKey(), SecretNo, SubsId };
    expect(await ask('privacy', 'UnbindSubscription', over)).toMatchObject({ Code: 'OK' });
    expect(await ask('privacy', 'UnbindSubscription', over)).toMatchObject({ Code: 'isv.SUBS_NOT_EXIST' });
    expect(await ask('privacy', 'QuerySubsId', { PoolKey: PoolKey(), PhoneNoX: SecretNo })).toMatchObject({ Code: 'OK', SubsId: '' });
  });
  it('has a phone on one X in one binding only, and picks a free X where none is wished for', async () => {
    const PhoneNoX = numbers()[100] ?? '';
    expect(boundTo(await bind({ PhoneNoX })).SecretNo).toBe(PhoneNoX);
    expect(await bind({ PhoneNoX })).toMatchObject({ Code: 'isv.BIND_CONFLICT' });
    expect(await bind({ PhoneNoX, PhoneNoA: '19900000012' })).toMatchObject({ Code: 'isv.BIND_CONFLICT' });
    expect(boundTo(await bind({ PhoneNoA: '19900000012' })).SecretNo).not.toBe(PhoneNoX);
    expect(boundTo(await bind({ PhoneNoX, PhoneNoA: '19900000013', PhoneNoB: '19900000014' })).SecretNo).toBe(PhoneNoX);
  });
  it('ends a binding with its time', async () => {
    const PhoneNoX = numbers()[200] ?? '';
    await bind({ PhoneNoX });
    await world.control('clock', { offset: 31 * 86_400_000 });
    const now = { Timestamp: new Date(Date.now() + 31 * 86_400_000).toISOString().replace(/\.\d+/, '') };
    expect(await ask('privacy', 'QuerySubsId', { PoolKey: PoolKey(), PhoneNoX }, now)).toMatchObject({ SubsId: '' });
    await world.control('clock', { offset: 0 });
  });
  it.each([
    ['isv.POOLKEY_NOT_EXISTS', { PoolKey: 'FC0' }],
    ['isv.NO_NOT_EXIST', { PhoneNoX: '17099999999' }],
    ['isv.MOBILE_NUMBER_ILLEGAL', { PhoneNoA: '110' }],
    ['isv.EXPIRE_DATE_ILLEGAL', { Expiration: '' }],
    ['isv.EXPIRE_DATE_ILLEGAL', { Expiration: '2020-01-01 00:00:00' }],
  ])('refuses with %s', async (code, wrong) => {
    expect(await bind(wrong)).toMatchObject({ Code: code, status: 200 });
  });
  it('is told apart from the bindings and messages of other providers', async () => {
    const { effects, effectsOfClouds } = await world.state();
    expect(effectsOfClouds.reduce((sum, one) => sum + one.effects, 0)).toBe(effects.messages + effects.bindings);
  });
});
