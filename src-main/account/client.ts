import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CALLS, READ_BY_ROW, type AnswerOf, type CallName, type RequestOf } from '../../src-shared/contract/calls.ts';
import { firstMismatch, problem } from '../../src-shared/contract/values.ts';
import type { Send, Sent } from '../egress/egress.ts';
import { CallFailed, PROBLEMS } from './call-failed.ts';
import type { Tokens } from './tokens.ts';

export type CallOptions = {
  /** Values of the path's `:name` parts. */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * The Idempotency-Key of a POST that is repeated, whose body names what makes it one request. Under a key the API gives its first answer again, a refusal as well: after
   * an answer that is no success the next try has another one. A fresh one where none is given.
   */
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
  readonly tokens: Pick<Tokens, 'access' | 'refresh' | 'session' | 'set'>;
  /** Called with the `Date` of each answer and how many ms it took: what the clock goes by. */
  readonly heard: (date: number, took: number) => void;
  /** Called with every failure to reach the API, of answers that are lost with the second in a row, and every answer: what the header's 在线/离线 goes by. */
  readonly reached: (yes: boolean) => void;
  /** The session is over: refreshing was refused too. */
  readonly ended: () => void;
  /** The API wants something of the user first: another agreement version, another password. */
  readonly barred: (code: 'agreement-required' | 'must-change-password') => void;
};

/** After so long, ms, the same failure is taken for one that comes for ever. */
const FOR_EVER = 600_000;

export function createAccountClient(parts: ClientParts): AccountClient {
  let refreshing: Promise<boolean> | null = null;
  let lostInARow = 0;
  /** What is asked for under another key than its own, for that one has been answered. */
  const anew = new Map<string, string>();
  /**
   * The key of the refresh under way, and of which token: an answer that was lost, or failed, may have had the only copy of the new tokens, and the same key gets it
   * again. The API's own word that there are none ends it, and `FOR_EVER` of nothing but failures, the first of them at `since`: it may have kept one of those under this key.
   */
  let underWay: { readonly of: string; readonly key: string; readonly since: number | null } | null = null;

  async function once<N extends CallName>(name: N, request: RequestOf<N>, options: CallOptions, key: string): Promise<Sent> {
    const call = CALLS[name];
    const origin = parts.origin();
    if (origin === null) throw new CallFailed('api-address-missing', name, { effect: 'none' });
    const path = call.path.replace(/:(\w+)/g, (_, part: string) => segment(options.params?.[part] ?? ''));
    const query = call.method === 'GET' ? queryOf(request as Record<string, unknown>) : '';
    const headers: Record<string, string> = { accept: 'application/json' };
    const access = parts.tokens.access();
    if (!call.open && access) headers['authorization'] = `Bearer ${access}`;
    if (call.method === 'POST') Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': encodeURI(key.toWellFormed()) });
    // A machine that slept meanwhile has counted no ticks; its wall clock says how old the answer is.
    const [ticks, wall] = [performance.now(), Date.now()];
    const sent = await parts.send({ method: call.method, url: origin + path + query, headers, body: call.method === 'POST' ? JSON.stringify(request) : null });
    hearWhether(sent);
    // The time of an account API that nobody speaks to any more is not this one's.
    if (sent.kind === 'answer' && sent.date !== null && origin === parts.origin()) parts.heard(sent.date, Math.max(performance.now() - ticks, Date.now() - wall));
    return sent;
  }

  /** One answer that is lost says nothing of the network, the second in a row does: a single slow call would be a network that goes and comes in every round. */
  function hearWhether(sent: Sent): void {
    const isHeard = isAnswer(sent);
    lostInARow = isHeard ? 0 : lostInARow + 1;
    if (isHeard || sent.kind === 'not-sent' || lostInARow > 1) parts.reached(isHeard);
  }

  /** One refresh for all calls that met the same 401. */
  function refresh(): Promise<boolean> {
    refreshing ??= (async () => {
      const refreshToken = parts.tokens.refresh();
      if (!refreshToken) return false;
      if (underWay?.of !== refreshToken) underWay = { of: refreshToken, key: randomUUID(), since: null };
      const { key, since: before } = underWay;
      const sent = await once('refresh', { refreshToken }, {}, key);
      // Somebody has signed out meanwhile, or another one in: it is about nobody any more.
      if (parts.tokens.refresh() !== refreshToken) throw new CallFailed('session-expired', 'refresh', { effect: 'none' });
      const since = mayBeKept(sent) ? (before ?? performance.now()) : null;
      const isOver = saysNo(sent) || (since !== null && performance.now() - since >= FOR_EVER);
      underWay = isOver ? null : { of: refreshToken, key, since };
      if (refusesToken(sent)) return false;
      parts.tokens.set(readAnswer('refresh', sent));
      underWay = null;
      return true;
    })().finally(() => (refreshing = null));
    return refreshing;
  }

  return {
    async call(name, request, options = {}) {
      const { open } = CALLS[name];
      // Nobody is signed in: the API would only say so, every two seconds.
      if (!open && parts.tokens.access() === null) throw new CallFailed('session-expired', name, { effect: 'none' });
      const key = anew.get(options.key ?? '') ?? options.key ?? randomUUID();
      const used = parts.tokens.access();
      const session = parts.tokens.session();
      const isOver = (): boolean => parts.tokens.session() !== session;
      let sent = await once(name, request, options, key);
      if (!open && isUnauthorised(sent)) {
        // Another call may have refreshed them, or ended the session, while this one was under way.
        if (!isOver() && parts.tokens.access() === used && !(await refresh())) end();
        // Whoever has signed in meanwhile repeats nothing of whoever was here before.
        if (isOver()) throw new CallFailed('session-expired', name, { effect: 'none' });
        sent = await once(name, request, options, key);
        if (!isOver() && isUnauthorised(sent)) end();
      }
      try {
        const answer = readAnswer(name, sent);
        if (options.key !== undefined) anew.delete(options.key);
        return answer;
      } catch (error) {
        if (options.key !== undefined && isAnswer(sent)) anew.set(options.key, randomUUID());
        if (!(error instanceof CallFailed) || (error.code !== 'agreement-required' && error.code !== 'must-change-password')) throw error;
        // It is about whoever was here before.
        if (!open && isOver()) throw new CallFailed('session-expired', name, { effect: 'none' });
        parts.barred(error.code);
        throw error;
      }
    },
  };

  function end(): void {
    // Told once: of many calls that were under way the first one ends the session.
    if (parts.tokens.access() !== null) parts.ended();
  }
}

