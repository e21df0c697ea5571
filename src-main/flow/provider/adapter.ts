import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Send, Sent } from '../../egress/egress.ts';
import type { Outcome, Task } from '../queue/task.ts';

/** What an adapter may use beside the task: its configuration, the one door out, and server time. */
export type Wire = { readonly provider: Provider; readonly send: Send; readonly now: () => number };

/** One provider: how to ask for a task, and how to ask whether it was done. Both are total: every answer is an outcome. */
export type Adapter = {
  readonly call: (task: Task, wire: Wire) => Promise<Outcome>;
  readonly lookUp: (task: Task, wire: Wire) => Promise<Outcome>;
  /** Asking is calling again: harmless where it happened, an effect where it did not. It needs its money like a call. */
  readonly asksByRepeating?: true;
};

/**
 * What any HTTP answer means before its content is read; null where the content decides. A server's 5xx may come
 * after the effect, so it is unknown; a 4xx is a refusal by its own definition (RFC 9110, 15.5).
 */
function transportOutcome(sent: Sent): Outcome | null {
  if (sent.kind === 'not-sent') {
    return sent.about.startsWith('egress') ? { kind: 'refused', act: 'platform', about: sent.about } : { kind: 'later', why: 'offline', after: null, about: sent.about };
  }
  if (sent.kind === 'lost') return { kind: 'unknown', about: sent.about };
  const { status } = sent;
  if (status === 429) return { kind: 'later', why: 'limited', after: sent.retryAfter, about: 'HTTP 429' };
  if (status >= 500 || status === 408) return { kind: 'unknown', about: `HTTP ${status}` };
  if (status < 200 || status >= 300) return { kind: 'refused', act: 'platform', about: `HTTP ${status}` };
  return null;
}

/** A 2xx answer, or the outcome that the transport alone decides. */
export type Posted = { readonly text: string; readonly retryAfter: number | null } | { readonly outcome: Outcome };
export async function post(wire: Wire, url: string, headers: Record<string, string>, body: string): Promise<Posted> {
  const sent = await wire.send({ method: 'POST', url, headers, body });
  const outcome = transportOutcome(sent);
  if (outcome) return { outcome };
  const { text, retryAfter } = sent as Extract<Sent, { kind: 'answer' }>;
  return { text, retryAfter };
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

export const NO_CREDENTIAL: Outcome = { kind: 'refused', act: 'platform', about: 'credential missing' };
