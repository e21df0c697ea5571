import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { planDelivery } from '../account/delivery-reports.ts';
import type { Stage } from '../stage/stage.ts';
import { accountWith, credentialFor } from './credentials.ts';
import { TENCENT_CODES, filedUnder, filledIn } from './filed.ts';
import { countRefusal } from './refusals.ts';

const KIND = 'tencent-sms';
const SIGN_NAME = '京巴士';
/** A recipient on the provider's black list, to practise the refusal. */
const BLACKLISTED = '+8619900019999';
/** Either side's clock may be this far off, seconds. */
const SIGNED_FOR = 300;

class Refused extends Error {}
const refuse = (code: string): never => {
  throw new Refused(code);
};

/**
 * Tencent SMS, API 3.0 (2021-01-11): SendSms, which sends whatever `SessionContext` it is given, and the reports of one
 * number. Every answer is a 200 with `Response`. Written from the vendor's description of TC3, apart from the client's
 * code: cloud.tencent.com/document/api/382/38764.
 */
export function tencentSms(app: Hono, stage: Stage): void {
  app.post(`/providers/${KIND}/`, async (c) => {
    const body = await c.req.text();
    const RequestId = randomUUID();
    try {
      const accountId = signer(stage, c, body);
      const action = c.req.header('x-tc-action');
      const answer = action === 'SendSms' ? send(stage, accountId, body) : action === 'PullSmsSendStatusByPhoneNumber' ? reports(stage, accountId, body) : refuse('InvalidAction');
      return c.json({ Response: { ...answer, RequestId } });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      countRefusal(stage, KIND, error.message);
      return c.json({ Response: { Error: { Code: error.message, Message: 'refused' }, RequestId } });
    }
  });
}

/** The account whose key signed this request. Throws Refused. */
function signer(stage: Stage, c: Context, body: string): string {
  const header = (name: string): string => c.req.header(name) ?? '';
  const parts = /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(header('authorization'));
  if (!parts) return refuse('AuthFailure.InvalidAuthorization');
  const [, secretId = '', date = '', service = '', signed = '', given = ''] = parts;
  if (header('x-tc-version') !== '2021-01-11') return refuse('NoSuchVersion');
  if (header('x-tc-region') === '') return refuse('MissingParameter');
  const seconds = Number(header('x-tc-timestamp'));
  if (!(Math.abs(stage.now() / 1000 - seconds) <= SIGNED_FOR)) return refuse('AuthFailure.SignatureExpire');
  const accountId = accountWith(stage, KIND, 'secretId', secretId);
  if (!accountId) return refuse('AuthFailure.SecretIdNotFound');
  const names = signed.split(';');
  // The day is that of the timestamp, in UTC; content type and host are always signed.
  const fits = new Date(seconds * 1000).toISOString().startsWith(date) && service === 'sms' && names.includes('content-type') && names.includes('host');
  const canonicalHeaders = names.map((name) => `${name}:${header(name).trim().toLowerCase()}\n`).join('');
  const request = `POST\n/\n\n${canonicalHeaders}\n${signed}\n${createHash('sha256').update(body).digest('hex')}`;
  const text = `TC3-HMAC-SHA256\n${seconds}\n${date}/${service}/tc3_request\n${createHash('sha256').update(request).digest('hex')}`;
  const keyed = (key: Buffer, part: string): Buffer => createHmac('sha256', key).update(part).digest();
  const key = [date, service, 'tc3_request'].reduce(keyed, Buffer.from(`TC3${credentialFor(stage, KIND, accountId)['secretKey']}`));
  return fits && keyed(key, text).toString('hex') === given ? accountId : refuse('AuthFailure.SignatureFailure');
}

const sending = z.object({
  PhoneNumberSet: z.array(z.string()).min(1).max(200), SmsSdkAppId: z.string(), TemplateId: z.string(), SignName: z.string(),
  TemplateParamSet: z.array(z.string()).default([]), SessionContext: z.string().max(512).default(''),
});

