import { COURIERS, type Courier } from '../../../../src-shared/domain/couriers.ts';
import { readWaybillNumber } from '../../../../src-shared/domain/waybill-number.ts';
import type { Outcome, Result, Task } from '../../queue/task.ts';
import { NO_CREDENTIAL, codeAbout, credential, json, post, stale, under, type Adapter, type Posted, type Wire } from '../adapter.ts';
import { configured, type Configuration, type Meaning } from './configuration.ts';
import { requestOf } from './request.ts';

/** A conversion provider of this wire, unless its settings say otherwise. It de-duplicates by request id and can be asked. */
export function conversionAdapter(standard: Configuration): Adapter {
  return {
    call: (task, wire) => converse(standard, 'convert', task, wire),
    lookUp: (task, wire) => converse(standard, 'find', task, wire),
  };
}

type What = 'convert' | 'find';

async function converse(standard: Configuration, what: What, task: Task, wire: Wire): Promise<Outcome> {
  const configuration = configured(standard, wire.provider.settings);
  if ('wrong' in configuration) return { kind: 'refused', act: 'platform', about: configuration.wrong };
  const { use } = configuration;
  const secrets = credential(wire, use.credential.app, use.credential.secret);
  if (!secrets) return NO_CREDENTIAL;
  const fields = what === 'find' ? { [use.fields.requestId]: task.key } : convertFields(use, task);
  if (!fields) return { kind: 'refused', act: 'person', about: 'no target' };
  const app = secrets[use.credential.app] as string;
  const secret = secrets[use.credential.secret] as string;
  const { headers, body } = requestOf(use, { app, secret }, wire.now(), fields);
  const answer = await post(wire, under(wire, use.paths[what]), headers, body);
  return 'outcome' in answer ? answer.outcome : conversionOutcome(use, what, answer, task, wire);
}

function convertFields({ fields, targetKinds, couriers }: Configuration, { key, number, courier, target, storeId }: Task): Record<string, string> | null {
  if (!target) return null;
  const theirs = (ours: Courier): string => couriers[ours] ?? ours;
  return {
    [fields.requestId]: key,
    [fields.number]: number,
    [fields.courier]: theirs(courier),
    [fields.targetKind]: targetKinds[target.kind],
    [fields.target]: target.kind === 'segment' ? target.segment : theirs(target.courier),
    [fields.storeId]: storeId,
  };
}

type Answered = Extract<Posted, { text: string }>;

/** Reads an answer of convert or find. One that cannot be read is unknown: the conversion may have happened. */
function conversionOutcome(use: Configuration, what: What, { text, retryAfter }: Answered, task: Task, wire: Wire): Outcome {
  const read = json(text);
  const code = valueAt(read, use.answer.code);
  if (code === use.answer.done) return converted(use, read, task, wire.now());
  if (typeof code !== typeof use.answer.done || String(code).length > 64 || code === '') return { kind: 'unknown', about: 'answer unreadable' };
  const means = Object.hasOwn(use.errors, String(code)) ? use.errors[String(code)] : undefined;
  return means ? meant(means, what, String(code), retryAfter) : { kind: 'unknown', about: codeAbout(wire, String(code)) };
}

function meant(means: Meaning, what: What, about: string, retryAfter: number | null): Outcome {
  switch (means) {
    // No convert proves what a question does: the parcel is not known there, and the same call would be told so all day.
    case 'absent': return what === 'find' ? { kind: 'absent' } : { kind: 'refused', act: 'person', about };
    case 'limited': return { kind: 'later', why: 'limited', after: retryAfter, about };
    case 'busy': return { kind: 'later', why: 'retry', after: retryAfter, about };
    case 'balance': return { kind: 'later', why: 'limited', after: retryAfter ?? 60_000, about };
    case 'clock': return stale(about);
    case 'platform': return { kind: 'refused', act: means, about, ofAll: true };
    default: return { kind: 'refused', act: means, about };
  }
}

function converted({ answer, couriers, timestamp }: Configuration, read: unknown, task: Task, now: number): Outcome {
  const theirs = valueAt(read, answer.courier);
  const from = valueAt(read, answer.validFrom);
  const courier = COURIERS.find((ours) => (couriers[ours] ?? ours) === theirs);
  const result = courier && usableConversion(task, { number: valueAt(read, answer.number), courier, reference: valueAt(read, answer.reference), validFrom: from == null ? undefined : (typeof from === 'number' ? from : Number.NaN) * (timestamp === 's' ? 1000 : 1) }, now);
  return result ? { kind: 'done', result } : { kind: 'unknown', about: 'new number unusable' };
}

/** Later than this, ms, is no time but a mistake, another unit for one. */
const LATEST = 30 * 86_400_000;

type Told = { readonly number: unknown; readonly courier: Courier; readonly reference: unknown; readonly validFrom?: number | undefined };
/**
 * A "new number" that is no number, is the old one, is another courier's than was asked for, or is valid nobody knows when, must not reach an order: null. Valid from a whole ms on.
 * `now`: UTC ms.
 */
export function usableConversion(task: Task, { number, courier, reference, validFrom: from }: Told, now: number): Result | null {
  const validFrom = from === undefined ? undefined : Math.ceil(from);
  if (typeof number !== 'string' || typeof reference !== 'string' || reference === '' || reference.length > 128 || !((validFrom ?? now) <= now + LATEST)) return null;
  if (courier !== (task.target?.kind === 'courier' ? task.target.courier : task.courier)) return null;
  const reading = readWaybillNumber(number);
  return reading.kind === 'number' && reading.number !== task.number ? { kind: 'conversion', number: reading.number, courier, reference, ...(validFrom !== undefined && validFrom > now ? { validFrom } : {}) } : null;
}

/** What is at a place of the answer; undefined where there is none. An object's inherited names are no place. */
function valueAt(answer: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((value, name) => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined), answer);
}
