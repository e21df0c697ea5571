import { endedBinding, gatewayAnswer, type GatewayJob } from '../../../../src-shared/contract/gateway.ts';
import { problem } from '../../../../src-shared/contract/values.ts';
import { SERVICE_OF } from '../../../../src-shared/domain/work.ts';
import { TAKEN_ON, type Outcome, type Result, type Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, ask, codeAbout, credential, json, under, type Adapter, type Asked, type Wire } from '../adapter.ts';
import { usableConversion } from '../conversion/conversion.ts';
import { sameNumber } from '../mainland.ts';

/**
 * 网关: the account API itself does the service. It goes by its endpoint with the short-lived token of the entitlements, as
 * to any other provider, and not through the account client: a look-up must go to where the call went, with what was named
 * then, also after the provider was swapped or the session has ended, and an adapter that needs nothing but its wire can be
 * any service's. Source: src-shared/contract/gateway.ts.
 */
export const gateway: Adapter = { call: give, lookUp: find, asksByKey: true, renewsCredential: true, unbind };

const JOBS = 'v1/gateway/jobs';
const PAUSE = 60_000;
/** A privacy number that is bound for longer, ms, or until 0, has no end: nobody may have one. */
const LONGEST_BINDING = 366 * 86_400_000;

async function give(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'token');
  if (!secrets) return NO_CREDENTIAL;
  const asked = await ask(wire, {
    method: 'POST',
    url: under(wire, JOBS),
    headers: { ...headers(secrets), 'content-type': 'application/json', 'idempotency-key': encodeURI(task.key) },
    body: JSON.stringify(jobOf(task)),
  });
  return outcomeOf(task, wire, 'call', asked);
}

async function find(task: Task, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'token');
  if (!secrets) return NO_CREDENTIAL;
  const asked = await ask(wire, { method: 'GET', url: under(wire, `${JOBS}/${encodeURIComponent(task.key)}`), headers: headers(secrets), body: null });
  return outcomeOf(task, wire, 'look-up', asked);
}

/** The key is the binding's own: ending it twice is ending it once. */
async function unbind({ reference }: Extract<Result, { kind: 'binding' }>, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'token');
  if (!secrets) return NO_CREDENTIAL;
  const path = `v1/gateway/bindings/${encodeURIComponent(reference)}/end`;
  const asked = await ask(wire, { method: 'POST', url: under(wire, path), headers: { ...headers(secrets), 'content-type': 'application/json', 'idempotency-key': encodeURI(`unbind:${reference}`) }, body: '{}' });
  if ('outcome' in asked) return asked.outcome;
  const done: Outcome = { kind: 'done', result: { kind: 'reference', reference } };
  // There is none any more: that is what was wanted.
  if (asked.otherwise) return problem.safeParse(json(asked.text)).data?.code === 'no-such-binding' ? done : refusal(wire, 'call', asked, asked.otherwise);
  return endedBinding.safeParse(json(asked.text)).success ? done : { kind: 'unknown', about: 'answer unreadable' };
}

const headers = (secrets: Record<string, string>): Record<string, string> => ({ accept: 'application/json', authorization: `Bearer ${secrets['token']}` });

/** A conversion needs nobody's phone, so it gets none. */
function jobOf({ kind, number, courier, platform, storeId, orderNumber, target, phone, message }: Task): GatewayJob {
  const service = SERVICE_OF[kind];
  const reaches = service === 'sms' || service === 'privacy';
  return {
    kind, number, courier: told(courier), platform: told(platform), storeId: told(storeId), orderNumber: told(orderNumber), target,
    phone: reaches ? phone : null, message: message && { ...message, values: [...message.values] },
  };
}

/** Work without an order has empty words where an order's would be. */
const told = <T extends string>(word: T): T | null => (word === '' ? null : word);

type Purpose = 'call' | 'look-up';
type Refused = Exclude<Asked, { outcome: Outcome }>;

function outcomeOf(task: Task, wire: Wire, purpose: Purpose, asked: Asked): Outcome {
  if ('outcome' in asked) return asked.outcome;
  if (asked.otherwise) return refusal(wire, purpose, asked, asked.otherwise);
  const read = gatewayAnswer.safeParse(json(asked.text));
  if (!read.success) return { kind: 'unknown', about: 'answer unreadable' };
  if (read.data.state === 'pending') return { kind: 'unknown', about: TAKEN_ON };
  // It was taken on and not done, nor will it be, whether a call or a look-up is told so.
  if (read.data.state === 'refused') return { kind: 'refused', act: read.data.act, about: codeAbout(wire, read.data.code), ofTheWork: true };
  const { result } = read.data;
  const service = SERVICE_OF[task.kind];
  const wanted = service === 'privacy' ? 'binding' : service === 'sync' || service === 'trace' ? 'conversion' : 'reference';
  if (result.kind !== wanted) return { kind: 'unknown', about: 'another result' };
  if (result.kind === 'conversion') {
    const usable = usableConversion(task, result, wire.now());
    return usable ? { kind: 'done', result: usable } : { kind: 'unknown', about: 'new number unusable' };
  }
  // A "privacy number" that is the very one it should hide must not be shown or printed.
  if (result.kind === 'binding' && (!/^\+?\d[\d-]{4,}$/.test(result.number) || sameNumber(result.number, task.phone))) return { kind: 'unknown', about: 'no middle number' };
  if (result.kind === 'binding' && (result.until <= 0 || result.until > wire.now() + LONGEST_BINDING)) return { kind: 'unknown', about: 'no end of the binding' };
  return { kind: 'done', result };
}

/** Problem codes and who must act; a 409, 410 or 422 of any other code is for a person (account-api.md). */
const ACTS: Readonly<Record<string, 'platform' | 'merchant'>> = {
  'store-not-authorised': 'merchant',
  schema: 'platform',
  'idempotency-key-missing': 'platform',
};

function refusal(wire: Wire, purpose: Purpose, { text, retryAfter }: Refused, otherwise: Outcome): Outcome {
  const read = problem.safeParse(json(text));
  if (!read.success || otherwise.kind !== 'refused') return otherwise;
  const { status, code } = read.data;
  const about = codeAbout(wire, code);
  // The token has run out: the next entitlements bring another one, within a minute. Until then all are refused.
  if (status === 401) return { kind: 'later', why: 'refused', after: retryAfter, about };
  // The service stops and its jobs wait.
  if (status === 403 && code !== 'store-not-authorised') return { kind: 'later', why: 'stopped', after: retryAfter ?? PAUSE, about };
  if (code === 'no-such-job' && purpose === 'look-up') return { kind: 'absent' };
  // It was done under this key with something else in it, a phone that has changed since: asking tells what.
  if (code === 'idempotency-conflict') return { kind: 'unknown', about };
  const act = Object.hasOwn(ACTS, code) ? ACTS[code] : undefined;
  if (act) return { kind: 'refused', act, about };
  return [409, 410, 422].includes(status) ? { kind: 'refused', act: 'person', about } : otherwise;
}
