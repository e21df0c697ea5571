import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Outgoing, Sent } from '../../../src-main/egress/egress.ts';
import { PLS_ERRORS } from '../../../src-main/flow/provider/aliyun-pls/errors.ts';
import { aliyunPls } from '../../../src-main/flow/provider/aliyun-pls/aliyun-pls.ts';
import { aliyunSms } from '../../../src-main/flow/provider/aliyun-sms/aliyun-sms.ts';
import { ASKED, numbersFor } from '../../../src-main/flow/provider/pool.ts';
import { SMS_ERRORS } from '../../../src-main/flow/provider/aliyun-sms/errors.ts';
import { NOBODY_TO_ASK } from '../../../src-main/flow/queue/doubt.ts';
import type { Outcome, Task } from '../../../src-main/flow/queue/task.ts';
import { exceptionRows } from '../../../src-main/flow/screen/exceptions.ts';
import type { Provider } from '../../../src-shared/contract/parcels.ts';
import { LOST, answered, fakeSend, json } from '../../support/fake-send.ts';
import { PHONE, aParcel, aProvider, aTask } from '../../support/samples.ts';
import { bench } from '../../support/station.ts';

/** 23:59:30.123 on the 24th in UTC+8. */
const NOW = Date.UTC(2026, 10, 24, 15, 59, 30, 123);
const A_DAY = 86_400_000;
const sms = aTask({ kind: 'forwarding-sms', key: 'acct:SF1234567890123:forwarding-sms', conversion: { number: 'YT9876543210987', courier: 'yto' }, firstCalledAt: NOW });
const privacy = aTask({ kind: 'privacy', key: 'acct:SF1234567890123:privacy' });
const fieldsOf = ({ body }: Outgoing): Record<string, string> => Object.fromEntries(new URLSearchParams(body ?? ''));
const OK = { Code: 'OK', Message: 'OK', RequestId: 'A-1' };

type Answers = (fields: Record<string, string>) => Sent;
async function ask(adapter: typeof aliyunSms, purpose: 'call' | 'lookUp', answers: Answers, over: { readonly task?: Task; readonly provider?: Partial<Provider>; readonly now?: number } = {}) {
  const network = fakeSend((outgoing) => answers(fieldsOf(outgoing)));
  const isSms = adapter === aliyunSms;
  const provider = aProvider(isSms ? 'aliyun-sms' : 'aliyun-pls', over.provider);
  const outcome: Outcome = await adapter[purpose](over.task ?? (isSms ? sms : privacy), { provider, send: network.send, now: () => over.now ?? NOW });
  return { outcome, asked: network.out.map(fieldsOf), out: network.out };
}

