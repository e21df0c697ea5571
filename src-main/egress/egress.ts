import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import axios, { AxiosError } from 'axios';
import type { Unsafe } from '../../src-shared/errors/codes.ts';

export type Outgoing = { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };

/**
 * `not-sent`: the other side provably never had it; with a `code` this machine itself did not let it out. `lost`: it may have; nobody knows. With
 * `tooLarge` it has answered, with more than is read.
 */
export type Sent =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly date: number | null; readonly retryAfter: number | null }
  | { readonly kind: 'not-sent'; readonly about: string; readonly code?: Unsafe }
  | { readonly kind: 'lost'; readonly about: string; readonly tooLarge?: true };
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
export function createEgress(allowed: () => ReadonlySet<string>, timeout: number = TIMEOUT, resolve: Resolve = lookup): Send & { close(): void } {
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: 64, lookup: onlyHere(resolve) }),
    // Said outright: NODE_TLS_REJECT_UNAUTHORIZED in somebody's environment would switch it off.
    httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: true }),
  };
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
    if (origin === null || !allowed().has(origin)) return { kind: 'not-sent', code: 'address-refused', about: origin ?? 'no origin' };
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
      // The library has no code of its own for it.
      if (error instanceof AxiosError && error.message.startsWith('maxContentLength')) return { kind: 'lost', about: 'more than 8 MiB', tooLarge: true };
      if (way.isOpen()) return { kind: 'lost', about: code };
      return { kind: 'not-sent', about: code, ...(way.isUntrusted() ? { code: 'server-untrusted' } : {}) };
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
function wayOut(origin: string, timeout: number): { readonly transport: { readonly request: typeof http.request }; readonly isOpen: () => boolean; readonly isUntrusted: () => boolean } {
  const secure = origin.startsWith('https:');
  let open = false;
  let used: Socket | undefined;
  const request = ((...given: Parameters<typeof http.request>) => {
    const sent = (secure ? https.request : http.request)(...given);
    const patience = setTimeout(() => sent.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })), timeout);
    const opened = (): void => {
      open = true;
      clearTimeout(patience);
    };
    sent.once('close', () => clearTimeout(patience));
    return sent.once('socket', (socket) => {
      used = socket;
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', opened);
      // One that is gone already was never there: its name had no address.
      else if (!socket.destroyed) opened();
    });
  }) as typeof http.request;
  // The certificate is looked at before anything is sent: whatever is wrong with it is noted at its socket.
  return { transport: { request }, isOpen: () => open, isUntrusted: () => used instanceof TLSSocket && Boolean(used.authorizationError) };
}

/** Plain HTTP stays on this machine whatever a hosts file or a name server says of `localhost`. */
type Resolve = (name: string, options: LookupAllOptions, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;
export const onlyHere = (resolve: Resolve): LookupFunction => (name, options, done) =>
  resolve(name, { ...options, all: true }, (error, addresses) => {
    const here = (addresses ?? []).filter(({ address }) => address === '::1' || address.startsWith('127.'));
    const [first] = here;
    if (error || !first) done(error ?? Object.assign(new Error('not this machine'), { code: 'ENOTFOUND' }), '', 0);
    else if (options.all) done(null, here);
    else done(null, first.address, first.family);
  });

/**
 * What may be reached: the account API, and the providers that it named. A far one names no service of this machine, such as
 * a printer's: only who is here too may do that. Without an account API nothing is named.
 */
export function namedBy(accountApi: string | null, providers: readonly string[]): readonly string[] {
  return accountApi === null ? [] : [accountApi, ...providers.filter((provider) => isHere(accountApi) || !isHere(provider))];
}

/** An origin on this very machine, under any of its names. */
export function isHere(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || hostname.startsWith('[::ffff:') || /^(?:127|0)(?:\.\d+){3}$/.test(hostname) || hostname === '[::]';
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

/** Retry-After as ms: seconds, or a date by the server's own clock (RFC 9110, 10.2.3); at most an hour. Null where it names no time, or one that is over: "again at once", however often. */
function retryAfter(header: unknown, now: number): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms > 0 ? Math.min(ms, 3_600_000) : null;
}
