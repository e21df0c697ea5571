import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../../src-main/egress/egress.ts';
import type { Outcome } from '../../../../src-main/flow/queue/task.ts';
import { LOST, answered, json } from '../../../support/fake-send.ts';
import { PHONE, aTask } from '../../../support/samples.ts';
import { NOW, ask, tellsNoSecret } from './asked.ts';

const KIND = 'tencent-sms';
const task = aTask({ kind: 'forwarding-sms', key: 'acct:SF1234567890123:forwarding-sms', conversion: { number: 'YT9876543210987', courier: 'yto' } });
const status = (over: object, more: readonly object[] = []): Sent => json({ Response: { SendStatusSet: [{ SerialNo: '2019:123', PhoneNumber: `+86${PHONE}`, Fee: 1, SessionContext: task.key, Code: 'Ok', Message: 'send success', IsoCode: 'CN', ...over }, ...more], RequestId: 'r-1' } });
const error = (Code: string): Sent => json({ Response: { Error: { Code, Message: `about +86${PHONE}` }, RequestId: 'r-1' } });
const outcomeOf = async (sent: Sent): Promise<Outcome> => (await ask(KIND, 'call', task, sent)).outcome;

test('sends the filed template by its own code, to the number with its country, signed', async () => {
  const { last, outcome } = await ask(KIND, 'call', task, status({}));
  expect(outcome).toEqual({ kind: 'done', result: { kind: 'reference', reference: '2019:123' } });
  const { method, url, headers, body } = last();
  expect([method, url]).toEqual(['POST', 'https://tencent-sms.example/']);
  expect(JSON.parse(body ?? '')).toEqual({
    PhoneNumberSet: [`+86${PHONE}`], SmsSdkAppId: '1400000007', TemplateId: '1000001', SignName: '京巴士', TemplateParamSet: ['圆通速递', 'YT9876543210987'], SessionContext: task.key,
  });
  const seconds = Math.floor(NOW / 1000);
  expect(headers).toMatchObject({ 'x-tc-action': 'SendSms', 'x-tc-version': '2021-01-11', 'x-tc-timestamp': String(seconds), 'x-tc-region': 'ap-guangzhou', 'content-type': 'application/json; charset=utf-8' });
  const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
  const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
  const canonical = `POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:tencent-sms.example\nx-tc-action:sendsms\n\ncontent-type;host;x-tc-action\n${sha(body ?? '')}`;
  const signature = mac(mac(mac(mac('TC3key-7', '2025-11-24'), 'sms'), 'tc3_request'), `TC3-HMAC-SHA256\n${seconds}\n2025-11-24/sms/tc3_request\n${sha(canonical)}`).toString('hex');
  expect(headers['authorization']).toBe(`TC3-HMAC-SHA256 Credential=id-7/2025-11-24/sms/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=${signature}`);
});

test('a region of its own, where the settings name one', async () => {
  const settings = { templates: { forwarding: '1000001' }, region: 'ap-beijing' };
  expect((await ask(KIND, 'call', task, LOST, { settings })).last().headers['x-tc-region']).toBe('ap-beijing');
  expect((await ask(KIND, 'call', task, LOST, { settings: { ...settings, region: 'x\r\ny' } })).last().headers['x-tc-region']).toBe('ap-guangzhou');
});

