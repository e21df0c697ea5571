import { z } from 'zod';
import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, codeAbout, credential, json, notBefore, post, under, type Adapter, type Wire } from '../adapter.ts';
import { mainland } from '../mainland.ts';
import { tencentTc3 } from '../signatures/tencent-tc3.ts';
import { templateCode } from '../template.ts';
import { refusal } from './results.ts';

/**
 * 腾讯云短信, API 3.0: one filed template to one number. `SessionContext` is echoed in reports and does not de-duplicate, so
 * after a lost answer the reports of the number are searched for it, and where they know nothing nothing is sent again.
 * Source: cloud.tencent.com/document/product/382/55981 (SendSms), 382/55969 (PullSmsSendStatusByPhoneNumber), 2021-01-11.
 */
export const tencentSms: Adapter = { call: submit, lookUp: searchReports };

const SERVICE = 'sms';
const VERSION = '2021-01-11';
const CONTENT_TYPE = 'application/json; charset=utf-8';
const REGION = 'ap-guangzhou';

const error = z.object({ Error: z.object({ Code: z.string().min(1) }) });
const submitted = z.object({ Response: z.union([error, z.object({ SendStatusSet: z.tuple([z.object({ Code: z.string().min(1), SerialNo: z.string().max(128).nullish() })]) })]) });
const reports = z.object({ Response: z.union([error, z.object({ PullSmsSendStatusSet: z.array(z.object({ SerialNo: z.string().min(1).max(128), SessionContext: z.string().nullish() })) })]) });

async function submit(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'secretId', 'secretKey', 'sdkAppId');
  if (!secrets) return NO_CREDENTIAL;
  const phone = mainland(task.phone);
  const { message } = task;
  if (!phone || !message) return { kind: 'refused', act: 'person', about: 'no phone or no text' };
  const template = templateCode(wire, message);
  if (!template) return { kind: 'refused', act: 'platform', about: `settings.templates: no ${message.template}` };
  const answer = await act(wire, secrets, 'SendSms', {
    PhoneNumberSet: [phone], SmsSdkAppId: secrets['sdkAppId'], TemplateId: template, SignName: message.signature,
    TemplateParamSet: message.values.map(({ value }) => value), SessionContext: task.key,
  });
  if ('outcome' in answer) return answer.outcome;
  const read = submitted.safeParse(json(answer.text));
  if (!read.success) return { kind: 'unknown', about: 'answer unreadable' };
  const { Response: response } = read.data;
  if ('Error' in response) return told(wire, response.Error.Code, answer.retryAfter);
  const [{ Code: code, SerialNo: serial }] = response.SendStatusSet;
  if (code !== 'Ok') return told(wire, code, answer.retryAfter);
  return serial ? { kind: 'done', result: { kind: 'reference', reference: serial } } : { kind: 'unknown', about: 'no serial number' };
}

/** Reports are given from a time on; a minute of slack covers the two clocks. Older ones than 7 days are not. */
const SLACK = 60_000;
const KEPT = 7 * 24 * 3_600_000;
const MOST = 100;

async function searchReports(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'secretId', 'secretKey', 'sdkAppId');
  if (!secrets) return NO_CREDENTIAL;
  const phone = mainland(task.phone);
  if (!phone) return { kind: 'unknown', about: 'no phone' };
  const from = Math.max(task.firstCalledAt - SLACK, wire.now() - KEPT + SLACK);
  const answer = await act(wire, secrets, 'PullSmsSendStatusByPhoneNumber', {
    BeginTime: Math.floor(from / 1000), Offset: 0, Limit: MOST, PhoneNumber: phone, SmsSdkAppId: secrets['sdkAppId'],
  });
  if ('outcome' in answer) return answer.outcome;
  const read = reports.safeParse(json(answer.text));
  if (!read.success) return { kind: 'unknown', about: 'reports unreadable' };
  const { Response: response } = read.data;
  if ('Error' in response) return told(wire, response.Error.Code, answer.retryAfter);
  const found = response.PullSmsSendStatusSet.find(({ SessionContext: context }) => context === task.key);
  // No report is no proof: it may come later, and the echo of SessionContext has to be switched on at Tencent.
  return found ? { kind: 'done', result: { kind: 'reference', reference: found.SerialNo } } : { kind: 'unknown', about: 'no report' };
}

function told(wire: Wire, code: string, retryAfter: number | null): Outcome {
  return notBefore(refusal(code) ?? { kind: 'unknown', about: codeAbout(wire, code) }, retryAfter);
}

/** One signed action. The host is signed as it is sent: an endpoint elsewhere, as in the practice world, has its own. */
async function act(wire: Wire, secrets: Record<string, string>, action: string, request: object) {
  const timestamp = Math.floor(wire.now() / 1000);
  const payload = JSON.stringify(request);
  const url = under(wire, '');
  const { signature } = tencentTc3({ secretKey: secrets['secretKey'] as string, service: SERVICE, host: new URL(url).host, action, timestamp, contentType: CONTENT_TYPE, payload });
  const scope = `${new Date(timestamp * 1000).toISOString().slice(0, 10)}/${SERVICE}/tc3_request`;
  const region = wire.provider.settings?.['region'];
  return post(wire, url, {
    authorization: `TC3-HMAC-SHA256 Credential=${secrets['secretId']}/${scope}, SignedHeaders=content-type;host;x-tc-action, Signature=${signature}`,
    'content-type': CONTENT_TYPE,
    'x-tc-action': action,
    'x-tc-version': VERSION,
    'x-tc-timestamp': String(timestamp),
    'x-tc-region': typeof region === 'string' && /^[a-z0-9-]{1,32}$/.test(region) ? region : REGION,
  }, payload);
}
