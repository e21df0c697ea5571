import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Outcome } from '../../queue/task.ts';
import { ask, codeAbout, json, notBefore, under, type Wire } from '../adapter.ts';
import { huaweiAksk } from '../signatures/huawei-aksk.ts';
import { told, type Told } from './results.ts';

const PATH = 'rest/caas/relationnumber/partners/v1.0';

const bound = z.object({ relationNum: z.string(), callerNum: z.string(), calleeNum: z.string(), subscriptionId: z.string().min(1).max(64), userData: z.string().nullish() });
const answer = z.object({
  resultcode: z.string().min(1).max(64),
  subscriptionId: z.string().min(1).max(64).nullish(),
  relationNum: z.string().max(32).nullish(),
  relationNumList: z.array(bound).nullish(),
});
export type Answer = z.output<typeof answer>;
export type Heard = { readonly told: Told; readonly answer: Answer } | { readonly outcome: Outcome };

/** One signed request. A refusal is a 4xx or 5xx whose code says more than its status; an answer without a code is what its status is. */
export async function request(wire: Wire, secrets: Record<string, string>, method: 'POST' | 'DELETE' | 'GET', query: Record<string, string>, body: object | null): Promise<Heard> {
  // The vendor's form has no milliseconds.
  const created = new Date(wire.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const nonce = randomUUID().replaceAll('-', '');
  const { signature } = huaweiAksk({ secret: secrets['appSecret'] as string, nonce, created });
  const search = new URLSearchParams(query).toString();
  const asked = await ask(wire, {
    method,
    url: under(wire, PATH) + (search === '' ? '' : `?${search}`),
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      authorization: 'AKSK realm="SDP",profile="UsernameToken",type="Appkey"',
      'x-aksk': `UsernameToken Username="${secrets['appKey']}", PasswordDigest="${signature}", Nonce="${nonce}", Created="${created}"`,
    },
    body: body === null ? null : JSON.stringify(body),
  });
  if ('outcome' in asked) return asked;
  const read = answer.safeParse(json(asked.text));
  if (!read.success) return { outcome: asked.otherwise ?? { kind: 'unknown', about: 'answer unreadable' } };
  const known = told(read.data.resultcode);
  if (known === null) return { outcome: { kind: 'unknown', about: codeAbout(wire, read.data.resultcode) } };
  // "Success" with a status that says otherwise is nobody's success.
  if (known === 'done' && asked.otherwise) return { outcome: asked.otherwise };
  return { told: typeof known === 'object' ? notBefore(known, asked.retryAfter) : known, answer: read.data };
}