/** Of the whole request and of one number alike. */
const CODES: readonly (readonly [string, Outcome])[] = [
  ...['InternalError.Timeout', 'InternalError.SendAndRecvFail', 'InternalError.OtherError', 'InternalError.UnknownError', 'InternalError', 'FailedOperation.OtherError', 'FailedOperation.ParametersOtherError'].map(
    (code) => [code, { kind: 'unknown', about: code }] as const),
  ...([
    ['LimitExceeded.PhoneNumberThirtySecondLimit', 'retry', 30_000], ['LimitExceeded.DeliveryFrequencyLimit', 'retry', 60_000], ['LimitExceeded.PhoneNumberOneHourLimit', 'retry', 3_600_000],
    ['LimitExceeded.PhoneNumberDailyLimit', 'retry', 86_400_000], ['LimitExceeded.PhoneNumberSameContentDailyLimit', 'retry', 86_400_000], ['FailedOperation.MarketingSendTimeConstraint', 'retry', 3_600_000],
    ['LimitExceeded.AppDailyLimit', 'limited', 3_600_000], ['LimitExceeded.DailyLimit', 'limited', 3_600_000], ['FailedOperation.InsufficientBalanceInSmsPackage', 'limited', 60_000],
    ['UnauthorizedOperation.SerivceSuspendDueToArrears', 'limited', 60_000], ['RequestLimitExceeded', 'limited', null], ['RequestLimitExceeded.GlobalRegionUinLimitExceeded', 'limited', null],
    ['RequestLimitExceeded.IPLimitExceeded', 'limited', null], ['RequestLimitExceeded.UinLimitExceeded', 'limited', null], ['AuthFailure.SignatureExpire', 'clock', 60_000], ['InternalError.RequestTimeException', 'clock', 60_000], ['ResourceUnavailable', 'limited', null], ['ResourceInsufficient', 'limited', null],
  ] as const).map(([code, why, after]) => [code, { kind: 'later', why, after, about: code }] as const),
  ...(Object.entries({
    nobody: ['FailedOperation.PhoneNumberInBlacklist', 'FailedOperation.PhoneNumberOnBlacklist', 'InvalidParameterValue.IncorrectPhoneNumber', 'UnsupportedOperation.UnsuportedRegion'],
    person: ['FailedOperation.ContainSensitiveWord', 'InvalidParameter.DirtyWordFound'],
    platform: [
      'FailedOperation.FailResolvePacket', 'FailedOperation.JsonParseFail', 'FailedOperation.MissingSignature', 'FailedOperation.MissingSignatureList',
      'FailedOperation.MissingTemplateList', 'FailedOperation.SignatureIncorrectOrUnapproved', 'FailedOperation.TemplateIncorrectOrUnapproved',
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate', 'FailedOperation.TemplateUnapprovedOrNotExist', 'InternalError.JsonParseFail', 'InvalidParameter',
      'InvalidParameter.InvalidParameters', 'InvalidParameterValue', 'InvalidParameterValue.ContentLengthLimit', 'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter',
      'InvalidParameterValue.TemplateParameterFormatError', 'InvalidParameterValue.TemplateParameterLengthLimit', 'LimitExceeded.PhoneNumberCountLimit', 'MissingParameter',
      'MissingParameter.EmptyPhoneNumberSet', 'UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny', 'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
      'UnsupportedOperation', 'UnknownParameter', 'InvalidRequest',
    ],
  } as const)).flatMap(([act, codes]) => codes.map((code) => [code, { kind: 'refused', act, about: code } as Outcome] as const)),
  ...[
    'AuthFailure.InvalidAuthorization', 'AuthFailure.InvalidSecretId', 'AuthFailure.MFAFailure', 'AuthFailure.SecretIdNotFound', 'AuthFailure.SignatureFailure', 'AuthFailure.TokenFailure',
    'AuthFailure.UnauthorizedOperation', 'UnauthorizedOperation.RequestIpNotInWhitelist', 'UnauthorizedOperation.RequestPermissionDeny', 'UnauthorizedOperation.SdkAppIdIsDisabled',
    'UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'UnauthorizedOperation', 'FailedOperation.NotEnterpriseCertification', 'InvalidParameter.AppidAndBizId',
    'InvalidParameterValue.SdkAppIdNotExist', 'InternalError.SigFieldMissing', 'InternalError.SigVerificationFail', 'InternalError.RestApiInterfaceNotExist', 'InvalidAction',
    'NoSuchVersion', 'UnsupportedProtocol', 'UnsupportedRegion',
  ].map((code) => [code, { kind: 'refused', act: 'platform', about: code, ofAll: true } as Outcome] as const),
  ['SomethingNew.OfTomorrow', { kind: 'unknown', about: 'code SomethingNew.OfTomorrow' }],
  ['constructor', { kind: 'unknown', about: 'code constructor' }],
];
test.each(CODES)('%s', async (code, expected) => {
  expect(await outcomeOf(error(code))).toEqual(expected);
  for (const SerialNo of ['', null]) expect(await outcomeOf(status({ Code: code, SerialNo }))).toEqual(expected);
});
test('Retry-After goes before the table', async () => {
  expect(await outcomeOf(answered(200, JSON.stringify({ Response: { Error: { Code: 'RequestLimitExceeded', Message: '' } } }), { retryAfter: 7_000 }))).toMatchObject({ after: 7_000 });
});

test.each<readonly [string, Sent]>([
  ['two numbers for one', status({}, [{ Code: 'Ok', SerialNo: '2' }])],
  ['no number', json({ Response: { SendStatusSet: [], RequestId: 'r' } })],
  ['Ok without a serial number', status({ SerialNo: '' })],
  ['Ok with null for it', status({ SerialNo: null })],
  ['no Response', json({ SendStatusSet: [] })],
  ['a code that is a number', status({ Code: 0 })],
])('%s is nobody knows', async (_name, sent) => {
  expect(await outcomeOf(sent)).toMatchObject({ kind: 'unknown' });
});

