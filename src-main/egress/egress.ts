import http from 'node:http';
import https from 'node:https';
import axios, { AxiosError } from 'axios';

export type Outgoing = { readonly method: 'GET' | 'POST'; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };

/** `not-sent`: the other side provably never had it. `lost`: it may have; nobody knows. */
export type Sent =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly date: number | null; readonly retryAfter: number | null }
  | { readonly kind: 'not-sent'; readonly about: string }
  | { readonly kind: 'lost'; readonly about: string };
export type Send = (outgoing: Outgoing) => Promise<Sent>;

const TIMEOUT = 15_000;
const LARGEST_ANSWER = 8 * 1024 * 1024;

/** Failures before the first byte of a request could leave: name, route, connection, certificate. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * The one door out of the main process. Only origins that settings, the account API or its entitlements named pass;
 * redirects are never followed, answers are cut off at 8 MiB. Never throws, and tells no more of a failure than its code.
 */
export function createEgress(allowed: () => ReadonlySet<string>): Send & { close(): void } {
  const agents = { httpAgent: new http.Agent({ keepAlive: true, maxSockets: 64 }), httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 64 }) };
  const client = axios.create({
    ...agents,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    timeout: TIMEOUT,
    maxContentLength: LARGEST_ANSWER,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });
  const send: Send = async ({ method, url, headers, body }) => {
    const origin = originOf(url);
    if (origin === null || !allowed().has(origin)) return { kind: 'not-sent', about: `egress refused: ${origin ?? 'no origin'}` };
    try {
      const answer = await client.request<string>({ method, url, headers: { ...headers }, data: body ?? undefined });
      return {
        kind: 'answer',
        status: answer.status,
        text: answer.data,
        date: time(answer.headers['date']),
        retryAfter: retryAfter(answer.headers['retry-after']),
      };
    } catch (error) {
      const code = error instanceof AxiosError ? (error.code ?? 'unknown') : 'unknown';
      const syscall: unknown = error instanceof AxiosError && error.cause ? (error.cause as { syscall?: unknown }).syscall : undefined;
      return { kind: NEVER_LEFT.has(code) || syscall === 'connect' ? 'not-sent' : 'lost', about: code };
    }
  };
  return Object.assign(send, {
    close: () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  });
}

/** The origin of an address that may be used: https, or http to this very machine. Null for anything else. */
export function originOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback) ? url.origin : null;
}

function time(header: unknown): number | null {
  const at = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Retry-After as ms: seconds or a date (RFC 9110, 10.2.3), at most an hour. */
function retryAfter(header: unknown): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : null;
}
