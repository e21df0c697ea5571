import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CALLS, type AnswerOf, type CallName, type RequestOf } from '../../src-shared/contract/calls.ts';
import { problem } from '../../src-shared/contract/values.ts';
import type { Send, Sent } from '../egress/egress.ts';
import { CallFailed, PROBLEMS } from './call-failed.ts';
import type { Tokens } from './tokens.ts';

export type CallOptions = {
  /** Values of the path's `:name` parts. */
  readonly params?: Readonly<Record<string, string>>;
  /** The Idempotency-Key of a POST: the same for every repeat of the same request. A fresh one where none is given. */
  readonly key?: string;
};

export type AccountClient = {
  /** Throws CallFailed. A 401 refreshes the tokens once; a second one ends the session. */
  call<N extends CallName>(name: N, request: RequestOf<N>, options?: CallOptions): Promise<AnswerOf<N>>;
};

export type ClientParts = {
  /** Origin of the account API; null while nobody has named one. */
  readonly origin: () => string | null;
  readonly send: Send;
  readonly tokens: Tokens;
  /** Called with the `Date` of each answer and how many ms it took: what the clock goes by. */
  readonly heard: (date: number, took: number) => void;
  /** Called with every failure to reach the API and every answer: what the header's 在线/离线 goes by. */
  readonly reached: (yes: boolean) => void;
  /** The session is over: refreshing was refused too. */
  readonly ended: () => void;
  /** The API wants something of the user first: another agreement version, another password. */
  readonly barred: (code: 'agreement-required' | 'must-change-password') => void;
};

export function createAccountClient(parts: ClientParts): AccountClient {
  let refreshing: Promise<boolean> | null = null;

  async function once<N extends CallName>(name: N, request: RequestOf<N>, options: CallOptions, key: string): Promise<Sent> {
    const call = CALLS[name];
    const origin = parts.origin();
    if (origin === null) throw new CallFailed('api-address-missing', name, { effect: 'none' });
    const path = call.path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(options.params?.[part] ?? ''));
    const query = call.method === 'GET' ? queryOf(request as Record<string, unknown>) : '';
    const headers: Record<string, string> = { accept: 'application/json' };
    const access = parts.tokens.access();
    if (!call.open && access) headers['authorization'] = `Bearer ${access}`;
    if (call.method === 'POST') Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': key });
    const asked = performance.now();
    const sent = await parts.send({ method: call.method, url: origin + path + query, headers, body: call.method === 'POST' ? JSON.stringify(request) : null });
    parts.reached(sent.kind === 'answer');
    if (sent.kind === 'answer' && sent.date !== null) parts.heard(sent.date, performance.now() - asked);
    return sent;
  }

  /** One refresh for all calls that met the same 401. */
  function refresh(): Promise<boolean> {
    refreshing ??= (async () => {
      const refreshToken = parts.tokens.refresh();
      if (!refreshToken) return false;
      const sent = await once('refresh', { refreshToken }, {}, randomUUID());
      if (sent.kind !== 'answer') throw failureOf('refresh', sent);
      const read = sent.status === 200 ? CALLS.refresh.answer.safeParse(json(sent.text)) : null;
      if (!read?.success) return sent.status >= 500 ? Promise.reject(failureOf('refresh', sent)) : false;
      parts.tokens.set(read.data);
      return true;
    })().finally(() => (refreshing = null));
    return refreshing;
  }

  return {
    async call(name, request, options = {}) {
      const { answer, open } = CALLS[name];
      // Nobody is signed in: the API would only say so, every two seconds.
      if (!open && parts.tokens.access() === null) throw new CallFailed('session-expired', name, { effect: 'none' });
      const key = options.key ?? randomUUID();
      let sent = await once(name, request, options, key);
      if (sent.kind === 'answer' && sent.status === 401 && !open) {
        if (!(await refresh())) {
          parts.ended();
          throw new CallFailed('session-expired', name, { effect: 'none' });
        }
        sent = await once(name, request, options, key);
      }
      if (sent.kind !== 'answer' || sent.status < 200 || sent.status >= 300) {
        const failure = failureOf(name, sent);
        if (failure.code === 'agreement-required' || failure.code === 'must-change-password') parts.barred(failure.code);
        throw failure;
      }
      const read = (answer as z.ZodType).safeParse(json(sent.text));
      if (!read.success) throw new CallFailed('api-schema', `${name} ${firstMismatch(read.error)}`, { effect: 'unknown' });
      return read.data as AnswerOf<typeof name>;
    },
  };
}

function failureOf(name: CallName, sent: Sent): CallFailed {
  if (sent.kind === 'not-sent') return new CallFailed('api-unreachable', `${name} ${sent.about}`, { effect: 'none' });
  if (sent.kind === 'lost') return new CallFailed('api-unreachable', `${name} ${sent.about}`, { effect: 'unknown' });
  const read = problem.safeParse(json(sent.text));
  const code = read.success ? read.data.code : null;
  const about = `${name} HTTP ${sent.status}${code ? ` ${code}` : ''}`;
  const given = { problem: code, retryAfter: sent.retryAfter };
  if ([408, 425, 429].includes(sent.status)) return new CallFailed('api-busy', about, { ...given, effect: 'none' });
  if (sent.status >= 500) return new CallFailed('api-busy', about, { ...given, effect: 'unknown' });
  if (sent.status === 401 && code !== 'wrong-password') return new CallFailed('session-expired', about, { ...given, effect: 'none' });
  return new CallFailed((code && PROBLEMS[code]) || 'api-refused', about, { ...given, effect: 'none' });
}

/** Where an answer first breaks its schema, without its values: they could be a person's. */
function firstMismatch(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || '(root)'}: ${issue.code}` : '(root)';
}

function queryOf(request: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text ? `?${text}` : '';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
