import { z } from 'zod';
import type { Outcome, Result, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, credential, type Adapter, type Wire } from '../adapter.ts';
import { mainland } from '../mainland.ts';
import { ASKED, numbersFor } from '../pool.ts';
import { request, type Answer, type Heard } from './wire.ts';

/**
 * 华为云隐私保护通话 (PrivateNumber), AXB: A is the recipient, B the store's contact, X hides both. A lost bind can only be
 * asked about by its X, so X is chosen here, from the numbers that the settings name, in an order made of the job's key:
 * the same on every attempt, whatever joins the pool. Asking is a query and binds nothing.
 * Source: support.huaweicloud.com/api-PrivateNumber, privatenumber_02_0002 (bind), _0003 (unbind), _0005 (query).
 */
export const huaweiAxb: Adapter = { call: bind, lookUp: find, unbind };

/** A binding ends by itself; 0 would mean never. 30 days cover delivery and a return (the vendor allows 60 s to 90 days). */
const BINDING_SECONDS = 30 * 24 * 3600;
/** So many X are tried for one job. The same B on one X can be bound to one A only, so a number in use is nothing unusual. */
const TRIES = 10;
const POOL_EXHAUSTED: Outcome = { kind: 'later', why: 'retry', after: 10 * 60_000, about: 'no free number' };

const settings = z.object({ numbers: z.array(z.string().regex(/^\+86\d{8,12}$/)).min(1).max(5000) });

type Parties = { readonly secrets: Record<string, string>; readonly callerNum: string; readonly calleeNum: string; readonly numbers: readonly string[] };

async function bind(task: Task, wire: Wire): Promise<Outcome> {
  const parties = partiesOf(task, wire, TRIES);
  if ('outcome' in parties) return parties.outcome;
  for (const relationNum of parties.numbers) {
    const outcome = await bindTo(relationNum, task, wire, parties);
    if (outcome) return outcome;
  }
  return POOL_EXHAUSTED;
}

/** Null where this X has no room for the two: the next one is tried. */
async function bindTo(relationNum: string, task: Task, wire: Wire, parties: Parties): Promise<Outcome | null> {
  const { secrets, callerNum, calleeNum } = parties;
  const body = { relationNum, callerNum, calleeNum, duration: BINDING_SECONDS, recordFlag: 'false', userData: task.key };
  const post = (): Promise<Heard> => request(wire, secrets, 'POST', {}, body);
  const first = await post();
  if (!('told' in first) || first.told !== 'again') return meantBy(first, relationNum, task, wire, parties, false);
  const outcome = await meantBy(await post(), relationNum, task, wire, parties, true);
  // The first may have bound it, whatever keeps the second from being answered.
  return outcome?.kind === 'later' || outcome?.kind === 'refused' ? { kind: 'unknown', about: outcome.about } : outcome;
}

/** `sentBefore`: this is the answer to the same bind sent once more. */
async function meantBy(heard: Heard, relationNum: string, task: Task, wire: Wire, parties: Parties, sentBefore: boolean): Promise<Outcome | null> {
  if ('outcome' in heard) return heard.outcome;
  const { told, answer } = heard;
  if (typeof told === 'object') return told;
  switch (told) {
    case 'done': {
      if (!answer.subscriptionId || (answer.relationNum ?? relationNum) !== relationNum) return { kind: 'unknown', about: 'no subscription' };
      return bound(relationNum, answer.subscriptionId, wire.now());
    }
    // The one before may have taken the last place.
    case 'full': return sentBefore ? adopted(await queried(relationNum, task, wire, parties, true)) : null;
    // Perhaps it is this very bind, sent before. Without an echo only one that was sent twice can be.
    case 'bound': return adopted(await queried(relationNum, task, wire, parties, sentBefore));
    case 'again': return { kind: 'unknown', about: 'code 1023002 twice' };
    case 'none': return { kind: 'unknown', about: 'code of a query' };
  }
}

