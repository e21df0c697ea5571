import { z } from 'zod';
import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, NO_SETTINGS, credential, settings, type Adapter, type Wire } from '../adapter.ts';
import { errorOutcome } from '../aliyun/error-table.ts';
import { rpc, type AccessKey } from '../aliyun/rpc.ts';
import { SMS_ERRORS } from './errors.ts';
import { searchDetails } from './send-details.ts';

/**
 * Aliyun SMS, SendSms 2017-05-25. `OutId` is echoed and does not de-duplicate: after a lost answer the details of what was
 * sent to this phone are searched for it, and where they know nothing the message is not sent again blindly.
 */
export const aliyunSms: Adapter = { call: send, lookUp: ask };

/** `templates`: the TemplateCode of each of the account API's templates. */
const filed = z.object({ templates: z.record(z.string(), z.string().min(1).max(64)) });
/** `BizId` is the receipt of the message. */
const sent = z.object({ BizId: z.string().min(1).max(128) });

async function send(task: Task, wire: Wire): Promise<Outcome> {
  const key = credential(wire, 'accessKeyId', 'accessKeySecret') as AccessKey | null;
  if (!key) return NO_CREDENTIAL;
  const { message, phone } = task;
  if (!message || phone === '') return { kind: 'refused', act: 'person', about: 'no phone or no text' };
  const templates = settings(wire, filed)?.templates ?? {};
  const code = Object.hasOwn(templates, message.template) ? templates[message.template] : undefined;
  if (code === undefined) return NO_SETTINGS;
  const answer = await rpc(wire, key, 'SendSms', {
    PhoneNumbers: phone,
    SignName: message.signature,
    TemplateCode: code,
    TemplateParam: JSON.stringify(Object.fromEntries(message.values.map(({ name, value }) => [name, value]))),
    OutId: task.key,
  });
  if ('outcome' in answer) return answer.outcome;
  if (answer.code !== 'OK') return errorOutcome(SMS_ERRORS, answer);
  const read = sent.safeParse(answer.body);
  return read.success ? { kind: 'done', result: { kind: 'reference', reference: read.data.BizId } } : { kind: 'unknown', about: 'no receipt' };
}

async function ask(task: Task, wire: Wire): Promise<Outcome> {
  const key = credential(wire, 'accessKeyId', 'accessKeySecret') as AccessKey | null;
  if (!key) return NO_CREDENTIAL;
  return task.phone === '' ? { kind: 'unknown', about: 'no phone' } : searchDetails(task, wire, key);
}