test('a request is a form, signed over every other field; no two have the same nonce', async () => {
  const [one, two] = [await ask(aliyunSms, 'call', () => LOST), await ask(aliyunSms, 'call', () => LOST)];
  const { Signature, ...fields } = one.asked[0] ?? {};
  expect(one.out[0]).toMatchObject({ method: 'POST', url: 'https://aliyun-sms.example/', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(fields).toMatchObject({ Action: 'SendSms', Version: '2017-05-25', Format: 'JSON', AccessKeyId: 'LTAI-5', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', Timestamp: '2026-11-24T15:59:30Z' });
  const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = Object.keys(fields).sort().map((name) => `${escape(name)}=${escape(fields[name] ?? '')}`).join('&');
  expect(Signature).toBe(createHmac('sha1', 'secret-5&').update(`POST&%2F&${escape(query)}`).digest('base64'));
  expect(two.asked[0]?.['SignatureNonce']).not.toBe(fields['SignatureNonce']);
});

describe('SMS', () => {
  const details = (list: readonly object[], total = list.length): Sent => json({ ...OK, TotalCount: String(total), SmsSendDetailDTOs: { SmsSendDetailDTO: list } });
  const mine = { OutId: sms.key, PhoneNum: PHONE, SendStatus: 1, SendDate: '2026-11-24 23:59:30' };
  const other = { ...mine, OutId: 'another' };

  test('sends the values of the template under the code it is filed as', async () => {
    const { outcome, asked } = await ask(aliyunSms, 'call', () => json({ ...OK, BizId: '900^0' }));
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'reference', reference: '900^0' } });
    expect(asked[0]).toMatchObject({ PhoneNumbers: PHONE, SignName: '京巴士', TemplateCode: 'SMS_5', OutId: sms.key });
    expect(JSON.parse(asked[0]?.['TemplateParam'] ?? '')).toEqual({ courier: '圆通速递', number: 'YT9876543210987' });
  });
  test.each<readonly [string, Provider['settings']]>([
    ['none', undefined], ['no templates', {}], ['this template missing', { templates: { other: 'SMS_6' } }], ['an empty code', { templates: { forwarding: '' } }],
    ['a code that is no text', { templates: { forwarding: 5 } }], ['a list', { templates: ['SMS_5'] }],
  ])('settings: %s is the matter of the platform, and nothing is sent', async (_name, settings) => {
    const { outcome, out } = await ask(aliyunSms, 'call', () => LOST, { provider: { settings } });
    expect(outcome).toEqual({ kind: 'refused', act: 'platform', about: 'settings missing' });
    expect(out).toEqual([]);
  });
  test.each(['constructor', '__proto__'])('a template called %s has no code', async (template) => {
    const { outcome } = await ask(aliyunSms, 'call', () => LOST, { task: { ...sms, message: { ...(sms.message as NonNullable<Task['message']>), template } } });
    expect(outcome).toMatchObject({ kind: 'refused', act: 'platform' });
  });

  test('asking names the phone and the days of UTC+8 since the first call, and sends nothing', async () => {
    const { outcome, asked } = await ask(aliyunSms, 'lookUp', () => details([]), { now: NOW + A_DAY });
    expect(outcome).toEqual({ kind: 'unknown', about: 'no detail' });
    expect(asked.map(({ Action, PhoneNumber, SendDate, PageSize, CurrentPage }) => [Action, PhoneNumber, SendDate, PageSize, CurrentPage])).toEqual(
      ['20261124', '20261125', '20261126'].map((day) => ['QuerySendDetails', PHONE, day, '50', '1']),
    );
  });
  test('two clocks can disagree about midnight, and no day is asked for that nobody keeps', async () => {
    expect((await ask(aliyunSms, 'lookUp', () => details([]), { now: NOW + 31_000 })).asked.map(({ SendDate }) => SendDate)).toEqual(['20261124', '20261125']);
    expect((await ask(aliyunSms, 'lookUp', () => details([]), { now: NOW + 90 * A_DAY })).asked.length).toBeLessThanOrEqual(31);
  });
  test.each([1, 2, 3])('found with SendStatus %i, it was sent', async (SendStatus) => {
    expect((await ask(aliyunSms, 'lookUp', () => details([other, { ...mine, SendStatus }]))).outcome).toEqual({ kind: 'done', result: { kind: 'reference', reference: sms.key } });
  });
  test('it is looked for on the pages behind, too', async () => {
    const { outcome, asked } = await ask(aliyunSms, 'lookUp', ({ CurrentPage }) => (CurrentPage === '2' ? details([mine], 51) : details(Array.from({ length: 50 }, () => other), 51)));
    expect(outcome.kind).toBe('done');
    expect(asked.map(({ CurrentPage }) => CurrentPage)).toEqual(['1', '2']);
  });
  test('a detail of somebody who gives no OutId keeps none behind it from being found, nor does a message that is null', async () => {
    expect((await ask(aliyunSms, 'lookUp', () => details([{ ...other, OutId: null }, mine]))).outcome.kind).toBe('done');
    expect((await ask(aliyunSms, 'call', () => json({ ...OK, Message: null, BizId: '900^0' }))).outcome.kind).toBe('done');
  });
  test('another one\'s details, and none at all, prove nothing', async () => {
    for (const list of [[other], []]) expect((await ask(aliyunSms, 'lookUp', () => details(list))).outcome).toEqual({ kind: 'unknown', about: 'no detail' });
  });
  test.each([{ ...OK }, { ...OK, TotalCount: 'x', SmsSendDetailDTOs: { SmsSendDetailDTO: [] } }, { ...OK, TotalCount: '1', SmsSendDetailDTOs: { SmsSendDetailDTO: [{ OutId: 7 }] } }])('%j are no details', async (answer) => {
    expect((await ask(aliyunSms, 'lookUp', () => json(answer))).outcome).toEqual({ kind: 'unknown', about: 'details unreadable' });
  });
});

describe('privacy number', () => {
  const bound = (number: string): Sent => json({ ...OK, SecretBindDTO: { SecretNo: number, SubsId: '1000' } });
  const TRIES = 5;
  const POOL = ['17010000001', '17010000002', '17010000003'];
  const order = numbersFor(privacy.key, POOL, TRIES);
  const [first = '', second = ''] = order;
  const detail = (over: object = {}): Sent => json({ ...OK, SecretBindDetailDTO: { Status: 1, PhoneNoA: PHONE, PhoneNoB: '15900002222', ExpireDate: '2026-12-20 12:00:00', SubsId: '1000', PhoneNoX: first, ...over } });

  test('binds the recipient to the contact with an end 30 days ahead in UTC+8, never for ever', async () => {
    const { outcome, asked } = await ask(aliyunPls, 'call', ({ PhoneNoX = '' }) => bound(PhoneNoX));
    expect(asked[0]).toMatchObject({ Action: 'BindAxb', PoolKey: 'FC6', PhoneNoA: PHONE, PhoneNoB: '15900002222', PhoneNoX: first, OutId: privacy.key, Expiration: '2026-12-24 23:59:30' });
    expect(outcome).toEqual({ kind: 'done', result: { kind: 'binding', number: first, until: NOW - 123 + 30 * A_DAY, reference: '1000' } });
  });
  test('the numbers of a parcel are the same ones whatever joins the pool, and other parcels have others', () => {
    const pool = Array.from({ length: 40 }, (_, at) => String(17_010_000_000 + at));
    const before = numbersFor('a', pool, TRIES);
    expect(before).toHaveLength(5);
    expect(numbersFor('a', pool.toReversed(), TRIES)).toEqual(before);
    expect(numbersFor('a', pool.filter((number) => number !== before[0]), TRIES).slice(0, 4)).toEqual(before.slice(1));
    expect(numbersFor('b', pool, TRIES)).not.toEqual(before);
  });
  test('what was bound is still asked about when the pool has doubled', () => {
    const pool = Array.from({ length: 600 }, (_, at) => String(17_010_000_000 + at));
    const doubled = [...pool, ...Array.from({ length: 600 }, (_, at) => String(17_020_000_000 + at))];
    for (let n = 0; n < 100; n += 1) expect(numbersFor(`key-${n}`, doubled, ASKED)).toEqual(expect.arrayContaining(numbersFor(`key-${n}`, pool, TRIES)));
  });
  test.each<readonly [string, Provider['settings']]>([['none', undefined], ['no pool', { numbers: POOL }], ['numbers that are none', { poolKey: 'FC6', numbers: ['x'] }]])('settings: %s is the matter of the platform, and nothing is sent', async (_name, settings) => {
    for (const purpose of ['call', 'lookUp'] as const) {
      const { outcome, out } = await ask(aliyunPls, purpose, () => LOST, { provider: { settings } });
      expect(outcome).toEqual({ kind: 'refused', act: 'platform', about: 'settings missing' });
      expect(out).toEqual([]);
    }
  });

  describe('bound already', () => {
    const answers = (ids: string, about: Sent, then: Sent = bound(second)): Answers => ({ Action, PhoneNoX }) =>
      Action === 'QuerySubsId' ? json({ ...OK, SubsId: ids }) : Action === 'QuerySubscriptionDetail' ? about : PhoneNoX === first ? json({ Code: 'isv.BIND_CONFLICT' }) : then;
    test.each([PHONE, `+86${PHONE}`])('by this very pair, however its phone is written (%s), it is adopted with the end it has', async (PhoneNoA) => {
      const { outcome, asked } = await ask(aliyunPls, 'call', answers('1000', detail({ PhoneNoA })));
      expect(outcome).toEqual({ kind: 'done', result: { kind: 'binding', number: first, until: Date.UTC(2026, 11, 20, 4), reference: '1000' } });
      expect(asked.map(({ Action }) => Action)).toEqual(['BindAxb', 'QuerySubsId', 'QuerySubscriptionDetail']);
      expect(asked[2]).toMatchObject({ PoolKey: 'FC6', SubsId: '1000', PhoneNoX: first });
    });
    test.each([
      ['before this job was called: it is another parcel\'s, shared and not this one\'s to end', '2026-11-24 23:50:00', true],
      ['by this very job', '2026-11-24 23:59:29', undefined],
    ])('%s', async (_name, GmtCreate, shared) => {
      const task = { ...privacy, firstCalledAt: NOW };
      const { outcome } = await ask(aliyunPls, 'call', answers('1000', detail({ GmtCreate })), { task });
      expect(outcome).toEqual({ kind: 'done', result: expect.objectContaining({ number: first }), ...(shared && { shared }) });
      const asked = await ask(aliyunPls, 'lookUp', answers('1000', detail({ GmtCreate })), { task });
      expect(asked.outcome.kind).toBe(shared ? 'absent' : 'done');
    });
    test.each<readonly [string, string, Sent]>([
      ['by somebody else', '1000', detail({ PhoneNoA: '13900000000' })],
      ['with another contact', '1000', detail({ PhoneNoB: '13900000000' })],
      ['and over', '1000', detail({ ExpireDate: '2026-11-24 23:59:00' })],
      ['and ended', '1000', detail({ Status: 0 })],
      ['and gone meanwhile', '1000', json({ Code: 'isv.SUBS_NOT_EXIST' })],
      ['and nobody is bound', '', LOST],
    ])('%s, the next number is taken', async (_name, ids, about) => {
      const { outcome } = await ask(aliyunPls, 'call', answers(ids, about));
      expect(outcome).toMatchObject({ kind: 'done', result: { number: second } });
    });
    test('and the answer about it is lost: it is asked about again, and no other number is bound', async () => {
      const { outcome, asked } = await ask(aliyunPls, 'call', answers('1000', LOST));
      expect(outcome.kind).toBe('unknown');
      expect(asked.filter(({ Action }) => Action === 'BindAxb')).toHaveLength(1);
    });
    test('all of them, by others: later', async () => {
      const { outcome } = await ask(aliyunPls, 'call', answers('', LOST, json({ Code: 'isv.BIND_CONFLICT' })));
      expect(outcome).toMatchObject({ kind: 'later', why: 'retry' });
    });
  });

  test('asking goes over the numbers it may have, binds nothing, and finds the binding', async () => {
    const { outcome, asked } = await ask(aliyunPls, 'lookUp', ({ Action, PhoneNoX }) => (Action === 'QuerySubsId' ? json({ ...OK, SubsId: PhoneNoX === second ? '999,1000' : '' }) : detail({ PhoneNoX: second })));
    expect(outcome).toMatchObject({ kind: 'done', result: { number: second, reference: '1000' } });
    expect(asked.map(({ Action }) => Action)).not.toContain('BindAxb');
  });
  test('a number that has left the pool has no binding', async () => {
    expect((await ask(aliyunPls, 'lookUp', () => json({ Code: 'isv.NO_NOT_EXIST' }))).outcome).toEqual({ kind: 'absent' });
  });
  test.each(['isv.POOLKEY_NOT_EXISTS', 'isp.SYSTEM_ERROR'])('%s says nothing of a binding', async (Code) => {
    expect(['refused', 'unknown']).toContain((await ask(aliyunPls, 'lookUp', () => json({ Code }))).outcome.kind);
  });
  test('none of its numbers has it: it is not there', async () => {
    const { outcome, asked } = await ask(aliyunPls, 'lookUp', () => json({ ...OK, SubsId: '' }));
    expect(outcome).toEqual({ kind: 'absent' });
    expect(asked.map(({ PhoneNoX }) => PhoneNoX)).toEqual(order);
  });
  test('a pool without named numbers: Aliyun picks, and of a lost binding nobody can ask', async () => {
    const provider = { settings: { poolKey: 'FC6' } };
    const called = await ask(aliyunPls, 'call', () => bound('17019999999'), { provider });
    expect(called.outcome).toMatchObject({ kind: 'done', result: { number: '17019999999' } });
    expect(called.asked[0]).not.toHaveProperty('PhoneNoX');
    const asked = await ask(aliyunPls, 'lookUp', () => LOST, { provider });
    expect([asked.outcome, asked.out.length]).toEqual([{ kind: 'unknown', about: NOBODY_TO_ASK }, 0]);
    // Bound again, it would have a second number: a person gives it up, or confirms that.
    const b = bench();
    b.flow().parcels.put(aParcel({ target: null, privacy: true }));
    b.lend(1_000);
    b.scan(aParcel().number);
    b.run(({ purpose }) => (purpose === 'call' ? { kind: 'unknown', about: 'ECONNRESET' } : asked.outcome));
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'privacy', error: 'provider-may-have-forgotten', proposed: 'void', mayDouble: true }]);
  });
  test.each([null, undefined, '', {}, true, 9_007_199_254_740_992, 1000.5])('a binding without its name, or with one whose digits are lost (%j), could not be ended: nobody knows', async (SubsId) => {
    const unnamed = json({ ...OK, SecretBindDTO: { SecretNo: first, SubsId } });
    expect((await ask(aliyunPls, 'call', () => unnamed)).outcome).toEqual({ kind: 'unknown', about: 'no secret number' });
    const found = await ask(aliyunPls, 'lookUp', ({ Action }) => (Action === 'QuerySubsId' ? json({ ...OK, SubsId: '1000' }) : detail({ SubsId })));
    expect(found.outcome).toEqual({ kind: 'unknown', about: 'binding unreadable' });
  });
  test('a name that is a number is one', async () => {
    expect((await ask(aliyunPls, 'call', () => json({ ...OK, SecretBindDTO: { SecretNo: first, SubsId: 1000 } }))).outcome).toMatchObject({ result: { reference: '1000' } });
  });
  test('a time of its making that is null keeps no binding from being found', async () => {
    expect((await ask(aliyunPls, 'lookUp', ({ Action }) => (Action === 'QuerySubsId' ? json({ ...OK, SubsId: '1000' }) : detail({ GmtCreate: null })))).outcome).toMatchObject({ kind: 'done' });
  });
  test.each([PHONE, `+86${PHONE}`, '15900002222', '', 'unknown'])('a secret number %j hides nobody', async (SecretNo) => {
    expect((await ask(aliyunPls, 'call', () => bound(SecretNo))).outcome).toEqual({ kind: 'unknown', about: 'no secret number' });
  });

  test.each(['OK', 'isv.SUBS_NOT_EXIST'])('a binding that is ended with %s is over', async (Code) => {
    const network = fakeSend(() => json({ Code }));
    const wire = { provider: aProvider('aliyun-pls'), send: network.send, now: () => NOW };
    expect(await aliyunPls.unbind?.({ kind: 'binding', number: first, until: 0, reference: '1000' }, wire, PHONE, true)).toMatchObject({ kind: 'done' });
    expect(fieldsOf(network.last())).toMatchObject({ Action: 'UnbindSubscription', PoolKey: 'FC6', SubsId: '1000', SecretNo: first });
  });
});

