import { z } from 'zod';
import type { Outcome } from '../../queue/task.ts';
import type { Wire } from '../adapter.ts';
import { fromChinaTime } from '../aliyun/china-time.ts';
import { errorOutcome } from '../aliyun/error-table.ts';
import { rpc, type AccessKey } from '../aliyun/rpc.ts';
import { sameNumber } from '../mainland.ts';
import { PLS_ERRORS } from './errors.ts';

/** What ends a binding. Some of Aliyun's interfaces write an id as a number, of which only a safe one has kept all its digits; null is none. */
export const subsId = z.union([z.string(), z.int()]).transform(String).pipe(z.string().min(1).max(64));
const ids = z.object({ SubsId: z.string().max(4000).optional() });
const detail = z.object({
  SecretBindDetailDTO: z.object({ Status: z.number(), PhoneNoA: z.string(), PhoneNoB: z.string(), ExpireDate: z.string(), SubsId: subsId, GmtCreate: z.string().nullish() }),
});
const BOUND = 1;
/** A number with more bindings than that is no number of a pool of ours. */
const BINDINGS_AT_MOST = 20;

export type Pair = { readonly a: string; readonly b: string; readonly since: number };

/** The two clocks may differ by so much, ms. */
const SLACK = 60_000;

/**
 * Whether a number of the pool hides this pair now: `done` with the binding, `absent` where it does not. Its OutId is not
 * told: one that was bound before `since` (UTC ms), the job's first call, is another parcel's, and shared. QuerySubsId
 * names a number's bindings, QuerySubscriptionDetail tells one of them. Source: help.aliyun.com/document_detail/400494.htm
 * and 110262.htm.
 */
export async function bindingOn(number: string, { a, b, since }: Pair, poolKey: string, wire: Wire, key: AccessKey): Promise<Outcome> {
  const named = await rpc(wire, key, 'QuerySubsId', { PoolKey: poolKey, PhoneNoX: number });
  if ('outcome' in named) return named.outcome;
  // A number must be free before it leaves the pool.
  if (named.code === NO_BINDING || named.code === 'isv.NO_NOT_EXIST') return { kind: 'absent' };
  if (named.code !== 'OK') return errorOutcome(PLS_ERRORS, named);
  const list = ids.safeParse(named.body).data?.SubsId?.split(',').filter((id) => id !== '') ?? null;
  if (list === null || list.length > BINDINGS_AT_MOST) return { kind: 'unknown', about: 'bindings unreadable' };
  for (const id of list) {
    const told = await rpc(wire, key, 'QuerySubscriptionDetail', { PoolKey: poolKey, SubsId: id, PhoneNoX: number });
    if ('outcome' in told) return told.outcome;
    // It has ended between the two questions.
    if (told.code === NO_BINDING) continue;
    if (told.code !== 'OK') return errorOutcome(PLS_ERRORS, told);
    const read = detail.safeParse(told.body).data?.SecretBindDetailDTO;
    const until = read ? fromChinaTime(read.ExpireDate) : null;
    if (!read || until === null) return { kind: 'unknown', about: 'binding unreadable' };
    const isOurs = read.Status === BOUND && until > wire.now() && sameNumber(read.PhoneNoA, a) && sameNumber(read.PhoneNoB, b);
    if (!isOurs) continue;
    const created = fromChinaTime(read.GmtCreate ?? '');
    const done = { kind: 'done', result: { kind: 'binding', number, until, reference: read.SubsId } } as const;
    return created !== null && created < since - SLACK ? { ...done, shared: true } : done;
  }
  return { kind: 'absent' };
}

export const NO_BINDING = 'isv.SUBS_NOT_EXIST';
