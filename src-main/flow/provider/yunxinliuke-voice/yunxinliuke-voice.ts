import { z } from 'zod';
import { redactPhones } from '../../../../src-shared/domain/phone.ts';
import type { Outcome, Result, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, credential, post, type Adapter, type Posted, type Wire } from '../adapter.ts';
import { yunxinliukeVoice as signed } from '../signatures/yunxinliuke-voice.ts';
import { authorization } from './authorization.ts';

/** A binding ends by itself: 0 or nothing would mean for ever. 30 days cover delivery and a return. */
const BINDING_SECONDS = 30 * 24 * 3600;

/**
 * 云信留客 privacy number: AXB, where A is the recipient, B the store's contact and X the number that hides A. There is
 * no idempotency key and no binding id: (X, A, B) is the binding, so a repeated bind is answered "already bound" with
 * the same X, and asking is binding again.
 */
export const yunxinliukeVoice: Adapter = { call: bind, lookUp: bind, asksByRepeating: true, unbind };

const answer = z.object({ result: z.string().max(16), message: z.string().max(500).optional(), middleNumber: z.string().max(32).optional(), customerData: z.string().max(256).optional() });

/** `000012` is "these two are bound already", `000013` "no such binding". Others: who must act. Unknown codes are unknown outcomes. */
const BOUND = '000012';
const NOT_BOUND = '000013';
const DONE = ['000000', BOUND];
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
  const sent = await ask(wire, 'middleNumberAXB', { appId, token, timestamp }, {
    bindNumberA: task.phone, bindNumberB: contact, areaCode: wire.provider.credential['areaCode'] ?? '',
    maxBindingTime: BINDING_SECONDS, callRec: 0, customerData: task.key,
  });
  return 'outcome' in sent ? sent.outcome : bindingOutcome(sent.text, timestamp, task, [task.phone, contact]);
}

async function unbind({ number, reference }: Extract<Result, { kind: 'binding' }>, wire: Wire, phone: string): Promise<Outcome> {
  const secrets = credential(wire, 'appId', 'token', 'contact');
  if (!secrets) return NO_CREDENTIAL;
  const { appId, token, contact } = secrets as { appId: string; token: string; contact: string };
  if (phone === '') return { kind: 'refused', act: 'person', about: 'no phone' };
  const sent = await ask(wire, 'middleNumberUnbind', { appId, token, timestamp: wire.now() }, { middleNumber: number, bindNumberA: phone, bindNumberB: contact, mode: 0 });
  if ('outcome' in sent) return sent.outcome;
  const read = readAnswer(sent.text);
  if (!read) return { kind: 'unknown', about: 'answer unreadable' };
  if (read.result === '000000' || read.result === NOT_BOUND) return { kind: 'done', result: { kind: 'reference', reference } };
  return otherwise(read.result);
}

type Signed = { readonly appId: string; readonly token: string; readonly timestamp: number };
function ask(wire: Wire, what: string, { appId, token, timestamp }: Signed, body: object): Promise<Posted> {
  const url = `${wire.provider.endpoint}/voice/1.0.0/${what}/${encodeURIComponent(appId)}/${signed({ appId, token, timestamp }).signature}`;
  return post(wire, url, { 'content-type': 'application/json', authorization: authorization(appId, timestamp) }, JSON.stringify(body));
}

function readAnswer(text: string): z.infer<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function bindingOutcome(text: string, timestamp: number, task: Task, bound: readonly string[]): Outcome {
  const read = readAnswer(text);
  if (!read) return { kind: 'unknown', about: 'answer unreadable' };
  const { result, middleNumber, customerData } = read;
  if (DONE.includes(result)) {
    // A "privacy number" that is one of the two it should hide must not be shown or printed.
    if (!middleNumber || !/^\+?\d[\d-]{4,}$/.test(middleNumber) || bound.includes(middleNumber)) return { kind: 'unknown', about: 'no middle number' };
    // When a binding that was found ends is not told: it is not later than one that was made now.
    const done = { kind: 'done', result: { kind: 'binding', number: middleNumber, until: timestamp + BINDING_SECONDS * 1000, reference: middleNumber } } as const;
    // The echo tells whose binding it is: one that was made for another parcel is no effect of this job.
    return result === BOUND && customerData !== undefined && customerData !== '' && customerData !== task.key ? { ...done, shared: true } : done;
  }
  return otherwise(result);
}

function otherwise(result: string): Outcome {
  const act = REFUSALS.get(result);
  return act ? { kind: 'refused', act, about: `result ${result}` } : { kind: 'unknown', about: `result ${redactPhones(result)}` };
}