test.each<readonly [string, object, object, 'person' | 'platform']>([
  ['no phone', { phone: '' }, {}, 'person'],
  ['a landline', { phone: '021-12345678' }, {}, 'person'],
  ['a number with an extension', { phone: `${PHONE}-1234` }, {}, 'person'],
  ['no text', { message: null }, {}, 'person'],
  ['no template of this name', {}, { settings: { templates: { other: '1' } } }, 'platform'],
  ['a template of an inherited name', { message: { ...task.message, template: 'toString' } }, {}, 'platform'],
  ['no settings', {}, { settings: {} }, 'platform'],
  ['settings that are none', {}, { settings: { templates: 'forwarding' } }, 'platform'],
])('with %s nothing is sent', async (_name, over, provider, act) => {
  const { outcome, out } = await ask(KIND, 'call', { ...task, ...over }, LOST, provider);
  expect(outcome).toMatchObject({ kind: 'refused', act });
  expect(out).toEqual([]);
});
test.each([`+86${PHONE}`, `86${PHONE}`, `0086 ${PHONE}`, '138 1234 5678', '138-1234-5678'])('%s is one number', async (phone) => {
  expect(JSON.parse((await ask(KIND, 'call', { ...task, phone }, LOST)).last().body ?? '')).toMatchObject({ PhoneNumberSet: [`+86${PHONE}`] });
});

describe('asking searches the reports of the number', () => {
  const report = { UserReceiveTime: NOW / 1000, PhoneNumber: `+86${PHONE}`, SerialNo: '2019:124', ReportStatus: 'SUCCESS', Description: 'DELIVRD', SessionContext: task.key };
  const reports = (...PullSmsSendStatusSet: readonly object[]): Sent => json({ Response: { PullSmsSendStatusSet, RequestId: 'r' } });
  const found = async (sent: Sent): Promise<Outcome> => (await ask(KIND, 'lookUp', task, sent)).outcome;
  test('from a minute before the first call on, and sends nothing', async () => {
    const asked = { ...task, firstCalledAt: NOW - 3_600_000 };
    const { out } = await ask(KIND, 'lookUp', asked, reports());
    expect(out.map(({ headers }) => headers['x-tc-action'])).toEqual(['PullSmsSendStatusByPhoneNumber']);
    expect(JSON.parse(out[0]?.body ?? '')).toEqual({ BeginTime: Math.floor((NOW - 3_660_000) / 1000), Offset: 0, Limit: 100, PhoneNumber: `+86${PHONE}`, SmsSdkAppId: '1400000007' });
  });
  test('no more than seven days back', async () => {
    const { last } = await ask(KIND, 'lookUp', { ...task, firstCalledAt: 1 }, reports());
    expect((JSON.parse(last().body ?? '') as { BeginTime: number }).BeginTime).toBeGreaterThanOrEqual(Math.floor(NOW / 1000) - 7 * 86_400);
  });
  test('one of this job is found, whatever became of the message', async () => {
    expect(await found(reports({ ...report, SessionContext: 'other', SerialNo: '1' }, { ...report, ReportStatus: 'FAIL' }))).toEqual({ kind: 'done', result: { kind: 'reference', reference: '2019:124' } });
  });
  test.each<readonly [string, Sent]>([
    ['none', reports()],
    ['one of another job', reports({ ...report, SessionContext: 'acct:SF1:forwarding-sms' })],
    ['one without its context', reports({ ...report, SessionContext: null }, { SerialNo: '3' })],
  ])('%s is no proof', async (_name, sent) => {
    expect(await found(sent)).toEqual({ kind: 'unknown', about: 'no report' });
  });
  test('a refusal is told as what it is, and reports that are none as none', async () => {
    expect(await found(error('AuthFailure.SignatureFailure'))).toMatchObject({ kind: 'refused', act: 'platform' });
    expect(await found(reports({ SessionContext: task.key }))).toEqual({ kind: 'unknown', about: 'reports unreadable' });
  });
});

test('no detail has the phone or a credential', async () => {
  await tellsNoSecret(KIND, task, (code) => ({ Response: { Error: { Code: code, Message: PHONE } } }), async (sent) => {
    const outcome = await outcomeOf(sent);
    return 'about' in outcome ? outcome.about : '';
  });
});
