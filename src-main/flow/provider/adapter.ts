import { z } from 'zod';
import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Unsafe } from '../../../src-shared/errors/codes.ts';
import type { Outgoing, Send, Sent } from '../../egress/egress.ts';
import type { Outcome, Result, Task } from '../queue/task.ts';

/** What an adapter may use beside the task: its configuration, the one door out, and server time. */
export type Wire = { readonly provider: Provider; readonly send: Send; readonly now: () => number };

/** One provider: how to ask for a task, and how to ask whether it was done. Both are total: every answer is an outcome. */
export type Adapter = {
  readonly call: (task: Task, wire: Wire) => Promise<Outcome>;
  readonly lookUp: (task: Task, wire: Wire) => Promise<Outcome>;
  /** Asking is calling again: harmless where it happened, an effect where it did not. It needs its money like a call. */
  readonly asksByRepeating?: true;
  /** Its credential is a short-lived token, another one in each answer of the account API: work that was refused was not refused for that. */
  readonly renewsCredential?: true;
  /** Work is found by its key alone, whatever was in the call, and under one key there is one effect. */
  readonly asksByKey?: true;
  /**
   * Privacy numbers only: ends a binding before its time; `phone` is its A. Harmless to repeat, so it is also how an unknown one
   * is asked about. A binding that is not there (any more) is `done`: that is what was wanted. Not where `phone` or the contact may be another than
   * was bound (`isOfThese` false) and it is looked for by them. Free.
   */
  readonly unbind?: (binding: Extract<Result, { kind: 'binding' }>, wire: Wire, phone: string, isOfThese: boolean) => Promise<Outcome>;
};

/** ms until it is tried again: a person has to do something first. */
const UNSAFE_AGAIN = 60_000;
export const unsafe = (code: Unsafe, about: string): Outcome => ({ kind: 'later', why: 'unsafe', code, after: UNSAFE_AGAIN, about });

/** ms until it is tried again with another time in it. */
const STALE_AGAIN = 60_000;
/** The provider's clock and ours are too far apart: nothing of it was done, and nothing else will be, until one of them is right. */
export const stale = (about: string): Outcome => ({ kind: 'later', why: 'clock', after: STALE_AGAIN, about });

/** Who is asking, or where, is wrong; any other 4xx may be of what was asked. */
const OF_ALL: readonly number[] = [401, 403, 404];

/**
 * What any HTTP answer means before its content is read; null where the content decides. A server's 5xx may come
 * after the effect, so it is unknown; a 4xx is a refusal by its own definition (RFC 9110, 15.5). A 425 was not looked at and may come again (RFC 8470, 5.2).
 * A 307 or 308 wants the same request somewhere else and has done nothing of it; any other 3xx may name the page that comes after the effect, as a 303 does (15.4).
 */
function transportOutcome(sent: Sent): Outcome | null {
  if (sent.kind === 'not-sent') return sent.code ? unsafe(sent.code, sent.about) : { kind: 'later', why: 'offline', after: null, about: sent.about };
  if (sent.kind === 'lost') return { kind: 'unknown', about: sent.about };
  const { status } = sent;
  if (status === 429) return { kind: 'later', why: 'limited', after: sent.retryAfter, about: 'HTTP 429' };
  if (status === 425) return { kind: 'later', why: 'retry', after: sent.retryAfter, about: 'HTTP 425' };
  if (status >= 500 || status === 408) return { kind: 'unknown', about: `HTTP ${status}` };
  if (status >= 300 && status < 400 && status !== 307 && status !== 308) return { kind: 'unknown', about: `HTTP ${status}` };
  if (OF_ALL.includes(status)) return { kind: 'refused', act: 'platform', about: `HTTP ${status}`, ofAll: true };
  if (status < 200 || status >= 300) return { kind: 'refused', act: 'platform', about: `HTTP ${status}` };
  return null;
}

/** A 2xx answer, or the outcome that the transport alone decides, with what a 4xx says: some vendors name their reason there. */
export type Posted = { readonly text: string; readonly retryAfter: number | null } | { readonly outcome: Outcome; readonly refusal: string | null; readonly retryAfter: number | null };
export async function post(wire: Wire, url: string, headers: Record<string, string>, body: string): Promise<Posted> {
  const asked = await ask(wire, { method: 'POST', url, headers, body });
  if ('outcome' in asked) return { outcome: asked.outcome, refusal: null, retryAfter: null };
  const { status, text, retryAfter, otherwise } = asked;
  return otherwise ? { outcome: otherwise, refusal: status >= 400 && status < 500 ? text : null, retryAfter } : { text, retryAfter };
}

/**
 * Any answer at all, for a vendor whose refusals are a 4xx or a 5xx with a code in the body: `otherwise` is what the status
 * alone means, null for a 2xx, and decides where the body can't be read. Nothing but an outcome where there was no answer.
 */
export type Asked = { readonly status: number; readonly text: string; readonly retryAfter: number | null; readonly otherwise: Outcome | null } | { readonly outcome: Outcome };
export async function ask(wire: Wire, outgoing: Outgoing): Promise<Asked> {
  const sent = await wire.send(outgoing);
  const outcome = transportOutcome(sent);
  if (sent.kind === 'answer') return { status: sent.status, text: sent.text, retryAfter: sent.retryAfter, otherwise: outcome };
  return { outcome: outcome ?? { kind: 'unknown', about: sent.about } };
}

/** What a vendor's code means. How long that lasts, the Retry-After of its answer says best. */
export const notBefore = (outcome: Outcome, retryAfter: number | null): Outcome => (outcome.kind === 'later' ? { ...outcome, after: retryAfter ?? outcome.after } : outcome);

/** The JSON of an answer; undefined where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A path under the endpoint, as settings may name one. */
export const pathBelow = z.string().max(200).regex(/^[\w./-]+$/).refine((text) => !text.split('/').includes('..'), 'leaves the endpoint');

/** An address under the provider's endpoint, whether that ends in a slash or not. */
export const under = (wire: Wire, path: string): string => `${wire.provider.endpoint.replace(/\/+$/, '')}/${path}`;

/**
 * What is told of a code that no table has. A vendor's "code" can be any text at all: only what looks like one is told, and
 * nothing in which a phone number or a credential could hide.
 */
export function codeAbout({ provider }: Wire, code: string): string {
  const tellable = /^[\w.-]{1,48}$/.test(code) && !/\d{9}/.test(code) && !Object.values(provider.credential).some((secret) => secret !== '' && code.includes(secret));
  return tellable ? `code ${code}` : 'code unreadable';
}

/** A credential the account API named, or null: then nobody but the platform can help. */
export function credential(wire: Wire, ...names: readonly string[]): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = wire.provider.credential[name];
    if (value === undefined || value === '') return null;
    found[name] = value;
  }
  return found;
}

/** What the kind lets be configured, or null where the account API has not said it: then, too, only the platform can help. */
export function settings<S extends z.ZodType>(wire: Wire, schema: S): z.output<S> | null {
  return schema.safeParse(wire.provider.settings ?? {}).data ?? null;
}

export const NO_SETTINGS: Outcome = { kind: 'refused', act: 'platform', about: 'settings missing' };
export const NO_CREDENTIAL: Outcome = { kind: 'refused', act: 'platform', about: 'credential missing' };