function send(stage: Stage, accountId: string, body: string): object {
  const read = sending.safeParse(parse(body));
  if (!read.success) return refuse('InvalidParameter');
  const { PhoneNumberSet, SmsSdkAppId, TemplateId, SignName, TemplateParamSet, SessionContext } = read.data;
  if (SmsSdkAppId !== credentialFor(stage, KIND, accountId)['sdkAppId']) return refuse('UnauthorizedOperation.SmsSdkAppIdVerifyFail');
  const template = filedUnder(stage, TENCENT_CODES, TemplateId);
  /** What is wrong with all of them alike; each number gets it. */
  const wrong = !template ? 'FailedOperation.TemplateIncorrectOrUnapproved'
    : SignName !== SIGN_NAME ? 'FailedOperation.SignatureIncorrectOrUnapproved'
    : TemplateParamSet.length !== template.variables.length || template.variables.some(({ shape }, i) => !shape.test(TemplateParamSet[i] ?? '')) ? 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate'
    : null;
  const text = `【${SIGN_NAME}】${template ? filledIn(template, (name) => TemplateParamSet[template.variables.findIndex((one) => one.name === name)] ?? '') : ''}`;
  return {
    SendStatusSet: PhoneNumberSet.map((PhoneNumber) => {
      const Code = wrong ?? (!/^\+861[3-9]\d{9}$/.test(PhoneNumber) ? 'InvalidParameterValue.IncorrectPhoneNumber' : PhoneNumber === BLACKLISTED ? 'FailedOperation.PhoneNumberInBlacklist' : 'Ok');
      if (Code !== 'Ok') countRefusal(stage, KIND, Code);
      const SerialNo = Code === 'Ok' ? keep(stage, { accountId, phone: PhoneNumber.slice(3), text, context: SessionContext, template: TemplateId }) : '';
      return { SerialNo, PhoneNumber, Fee: Code === 'Ok' ? 1 : 0, SessionContext, Code, Message: Code === 'Ok' ? 'send success' : 'refused', IsoCode: 'CN' };
    }),
  };
}

type Sent = { readonly accountId: string; readonly phone: string; readonly text: string; readonly context: string; readonly template: string };

function keep(stage: Stage, { accountId, phone, text, context, template }: Sent): string {
  return stage.atomically(() => {
    const row = stage.sql<{ message_id: number }>('INSERT INTO messages (account_id, phone, text, at) VALUES (?,?,?,?) RETURNING message_id').get(accountId, phone, text, stage.now());
    const messageId = row?.message_id ?? 0;
    planDelivery(stage, { messageId, accountId, phone, text, key: context });
    const serial = `2026:${String(messageId).padStart(16, '0')}`;
    stage.sql('INSERT INTO cloud_messages (message_id, provider, receipt, out_id, template_code) VALUES (?,?,?,?,?)').run(messageId, KIND, serial, context, template);
    return serial;
  });
}

const asking = z.object({ BeginTime: z.int().nonnegative(), Offset: z.literal(0), Limit: z.int().min(1).max(100), PhoneNumber: z.string(), SmsSdkAppId: z.string() });
type Report = { readonly phone: string; readonly at: number; readonly receipt: string; readonly out_id: string };

function reports(stage: Stage, accountId: string, body: string): object {
  const read = asking.safeParse(parse(body));
  if (!read.success) return refuse('InvalidParameter');
  const { BeginTime, Limit, PhoneNumber, SmsSdkAppId } = read.data;
  if (SmsSdkAppId !== credentialFor(stage, KIND, accountId)['sdkAppId']) return refuse('UnauthorizedOperation.SmsSdkAppIdVerifyFail');
  if (BeginTime * 1000 < stage.now() - 7 * 86_400_000) return refuse('InvalidParameterValue.BeginTimeVerifyFail');
  const rows = stage
    .sql<Report>('SELECT * FROM messages NATURAL JOIN cloud_messages WHERE provider = ? AND account_id = ? AND phone = ? AND at >= ? ORDER BY message_id LIMIT ?')
    .all(KIND, accountId, PhoneNumber.replace(/^\+86/, ''), BeginTime * 1000, Limit);
  return {
    PullSmsSendStatusSet: rows.map(({ phone, at, receipt, out_id }) => ({
      UserReceiveTime: Math.floor(at / 1000), CountryCode: '86', SubscriberNumber: phone, PhoneNumber: `+86${phone}`, SerialNo: receipt, ReportStatus: 'SUCCESS', Description: 'DELIVRD', SessionContext: out_id,
    })),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
