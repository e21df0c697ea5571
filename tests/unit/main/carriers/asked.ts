import fc from 'fast-check';
import { expect } from 'vitest';
import type { Outgoing, Sent } from '../../../../src-main/egress/egress.ts';
import type { Adapter, Wire } from '../../../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../../../src-main/flow/provider/adapters.ts';
import type { Outcome, Task } from '../../../../src-main/flow/queue/task.ts';
import type { Provider } from '../../../../src-shared/contract/parcels.ts';
import { answered, fakeSend } from '../../../support/fake-send.ts';
import { PHONE, aProvider } from '../../../support/samples.ts';

export const NOW = 1_764_000_000_123;

/** A wire whose network answers what the test says, one answer after the other, the last one for ever. */
export function wireOf(kind: string, sent: Sent | readonly Sent[] | ((outgoing: Outgoing) => Sent), over: Partial<Provider> = {}) {
  const answers = Array.isArray(sent) ? [...(sent as readonly Sent[])] : null;
  const network = fakeSend((outgoing) => (answers ? ((answers.length > 1 ? answers.shift() : answers[0]) as Sent) : typeof sent === 'function' ? sent(outgoing) : (sent as Sent)));
  const wire: Wire = { provider: aProvider(kind, over), send: network.send, now: () => NOW };
  return { wire, ...network };
}

export async function ask(kind: string, purpose: 'call' | 'lookUp', task: Task, sent: Parameters<typeof wireOf>[1], over: Partial<Provider> = {}) {
  const { wire, ...network } = wireOf(kind, sent, over);
  const outcome: Outcome = await (ADAPTERS.get(kind) as Adapter)[purpose](task, wire);
  return { outcome, ...network };
}

/** Whatever a provider says, echoing what was sent to it: no detail has the phone, whole or in part, or a credential. */
export async function tellsNoSecret(kind: string, task: Task, shape: (code: string) => unknown, asking: (sent: Sent) => Promise<string>): Promise<void> {
  const secrets = [PHONE, `+86${PHONE}`, `99${PHONE}0`, task.key, ...Object.values(aProvider(kind).credential)];
  const code = fc.oneof(
    fc.string({ maxLength: 90, unit: 'grapheme' }),
    fc.tuple(fc.string({ maxLength: 60 }), fc.constantFrom(...secrets), fc.string({ maxLength: 20 })).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(code, fc.constantFrom(200, 200, 400, 401, 403, 500), async (text, status) => {
      const about = await asking(answered(status, JSON.stringify(shape(text))));
      for (const secret of [PHONE.slice(0, 9), ...Object.values(aProvider(kind).credential)]) expect(about).not.toContain(secret);
      expect(about.length).toBeLessThan(130);
    }),
    { numRuns: 200 },
  );
}
