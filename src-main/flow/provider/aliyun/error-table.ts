import type { Outcome } from '../../queue/task.ts';
import type { Answered } from './rpc.ts';

export type Means = Outcome | ((answer: Answered) => Outcome);
export type ErrorTable = ReadonlyMap<string, Means>;
type Act = Extract<Outcome, { kind: 'refused' }>['act'];

export const refused = (act: Act, ...codes: readonly string[]): (readonly [string, Means])[] => codes.map((code) => [code, { kind: 'refused', act, about: code }]);

/** It is not this call that is wrong: the key, the account or the pool is, and whatever is called now would be told the same. */
export const refusedOfAll = (...codes: readonly string[]): (readonly [string, Means])[] => codes.map((code) => [code, { kind: 'refused', act: 'platform', about: code, ofAll: true }]);

/** The provider's own account stands still, or a limit of all its work: the service rests for `rest` ms, or as long as it says. */
export const rests = (rest: number | null, ...codes: readonly string[]): (readonly [string, Means])[] =>
  codes.map((code) => [code, ({ retryAfter }) => ({ kind: 'later', why: 'limited', after: retryAfter ?? rest, about: code })]);

/** This one alone is to be tried again. */
export const retries = (...codes: readonly string[]): (readonly [string, Means])[] => codes.map((code) => [code, ({ retryAfter }) => ({ kind: 'later', why: 'retry', after: retryAfter, about: code })]);

/** What a code that is not `OK` means; one that no document has may come after the effect. */
export function errorOutcome(table: ErrorTable, answer: Answered): Outcome {
  const means = table.get(answer.code);
  if (means) return typeof means === 'function' ? means(answer) : means;
  // Only what looks like a code of Aliyun's is told: anything else could be anybody's phone or key.
  return { kind: 'unknown', about: /^is[pv]\.[A-Z_]{1,40}$/.test(answer.code) ? `code ${answer.code}` : 'code unreadable' };
}