async function find(task: Task, wire: Wire): Promise<Outcome> {
  const parties = partiesOf(task, wire, ASKED);
  if ('outcome' in parties) return parties.outcome;
  for (const relationNum of parties.numbers) {
    const outcome = adopted(await queried(relationNum, task, wire, parties, true));
    if (outcome) return outcome;
  }
  return { kind: 'absent' };
}

const adopted = (outcome: Outcome): Outcome | null => (outcome.kind === 'absent' ? null : outcome);

/** Whether X binds the two for this job. Absent where it does not, or does for another job: that one's binding ends with that one. `sentBefore`: one without an echo is this job's. */
async function queried(relationNum: string, task: Task, wire: Wire, { secrets, callerNum, calleeNum }: Omit<Parties, 'numbers'>, sentBefore: boolean): Promise<Outcome> {
  const heard = await request(wire, secrets, 'GET', { relationNum, callerNum, calleeNum }, null);
  if ('outcome' in heard) return heard.outcome;
  const { told, answer } = heard;
  if (typeof told === 'object') return told;
  if (told === 'none') return { kind: 'absent' };
  if (told !== 'done' || !answer.relationNumList) return { kind: 'unknown', about: 'answer unreadable' };
  const found = answer.relationNumList.find((one) => isIt(one, { relationNum, callerNum, calleeNum }) && (one.userData ?? (sentBefore ? task.key : '')) === task.key);
  // It was bound no earlier than the first call, so it lasts at least so long.
  return found ? bound(relationNum, found.subscriptionId, task.firstCalledAt) : { kind: 'absent' };
}

function isIt(one: NonNullable<Answer['relationNumList']>[number], wanted: { readonly relationNum: string; readonly callerNum: string; readonly calleeNum: string }): boolean {
  return one.relationNum === wanted.relationNum && one.callerNum === wanted.callerNum && one.calleeNum === wanted.calleeNum;
}

const bound = (relationNum: string, reference: string, from: number): Outcome => ({
  kind: 'done',
  // A domestic caller dials it without the country.
  result: { kind: 'binding', number: relationNum.replace(/^\+86/, ''), until: from + BINDING_SECONDS * 1000, reference },
});

type Binding = Extract<Result, { kind: 'binding' }>;
async function unbind({ reference }: Pick<Binding, 'reference'>, wire: Wire): Promise<Outcome> {
  const secrets = credential(wire, 'appKey', 'appSecret');
  if (!secrets) return NO_CREDENTIAL;
  const end = (): Promise<Heard> => request(wire, secrets, 'DELETE', { subscriptionId: reference }, null);
  let heard = await end();
  if ('told' in heard && heard.told === 'again') heard = await end();
  if ('outcome' in heard) return heard.outcome;
  if (typeof heard.told === 'object') return heard.told;
  return heard.told === 'done' || heard.told === 'none' ? { kind: 'done', result: { kind: 'reference', reference } } : { kind: 'unknown', about: 'code of a bind' };
}

function partiesOf(task: Task, wire: Wire, most: number): Parties | { readonly outcome: Outcome } {
  const secrets = credential(wire, 'appKey', 'appSecret', 'contact');
  if (!secrets) return { outcome: NO_CREDENTIAL };
  const calleeNum = mainland(secrets['contact'] as string);
  if (!calleeNum) return { outcome: { kind: 'refused', act: 'platform', about: 'contact: no mobile number' } };
  const pool = settings.safeParse(wire.provider.settings);
  if (!pool.success) return { outcome: { kind: 'refused', act: 'platform', about: 'settings.numbers: no numbers' } };
  const callerNum = mainland(task.phone);
  if (!callerNum) return { outcome: { kind: 'refused', act: 'person', about: 'no phone' } };
  return { secrets, callerNum, calleeNum, numbers: numbersFor(task.key, pool.data.numbers, most) };
}