describe('errors', () => {
  const classOf = (outcome: Outcome): string => (outcome.kind === 'refused' ? `refused ${outcome.act}${outcome.ofAll ? ' of all' : ''}` : outcome.kind === 'later' ? `later ${outcome.why}` : outcome.kind);
  /** By who must act, or when it goes on; every code of the tables stands here once. */
  const SMS: Readonly<Record<string, string>> = {
    'later retry': 'isv.BUSINESS_LIMIT_CONTROL isp.SYSTEM_ERROR',
    'later limited': 'isv.OUT_OF_SERVICE isv.AMOUNT_NOT_ENOUGH isv.DAY_LIMIT_CONTROL isv.MONTH_LIMIT_CONTROL',
    'refused platform of all': 'isp.RAM_PERMISSION_DENY isv.PRODUCT_UN_SUBSCRIPT isv.PRODUCT_UNSUBSCRIBE isv.ACCOUNT_NOT_EXISTS isv.ACCOUNT_ABNORMAL isv.DENY_IP_RANGE',
    'refused platform': `isv.SMS_SIGNATURE_ILLEGAL isv.SMS_SIGNATURE_SCENE_ILLEGAL isv.SMS_SIGN_ILLEGAL isv.SIGN_STATE_ILLEGAL isv.SMS_TEMPLATE_ILLEGAL isv.EXTEND_CODE_ERROR isv.DOMESTIC_NUMBER_NOT_SUPPORTED isv.TEMPLATE_MISSING_PARAMETERS
      isv.TEMPLATE_PARAMS_ILLEGAL isv.INVALID_PARAMETERS isv.INVALID_JSON_PARAM isv.PARAM_LENGTH_LIMIT isv.PARAM_NOT_SUPPORT_URL isv.MOBILE_COUNT_OVER_LIMIT isv.SMS_TEST_NUMBER_LIMIT`,
    'refused person': 'isv.SMS_CONTENT_ILLEGAL isv.BLACK_KEY_CONTROL_LIMIT',
    'refused nobody': 'isv.MOBILE_NUMBER_ILLEGAL',
  };
  const PLS: Readonly<Record<string, string>> = {
    'later retry': 'isv.VENDOR_BIND_FAILED isp.VENDOR_UNAVAILABLE',
    'later limited': 'isv.FLOW_LIMIT isv.OUT_OF_SERVICE isv.NO_AVAILABLE_NUMBER',
    'refused platform of all': `isp.RAM_PERMISSION_DENY isv.PRODUCT_UN_SUBSCRIPT isv.PRODUCT_UNSUBSCRIBE isv.ACCOUNT_NOT_EXISTS isv.ACCOUNT_ABNORMAL isv.PARTNER_NOT_EXIST isv.PARTNER_IS_CLOSED
      isv.FORBIDDEN_ACTION isv.POOLKEY_NOT_EXISTS POOLKEY_NOT_EXIST`,
    'refused platform': 'isv.NO_NOT_EXIST isv.NO_USED_BY_OTHERS isv.EXPIRE_DATE_ILLEGAL isv.INVALID_PARAMETERS isv.ILLEGAL_ARGUMENT isv.SUBS_NOT_BELONG',
    'refused person': 'isv.MOBILE_NUMBER_ILLEGAL',
  };
  const rows = (adapter: typeof aliyunSms, table: Readonly<Record<string, string>>) => Object.entries(table).flatMap(([expected, codes]) => codes.split(/\s+/).map((code) => ({ adapter, code, expected })));
  const all = [...rows(aliyunSms, SMS), ...rows(aliyunPls, PLS)];

  test('every code of the tables is tested', () => {
    const codes = (adapter: typeof aliyunSms): string[] => all.filter((row) => row.adapter === adapter).map(({ code }) => code).sort();
    expect(codes(aliyunSms)).toEqual([...SMS_ERRORS.keys()].sort());
    expect(codes(aliyunPls)).toEqual([...PLS_ERRORS.keys()].sort());
  });
  test.each(all)('$code: $expected', async ({ adapter, code, expected }) => {
    const { outcome } = await ask(adapter, 'call', () => json({ Code: code, Message: `说明 ${PHONE}` }));
    expect(classOf(outcome)).toBe(expected);
    expect(outcome).toMatchObject({ about: code });
  });
  test.each([['触发分钟级流控Permits:1', 60_000], ['触发小时级流控Permits:5', 3_600_000], ['触发天级流控Permits:50', 86_400_000], ['Frequency limit', 3_600_000]])('a limit of the recipient (%s) ends after %i ms', async (Message, after) => {
    expect((await ask(aliyunSms, 'call', () => json({ Code: 'isv.BUSINESS_LIMIT_CONTROL', Message }))).outcome).toMatchObject({ kind: 'later', after });
  });
  test.each(['LTAI-5', 'secret-5', PHONE, `isv.${PHONE}`, 'ok'])('a code %j is not told on', async (Code) => {
    for (const adapter of [aliyunSms, aliyunPls]) expect((await ask(adapter, 'call', () => json({ Code }))).outcome).toEqual({ kind: 'unknown', about: 'code unreadable' });
  });
  test.each(['isp.DAO_EXCEPTION', 'isp.UNKNOWN_ERR_CODE', 'isp.GATEWAY_ERROR', 'isp.SYSTEM_ERROR'])('%s of a binding is nobody knows', async (Code) => {
    expect((await ask(aliyunPls, 'call', () => json({ Code }))).outcome.kind).toBe('unknown');
  });
  test.each<readonly [number, string, string]>([
    [400, 'SignatureDoesNotMatch', 'refused platform of all'], [404, 'InvalidAccessKeyId.NotFound', 'refused platform of all'], [400, 'InvalidTimeStamp.Expired', 'later clock'], [400, 'IllegalTimestamp', 'later clock'], [400, 'InvalidTimeStamp.Format', 'refused platform of all'], [403, 'Forbidden.RAM', 'refused platform of all'], [400, 'MissingParameter', 'refused platform'],
    [400, 'Throttling.User', 'later limited'], [400, 'Throttling', 'later limited'], [400, 'SignatureNonceUsed', 'unknown'], [400, 'OfTomorrow', 'refused platform'], [503, 'ServiceUnavailable', 'unknown'], [500, 'InternalError', 'unknown'],
  ])('the gateway says %i %s: %s', async (status, Code, expected) => {
    for (const adapter of [aliyunSms, aliyunPls]) {
      for (const purpose of ['call', 'lookUp'] as const) expect(classOf((await ask(adapter, purpose, () => answered(status, JSON.stringify({ Code, Message: PHONE })))).outcome)).toBe(expected);
    }
  });
});
