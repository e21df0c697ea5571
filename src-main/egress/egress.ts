import http from 'node:http';
import https from 'node:https';
import axios, { AxiosError } from 'axios';

export type Outgoing = { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };

/** `not-sent`: the other side provably never had it. `lost`: it may have; nobody knows. */
export type Sent =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly date: number | null; readonly retryAfter: number | null }
  | { readonly kind: 'not-sent'; readonly about: string }
  | { readonly kind: 'lost'; readonly about: string };
export type Send = (outgoing: Outgoing) => Promise<Sent>;

/** ms until a connection, and between two pieces of an answer. */
const TIMEOUT = 15_000;
/** So many timeouts for a whole answer: one that only drips must not keep a place for ever. */
const LONGEST = 4;
const LARGEST_ANSWER = 8 * 1024 * 1024;

/**
 * The one door out of the main process. Only origins that settings, the account API or its entitlements named pass;
 * redirects are never followed, answers are cut off at 8 MiB. Never throws, and tells no more of a failure than its code.
 */
export function createEgress(allowed: () => ReadonlySet<string>, timeout: number = TIMEOUT): Send & { close(): void } {
  const agents = { httpAgent: new http.Agent({ keepAlive: true, maxSockets: 64 }), httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 64 }) };
  const client = axios.create({
    ...agents,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    timeout,
    maxContentLength: LARGEST_ANSWER,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });
  const send: Send = async ({ method, url, headers, body }) => {
    const origin = originOf(url);
    if (origin === null || !allowed().has(origin)) return { kind: 'not-sent', about: `egress refused: ${origin ?? 'no origin'}` };
    const way = wayOut(origin, timeout);
    try {
      const signal = AbortSignal.timeout(LONGEST * timeout);
      const answer = await client.request<string>({ method, url, headers: { ...headers }, data: body ?? undefined, transport: way.transport, signal });
      return {
        kind: 'answer',
        status: answer.status,
        text: answer.data,
        date: time(answer.headers['date']),
        retryAfter: retryAfter(answer.headers['retry-after'], time(answer.headers['date']) ?? Date.now()),
      };
    } catch (error) {
      const code = error instanceof AxiosError ? (error.code ?? 'unknown') : 'unknown';
      return { kind: way.isOpen() ? 'lost' : 'not-sent', about: code };
    }
  };
  return Object.assign(send, {
    close: () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  });
}

/**
 * Notes whether a request ever had a connection, over TLS one whose certificate was accepted. Before that not a byte of it
 * can have left, whatever went wrong: a name, a route, a certificate, a header, or nobody answering at all.
 */
function wayOut(origin: string, timeout: number): { readonly transport: { readonly request: typeof http.request }; readonly isOpen: () => boolean } {
  const secure = origin.startsWith('https:');
  let open = false;
  const request = ((...given: Parameters<typeof http.request>) => {
    const sent = (secure ? https.request : http.request)(...given);
    const patience = setTimeout(() => sent.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })), timeout);
    const opened = (): void => {
      open = true;
      clearTimeout(patience);
    };
    sent.once('close', () => clearTimeout(patience));
    return sent.once('socket', (socket) => (socket.connecting ? socket.once(secure ? 'secureConnect' : 'connect', opened) : opened()));
  }) as typeof http.request;
  return { transport: { request }, isOpen: () => open };
}

/** The origin of an address that may be used: https, or http to this very machine. Null for anything else. */
export function originOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  // Nobody who names a server puts a person in front of it; whoever writes a trick does.
  if (url.username !== '' || url.password !== '') return null;
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback) ? url.origin : null;
}

function time(header: unknown): number | null {
  const at = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Retry-After as ms: seconds, or a date by the server's own clock (RFC 9110, 10.2.3); at most an hour. */
function retryAfter(header: unknown, now: number): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : null;
}
