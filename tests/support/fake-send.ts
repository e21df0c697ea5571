import type { Outgoing, Send, Sent } from '../../src-main/egress/egress.ts';

/** An HTTP answer. */
export const answered = (status: number, text = '', over: { readonly retryAfter?: number; readonly date?: number } = {}): Sent => ({
  kind: 'answer', status, text, date: over.date ?? null, retryAfter: over.retryAfter ?? null,
});
export const json = (value: unknown, retryAfter?: number): Sent => answered(200, JSON.stringify(value), retryAfter === undefined ? {} : { retryAfter });
export const LOST: Sent = { kind: 'lost', about: 'ECONNRESET' };
export const NOT_SENT: Sent = { kind: 'not-sent', about: 'ECONNREFUSED' };
export const REFUSED_BY_EGRESS: Sent = { kind: 'not-sent', code: 'address-refused', about: 'https://elsewhere.example' };
export const UNTRUSTED: Sent = { kind: 'not-sent', code: 'server-untrusted', about: 'CERT_HAS_EXPIRED' };

/** A network that answers each request with what the test says, and remembers what went out. */
export function fakeSend(answer: (outgoing: Outgoing) => Sent): { readonly send: Send; readonly out: Outgoing[]; readonly last: () => Outgoing } {
  const out: Outgoing[] = [];
  return {
    out,
    send: async (outgoing) => {
      out.push(outgoing);
      return answer(outgoing);
    },
    last: () => {
      const last = out.at(-1);
      if (!last) throw new Error('nothing was sent');
      return last;
    },
  };
}
