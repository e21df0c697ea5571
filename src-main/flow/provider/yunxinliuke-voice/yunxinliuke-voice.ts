import { z } from 'zod';
import { redactPhones } from '../../../../src-shared/domain/phone.ts';
import type { Outcome, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, credential, post, type Adapter, type Wire } from '../adapter.ts';
import { yunxinliukeVoice as signed } from '../signatures/yunxinliuke-voice.ts';
import { authorization } from './authorization.ts';

/** A binding ends by itself: 0 or nothing would mean for ever. 30 days cover delivery and a return. */
const BINDING_SECONDS = 30 * 24 * 3600;

/**
 * 云信留客 privacy number: AXB, where A is the recipient, B the store's contact and X the number that hides A. There is
 * no idempotency key and no binding id: (X, A, B) is the binding, so a repeated bind is answered "already bound" with
 * the same X, and asking is binding again.
 */
export const yunxinliukeVoice: Adapter = { call: bind, lookUp: bind, asksByRepeating: true };

const answer = z.object({ result: z.string().max(16), message: z.string().max(500).optional(), middleNumber: z.string().max(32).optional() });

/** `000012` is "these two are bound already". Others: who must act. Unknown codes are unknown outcomes. */
const DONE = ['000000', '000012'];
const REFUSALS: ReadonlyMap<string, 'platform' | 'person'> = new Map<string, 'platform' | 'person'>([
  ['000001', 'platform'],
  ['000002', 'platform'],
  ['000003', 'platform'],
  ['000004', 'person'],
  ['000005', 'platform'],
]);

async function bind(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'appId', 'token', 'contact');
  if (!secrets) return NO_CREDENTIAL;
  const { appId, token, contact } = secrets as { appId: string; token: string; contact: string };
  if (task.phone === '') return { kind: 'refused', act: 'person', about: 'no phone' };
  const timestamp = wire.now();
  const url = `${wire.provider.endpoint}/voice/1.0.0/middleNumberAXB/${encodeURIComponent(appId)}/${signed({ appId, token, timestamp }).signature}`;
  const body = JSON.stringify({
    bindNumberA: task.phone, bindNumberB: contact, areaCode: wire.provider.credential['areaCode'] ?? '',
    maxBindingTime: BINDING_SECONDS, callRec: 0, customerData: task.key,
  });
  const sent = await post(wire, url, { 'content-type': 'application/json', authorization: authorization(appId, timestamp) }, body);
  return 'outcome' in sent ? sent.outcome : bindingOutcome(sent.text, timestamp, [task.phone, contact]);
}

function bindingOutcome(text: string, timestamp: number, bound: readonly string[]): Outcome {
  let read;
  try {
    read = answer.safeParse(JSON.parse(text));
  } catch {
    return { kind: 'unknown', about: 'answer unreadable' };
  }
  if (!read.success) return { kind: 'unknown', about: 'answer unreadable' };
  const { result, middleNumber } = read.data;
  if (DONE.includes(result)) {
    // A "privacy number" that is one of the two it should hide must not be shown or printed.
    if (!middleNumber || !/^\+?\d[\d-]{4,}$/.test(middleNumber) || bound.includes(middleNumber)) return { kind: 'unknown', about: 'no middle number' };
    return { kind: 'done', result: { kind: 'binding', number: middleNumber, until: timestamp + BINDING_SECONDS * 1000, reference: middleNumber } };
  }
  const act = REFUSALS.get(result);
  return act ? { kind: 'refused', act, about: `result ${result}` } : { kind: 'unknown', about: `result ${redactPhones(result)}` };
}
