import { z } from 'zod';
import { COURIERS } from '../../../../src-shared/domain/couriers.ts';
import { redactPhones } from '../../../../src-shared/domain/phone.ts';
import { readWaybillNumber } from '../../../../src-shared/domain/waybill-number.ts';
import type { Outcome, Task } from '../../queue/task.ts';
import type { Posted } from '../adapter.ts';

/** What both conversion providers share: docs/conversion-contract.md. */
export function convertFields(task: Task): Record<string, string> | null {
  if (!task.target) return null;
  return {
    requestId: task.key,
    number: task.number,
    courier: task.courier,
    targetKind: task.target.kind,
    target: task.target.kind === 'segment' ? task.target.segment : task.target.courier,
    storeId: task.storeId,
  };
}

const answer = z.union([
  z.object({ code: z.literal('0'), number: z.string(), courier: z.enum(COURIERS), validFrom: z.number(), reference: z.string().min(1).max(128) }),
  z.object({ code: z.string().min(1).max(64).refine((code) => code !== '0') }),
]);

const REFUSALS: ReadonlyMap<string, 'platform' | 'merchant' | 'person'> = new Map<string, 'platform' | 'merchant' | 'person'>([
  ['BAD_SIGNATURE', 'platform'],
  ['BAD_APP', 'platform'],
  ['STALE', 'platform'],
  ['STORE_NOT_AUTHORISED', 'merchant'],
  ['NUMBER_REFUSED', 'person'],
]);

type Answered = Extract<Posted, { text: string }>;

/** Reads an answer of convert or find. One that cannot be read is unknown: the conversion may have happened. */
export function conversionOutcome({ text, retryAfter }: Answered, task: Task): Outcome {
  const read = answer.safeParse(parse(text));
  if (!read.success) return { kind: 'unknown', about: 'answer unreadable' };
  if ('number' in read.data) {
    const { number, courier, reference } = read.data;
    const reading = readWaybillNumber(number);
    // A "new number" that is no number, or is the old one, must not reach an order.
    if (reading.kind !== 'number' || reading.number === task.number) return { kind: 'unknown', about: 'new number unusable' };
    return { kind: 'done', result: { kind: 'conversion', number: reading.number, courier, reference } };
  }
  const { code } = read.data;
  if (code === 'NOT_FOUND') return { kind: 'absent' };
  if (code === 'LIMIT' || code === 'BUSY') return { kind: 'later', why: code === 'LIMIT' ? 'limited' : 'retry', after: retryAfter, about: code };
  if (code === 'BALANCE') return { kind: 'later', why: 'limited', after: retryAfter ?? 60_000, about: code };
  const act = REFUSALS.get(code);
  return act ? { kind: 'refused', act, about: code } : { kind: 'unknown', about: `code ${redactPhones(code).slice(0, 32)}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
