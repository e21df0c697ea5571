import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, credential, post, type Adapter, type Wire } from '../adapter.ts';
import { conversionOutcome, convertFields } from '../conversion/conversion.ts';
import { sign } from './sign.ts';

/** 云关联, waybill sync: JSON with an HMAC header. De-duplicates by request id and can be asked. */
export const yunguanlian: Adapter = {
  call: (task, wire) => ask(task, wire, 'convert', convertFields(task)),
  lookUp: (task, wire) => ask(task, wire, 'find', { requestId: task.key }),
};

async function ask(task: Task, wire: Wire, what: 'convert' | 'find', fields: Record<string, string> | null): Promise<Outcome> {
  const secrets = credential(wire, 'appId', 'secret');
  if (!secrets) return NO_CREDENTIAL;
  if (!fields) return { kind: 'refused', act: 'person', about: 'no target' };
  const timestamp = wire.now();
  const body = JSON.stringify(fields);
  const headers = {
    'content-type': 'application/json',
    'x-app-id': secrets['appId'] as string,
    'x-timestamp': String(timestamp),
    'x-signature': sign(secrets['secret'] as string, timestamp, body),
  };
  const answer = await post(wire, `${wire.provider.endpoint}/${what}`, headers, body);
  return 'outcome' in answer ? answer.outcome : conversionOutcome(answer, task);
}
