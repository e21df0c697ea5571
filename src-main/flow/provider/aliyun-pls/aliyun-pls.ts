import { z } from 'zod';
import { NOBODY_TO_ASK } from '../../queue/doubt.ts';
import type { Outcome, Result, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, NO_SETTINGS, credential, settings, type Adapter, type Wire } from '../adapter.ts';
import { chinaTime } from '../aliyun/china-time.ts';
import { errorOutcome } from '../aliyun/error-table.ts';
import { rpc, type AccessKey, type Answered } from '../aliyun/rpc.ts';
import { sameNumber } from '../mainland.ts';
import { ASKED, numbersFor } from '../pool.ts';
import { NO_BINDING, bindingOn, subsId, type Pair } from './bindings-of.ts';
import { PLS_ERRORS } from './errors.ts';

/** So many numbers are tried for one parcel. */
const TRIES = 5;
/** A binding ends by itself: 30 days cover delivery and a return. */
const BINDING_MS = 30 * 24 * 3_600_000;

/**
 * Aliyun privacy number (PLS 2017-05-25): AXB, where A is the recipient, B the store's contact and X the number that hides
 * A. There is no idempotency key, and a binding is only found by its X. So where the settings name the pool's numbers,
 * the X is chosen here: then a lost binding can be asked about, and a repeated one is refused as bound already. Without
 * them Aliyun picks, and of a lost binding nobody but a person can find out.
 */
export const aliyunPls: Adapter = { call: bind, lookUp: ask, unbind };

const pool = z.object({ poolKey: z.string().min(1).max(64), numbers: z.array(z.string().regex(/^\d{5,16}$/)).max(2_000).default([]) });
const bound = z.object({ SecretBindDTO: z.object({ SecretNo: z.string().regex(/^\+?\d[\d-]{4,18}$/), SubsId: subsId }) });

type Given = { readonly key: AccessKey; readonly pair: Pair; readonly poolKey: string; readonly numbers: readonly string[] };

function given(task: Task, wire: Wire, most: number): Given | Outcome {
  const found = credential(wire, 'accessKeyId', 'accessKeySecret', 'contact') as (AccessKey & { contact: string }) | null;
  if (!found) return NO_CREDENTIAL;
  const set = settings(wire, pool);
  if (!set) return NO_SETTINGS;
  if (task.phone === '') return { kind: 'refused', act: 'person', about: 'no phone' };
  return { key: found, pair: { a: task.phone, b: found.contact, since: task.firstCalledAt }, poolKey: set.poolKey, numbers: numbersFor(task.key, set.numbers, most) };
}

async function bind(task: Task, wire: Wire): Promise<Outcome> {
  const use = given(task, wire, TRIES);
  if ('kind' in use) return use;
  const { key, pair, poolKey, numbers } = use;
  const until = Math.floor((wire.now() + BINDING_MS) / 1000) * 1000;
  const fields = { PoolKey: poolKey, PhoneNoA: pair.a, PhoneNoB: pair.b, Expiration: chinaTime(until), OutId: task.key };
  if (numbers.length === 0) {
    const answer = await rpc(wire, key, 'BindAxb', fields);
    return 'outcome' in answer ? answer.outcome : bindingOutcome(answer, pair, until);
  }
  for (const number of numbers) {
    const answer = await rpc(wire, key, 'BindAxb', { ...fields, PhoneNoX: number });
    if ('outcome' in answer) return answer.outcome;
    if (answer.code !== CONFLICT) return bindingOutcome(answer, pair, until);
    // Either this very pair is bound to it already, or the number is somebody else's at the moment.
    const found = await bindingOn(number, pair, poolKey, wire, key);
    if (found.kind !== 'absent') return found;
  }
  return { kind: 'later', why: 'retry', after: FULL_POOL, about: 'its numbers are taken' };
}

const CONFLICT = 'isv.BIND_CONFLICT';
const FULL_POOL = 600_000;

function bindingOutcome(answer: Answered, { a, b }: Pair, until: number): Outcome {
  if (answer.code !== 'OK') return errorOutcome(PLS_ERRORS, answer);
  const read = bound.safeParse(answer.body).data?.SecretBindDTO;
  // A "privacy number" that is one of the two it should hide must not be shown or printed.
  if (!read || [a, b].some((one) => sameNumber(one, read.SecretNo))) return { kind: 'unknown', about: 'no secret number' };
  return { kind: 'done', result: { kind: 'binding', number: read.SecretNo, until, reference: read.SubsId } };
}

async function ask(task: Task, wire: Wire): Promise<Outcome> {
  const use = given(task, wire, ASKED);
  if ('kind' in use) return use;
  for (const number of use.numbers) {
    const found = await bindingOn(number, use.pair, use.poolKey, wire, use.key);
    // Another parcel's says nothing of what became of this one's call.
    if (found.kind !== 'absent' && !(found.kind === 'done' && found.shared)) return found;
  }
  // Nor does anything keep a repeat from binding a second one: a person has to confirm it.
  return use.numbers.length === 0 ? { kind: 'unknown', about: NOBODY_TO_ASK } : { kind: 'absent' };
}

async function unbind({ number, reference }: Extract<Result, { kind: 'binding' }>, wire: Wire): Promise<Outcome> {
  const key = credential(wire, 'accessKeyId', 'accessKeySecret') as AccessKey | null;
  if (!key) return NO_CREDENTIAL;
  const set = settings(wire, pool);
  if (!set) return NO_SETTINGS;
  const answer = await rpc(wire, key, 'UnbindSubscription', { PoolKey: set.poolKey, SubsId: reference, SecretNo: number });
  if ('outcome' in answer) return answer.outcome;
  return answer.code === 'OK' || answer.code === NO_BINDING ? { kind: 'done', result: { kind: 'reference', reference } } : errorOutcome(PLS_ERRORS, answer);
}