/** Statuses by which the API refuses a refresh token for good. */
const REFUSALS = [400, 401, 403, 404, 409, 410, 422];

/** Only the API's own refusal ends a session; a busy server, a hotel's sign-in page or a firewall in between does not. */
const refusesToken = (sent: Sent): boolean => sent.kind === 'answer' && (sent.status === 401 || (REFUSALS.includes(sent.status) && saysNo(sent)));

/** A failure that the API may have kept as its answer to a key: no page of somebody in between, behind whom the tokens may wait. */
const mayBeKept = (sent: Sent): boolean => sent.kind === 'answer' && (sent.status >= 500 ? isProblem(sent.text) : sent.status >= 200 && sent.status < 300 && json(sent.text) !== undefined);

/** The API's own word that nothing was done. */
const saysNo = (sent: Sent): boolean => sent.kind === 'answer' && sent.status >= 400 && sent.status < 500 && isProblem(sent.text);
const isProblem = (text: string): boolean => problem.safeParse(json(text)).success;

/** A wrong old password is a 401 for some servers; the session is well. */
function isUnauthorised(sent: Sent): boolean {
  return sent.kind === 'answer' && sent.status === 401 && problem.safeParse(json(sent.text)).data?.code !== 'wrong-password';
}

/** The answer in the call's own shape. Throws CallFailed for everything else. */
function readAnswer<N extends CallName>(name: N, sent: Sent): AnswerOf<N> {
  if (sent.kind !== 'answer' || sent.status < 200 || sent.status >= 300) throw failureOf(name, sent);
  const schema: z.ZodType = (READ_BY_ROW as Partial<Record<CallName, z.ZodType>>)[name] ?? CALLS[name].answer;
  const read = schema.safeParse(json(sent.text));
  if (!read.success) throw new CallFailed('api-schema', `${name} ${firstMismatch(read.error)}`, { effect: 'unknown' });
  return read.data as AnswerOf<N>;
}

/** Somebody answered, though it may be what can not be read. */
const isAnswer = (sent: Sent): boolean => sent.kind === 'answer' || isTooLarge(sent);

/** An answer, though one that can not be read: it says nothing of the network. */
const isTooLarge = (sent: Sent): boolean => sent.kind === 'lost' && sent.tooLarge === true;

function failureOf(name: CallName, sent: Sent): CallFailed {
  if (sent.kind === 'not-sent') return new CallFailed(sent.code ?? 'api-unreachable', `${name} ${sent.about}`, { effect: 'none' });
  if (sent.kind === 'lost') return new CallFailed(isTooLarge(sent) ? 'api-schema' : 'api-unreachable', `${name} ${sent.about}`, { effect: 'unknown' });
  const read = problem.safeParse(json(sent.text));
  const code = read.success ? read.data.code : null;
  const about = `${name} HTTP ${sent.status}${code ? ` ${code}` : ''}`;
  const given = { problem: code, status: sent.status, retryAfter: sent.retryAfter };
  if ([408, 425, 429].includes(sent.status)) return new CallFailed('api-busy', about, { ...given, effect: 'none' });
  if (sent.status >= 500) return new CallFailed('api-busy', about, { ...given, effect: 'unknown' });
  if (sent.status === 401 && code !== 'wrong-password') return new CallFailed('session-expired', about, { ...given, effect: 'none' });
  return new CallFailed((code !== null && PROBLEMS.get(code)) || 'api-refused', about, { ...given, effect: 'none' });
}

/** One part of a path. "." and ".." would name another call: URLs fold them away however they are written. Half a character can't be written at all. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value) || !value.isWellFormed()) throw new CallFailed('request-malformed', 'path', { effect: 'none' });
  return encodeURIComponent(value);
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
