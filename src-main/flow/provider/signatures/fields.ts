import { z } from 'zod';
import type { Params } from './params.ts';

// The fields of requests. A message completes the sentence that begins with the field's name, and never has its value:
// it may be a secret.

const problem = (wanted: string) => ({ error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is missing' : wanted) });

/** Half of a surrogate pair has no UTF-8, so nothing can be signed over it. */
const isText = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Text, signed as it is; '' is text too. */
export const text = z.string(problem('must be text')).refine(isText, 'must be well-formed text');

/** Text without which the request makes no sense. */
export const word = text.min(1, 'is empty');

const timestamp = (unit: string, digits: RegExp) => {
  const wanted = `must be whole ${unit} since 1970, as a number or as digits`;
  return z.union([z.number(), z.string()], problem(wanted)).refine((value) => digits.test(String(value)), wanted);
};
/** Up to the year 9999 (the day is made of it), so that milliseconds don't pass for seconds. */
export const seconds = timestamp('seconds', /^\d{1,11}$/);
export const milliseconds = timestamp('milliseconds', /^\d{1,16}$/);

export const headers = z.custom<Record<string, string>>(
  (value) => isObject(value) && Object.entries(value).every((pair) => pair.every((part) => typeof part === 'string' && isText(part))),
  problem('must be an object of texts'),
);

/** z.record passes over a name like `__proto__`, and what is sent must be signed. */
export const params = z.custom<Params>((value) => isObject(value) && isParam(value, 0), problem('must be an object of texts, exact numbers, booleans, lists and objects'));
export const query = z.union([params, text], problem('must be an object of parameters, or the text of a query'));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const DEEPEST = 32;

function isParam(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return isExact(value);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  return depth < DEEPEST && Object.entries(value).every(([name, item]) => isText(name) && isParam(item, depth + 1));
}

/** A number beyond 2^53 has lost digits when JSON was read, and 1e-7 is written in several ways: such ones come as text. */
const isExact = (value: number): boolean => Math.abs(value) <= Number.MAX_SAFE_INTEGER && !String(value).includes('e');
