import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { CALLS, type CallName } from '../../src-shared/contract/calls.ts';
import { SERVICES, type Service } from '../../src-shared/domain/work.ts';
import { KINDS_OF, TRACKER } from './providers/kinds.ts';

const FAULT_KINDS = ['latency', 'lose-request', 'lose-answer', 'duplicate', 'status-429', 'status-500', 'schema', 'garbage'] as const;
const callNames = Object.keys(CALLS) as [CallName, ...CallName[]];
/** `on`: all calls of the account API, one of them by its name, whoever does a service, or who is asked where parcels are. `ms` is for latency. */
export const fault = z.strictObject({
  on: z.enum(['account', 'tracking', ...SERVICES, ...callNames]),
  kind: z.enum(FAULT_KINDS),
  count: z.int().min(1).max(100_000),
  ms: z.int().min(0).max(600_000).optional(),
});
export type Fault = z.output<typeof fault>;

/** The faults that were ordered and have not all happened yet; the first that fits happens first. In memory only. */
export type Faults = { readonly order: (fault: Fault) => void; readonly clear: () => void; readonly left: () => readonly Fault[]; readonly take: (method: string, path: string) => Fault | null };

export function createFaults(): Faults {
  let ordered: Fault[] = [];
  return {
    order: (next) => void ordered.push({ ...next }),
    clear: () => void (ordered = []),
    left: () => ordered,
    take: (method, path) => {
      const names = namesOf(method, path);
      const found = ordered.find((candidate) => names.includes(candidate.on));
      if (!found) return null;
      found.count -= 1;
      ordered = ordered.filter((candidate) => candidate.count > 0);
      return found;
    },
  };
}

const PATTERNS = callNames.map((name) => ({ name, method: CALLS[name].method, pattern: new RegExp(`^${CALLS[name].path.replace(/:\w+/g, '[^/]+')}$`) }));

function namesOf(method: string, path: string): Fault['on'][] {
  if (path.startsWith(`/providers/${TRACKER}/`)) return ['tracking'];
  const service = SERVICES.find((candidate: Service) => KINDS_OF[candidate].some((kind) => path.startsWith(`/providers/${kind}/`)));
  if (service) return [service];
  if (!path.startsWith('/v1/')) return [];
  return [...PATTERNS.filter((known) => known.method === method && known.pattern.test(path)).map(({ name }) => name), 'account'];
}

/** Plays the ordered faults around every call of the account API and of the providers. */
export function playFaults(app: Hono, faults: Faults): MiddlewareHandler {
  const again = new WeakSet<Request>();
  return async (c, next) => {
    const found = again.has(c.req.raw) ? null : faults.take(c.req.method, c.req.path);
    if (!found) return next();
    switch (found.kind) {
      case 'latency':
        await new Promise((resolve) => setTimeout(resolve, found.ms ?? 1000));
        return next();
      case 'lose-request':
        return cut(c);
      case 'lose-answer':
        await next();
        return cut(c);
      case 'duplicate': {
        // The network delivered it twice; the client hears the second answer.
        const copy = new Request(c.req.raw.url, { method: c.req.method, headers: c.req.raw.headers, ...(c.req.method === 'GET' ? {} : { body: await c.req.text() }) });
        again.add(copy);
        await app.fetch(copy, c.env);
        return next();
      }
      case 'status-429':
        return c.json({ type: 'about:blank', title: 'Too Many Requests', status: 429, code: 'too-many-requests' }, 429, { 'retry-after': '1' });
      case 'status-500':
        return c.json({ type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal' }, 500);
      case 'schema':
        await next();
        c.res = new Response(misshapen(await c.res.text()), { status: c.res.status, headers: c.res.headers });
        return undefined;
      case 'garbage':
        await next();
        c.res = new Response('\u0000<<garbage', { status: 200, headers: c.res.headers });
        return undefined;
    }
  };
}

/** The connection dies without an answer. */
function cut(c: Context): Response {
  (c.env as HttpBindings).incoming.socket.destroy();
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

/** Every value of the outermost object becomes null; what is no object becomes an empty one. */
function misshapen(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(Object.fromEntries(Object.keys(value as object).map((name) => [name, null])));
  } catch {
    return '<?xml version="1.0"?><unexpected/>';
  }
}
