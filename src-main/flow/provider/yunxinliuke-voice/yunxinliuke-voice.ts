import { z } from 'zod';
import type { Outcome, Result, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, NO_SETTINGS, credential, notBefore, post, settings, under, type Adapter, type Posted, type Wire } from '../adapter.ts';
import { sameNumber } from '../mainland.ts';
import { yunxinliukeVoice as signed } from '../signatures/yunxinliuke-voice.ts';
import { authorization } from './authorization.ts';
import { DONE, meaningOf, otherwise, resultSettings, type Results } from './results.ts';

/** A binding ends by itself: 0 or nothing would mean for ever. 30 days cover delivery and a return. */
const BINDING_SECONDS = 30 * 24 * 3600;

/**
 * 云信留客 privacy number: AXB, where A is the recipient, B the store's contact and X the number that hides A. There is
 * no idempotency key and no binding id: (X, A, B) is the binding, so a repeated bind is answered "already bound" with
 * the same X, and asking is binding again. Which results say so is told by the settings (results.ts): without them what was
 * lost ends with a person.
 */
export const yunxinliukeVoice: Adapter = { call: bind, lookUp: bind, asksByRepeating: true, unbind };

const ENDS_BY_ITSELF: Outcome = { kind: 'refused', act: 'nobody', about: 'ends by itself' };
const answer = z.object({ result: z.string().max(16), middleNumber: z.string().max(32).nullish(), customerData: z.string().max(256).nullish() });

async function bind(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'appId', 'token', 'contact');
  if (!secrets) return NO_CREDENTIAL;
  const { appId, token, contact } = secrets as { appId: string; token: string; contact: string };
  const set = settings(wire, resultSettings);
  if (!set) return NO_SETTINGS;
  if (task.phone === '') return { kind: 'refused', act: 'person', about: 'no phone' };
  const timestamp = wire.now();
  const sent = await ask(wire, 'middleNumberAXB', { appId, token, timestamp }, {
    bindNumberA: task.phone, bindNumberB: contact, areaCode: wire.provider.credential['areaCode'] ?? '',
    maxBindingTime: BINDING_SECONDS, callRec: 0, customerData: task.key,
  });
  return 'outcome' in sent ? sent.outcome : notBefore(bindingOutcome(sent.text, { results: set.results, wire, timestamp, task, bound: [task.phone, contact] }), sent.retryAfter);
}

async function unbind({ number, reference }: Extract<Result, { kind: 'binding' }>, wire: Wire, phone: string, isOfThese: boolean): Promise<Outcome> {
  const secrets = credential(wire, 'appId', 'token', 'contact');
  if (!secrets) return NO_CREDENTIAL;
  const { appId, token, contact } = secrets as { appId: string; token: string; contact: string };
  const set = settings(wire, resultSettings);
  if (!set) return NO_SETTINGS;
  // A is erased: nobody can name the binding any more, and its end was told when it was made.
  if (phone === '') return ENDS_BY_ITSELF;
  const sent = await ask(wire, 'middleNumberUnbind', { appId, token, timestamp: wire.now() }, { middleNumber: number, bindNumberA: phone, bindNumberB: contact, mode: 0 });
  if ('outcome' in sent) return sent.outcome;
  const read = readAnswer(sent.text);
  if (!read) return { kind: 'unknown', about: 'answer unreadable' };
  const none = meaningOf(set.results, read.result) === 'none';
  // Its order or its store has another phone by now: that those have no such binding does not end it.
  if (none && !isOfThese) return ENDS_BY_ITSELF;
  if (read.result === DONE || none) return { kind: 'done', result: { kind: 'reference', reference } };
  return notBefore(otherwise(set.results, read.result, wire), sent.retryAfter);
}

type Signed = { readonly appId: string; readonly token: string; readonly timestamp: number };
function ask(wire: Wire, what: string, { appId, token, timestamp }: Signed, body: object): Promise<Posted> {
  const path = `voice/1.0.0/${what}/${encodeURIComponent(appId)}/${signed({ appId, token, timestamp }).signature}`;
  return post(wire, under(wire, path), { 'content-type': 'application/json', authorization: authorization(appId, timestamp) }, JSON.stringify(body));
}

function readAnswer(text: string): z.infer<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

type Asked = { readonly results: Results; readonly wire: Wire; readonly timestamp: number; readonly task: Task; readonly bound: readonly string[] };
function bindingOutcome(text: string, { results, wire, timestamp, task, bound }: Asked): Outcome {
  const read = readAnswer(text);
  if (!read) return { kind: 'unknown', about: 'answer unreadable' };
  const { result, middleNumber, customerData } = read;
  const before = meaningOf(results, result) === 'bound';
  if (result !== DONE && !before) return otherwise(results, result, wire);
  // A "privacy number" that is one of the two it should hide must not be shown or printed.
  if (!middleNumber || !/^\+?\d[\d-]{4,}$/.test(middleNumber) || bound.some((one) => sameNumber(one, middleNumber))) return { kind: 'unknown', about: 'no middle number' };
  // The echo tells whose binding it is: one that was made for another parcel is no effect of this job.
  const isShared = before && customerData != null && customerData !== '' && customerData !== task.key;
  // When a binding that was found ends is not told. This job's own was bound no earlier than its first call, so it lasts at least so long; another's ends no later than one that was made now.
  const from = before && !isShared ? task.firstCalledAt : timestamp;
  const done = { kind: 'done', result: { kind: 'binding', number: middleNumber, until: from + BINDING_SECONDS * 1000, reference: middleNumber } } as const;
  return isShared ? { ...done, shared: true } : done;
}
