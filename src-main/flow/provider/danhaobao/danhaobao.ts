import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, credential, post, type Adapter, type Wire } from '../adapter.ts';
import { conversionOutcome, convertFields } from '../conversion/conversion.ts';
import { sign } from './sign.ts';

/** 单号宝, waybill trace: a form signed with md5 of its sorted fields. De-duplicates by request id and can be asked. */
export const danhaobao: Adapter = {
  call: (task, wire) => ask(task, wire, 'convert', convertFields(task)),
  lookUp: (task, wire) => ask(task, wire, 'find', { requestId: task.key }),
};

async function ask(task: Task, wire: Wire, what: 'convert' | 'find', fields: Record<string, string> | null): Promise<Outcome> {
  const secrets = credential(wire, 'appKey', 'secret');
  if (!secrets) return NO_CREDENTIAL;
  if (!fields) return { kind: 'refused', act: 'person', about: 'no target' };
  const signed = { ...fields, appKey: secrets['appKey'] as string, timestamp: String(wire.now()) };
  const body = new URLSearchParams({ ...signed, sign: sign(secrets['secret'] as string, signed) }).toString();
  const answer = await post(wire, `${wire.provider.endpoint}/${what}`, { 'content-type': 'application/x-www-form-urlencoded' }, body);
  return 'outcome' in answer ? answer.outcome : conversionOutcome(answer, task);
}
