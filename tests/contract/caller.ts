import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CALLS, type AnswerOf, type CallName, type RequestOf } from '../../src-shared/contract/calls.ts';
import { problem, type Problem } from '../../src-shared/contract/values.ts';
import type { Practice } from '../support/practice.ts';

export type Options = { readonly params?: Readonly<Record<string, string>>; readonly key?: string | null; readonly token?: string | null };
export type Raw = { readonly status: number; readonly text: string; readonly headers: Headers };

/** A plain client of the account API, with nothing of the app's own in it; every answer is checked against the contract. */
export type Caller = {
  readonly token: string;
  readonly refreshToken: string;
  readonly raw: (name: CallName, request: unknown, options?: Options) => Promise<Raw>;
  /** Rejects unless the answer is a 200 of the contract's shape. */
  readonly call: <N extends CallName>(name: N, request: RequestOf<N>, options?: Options) => Promise<AnswerOf<N>>;
  /** Rejects unless the answer is a problem document whose status is the answer's. */
  readonly refused: (name: CallName, request: unknown, options?: Options) => Promise<Problem>;
};

export function callerWith(world: Practice, tokens: { accessToken: string; refreshToken: string } | null): Caller {
  async function raw(name: CallName, request: unknown, options: Options = {}): Promise<Raw> {
    const { method, path } = CALLS[name];
    const filled = path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(options.params?.[part] ?? ''));
    const token = options.token === undefined ? tokens?.accessToken : options.token;
    const key = options.key === undefined ? randomUUID() : options.key;
    const post = method === 'POST';
    const query = post ? '' : `?${new URLSearchParams(Object.entries(request as object).map(([field, value]) => [field, String(value)]))}`;
    const answer = await fetch(world.ready().origin + filled + query, {
      method,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(post ? { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) } : {}) },
      ...(post ? { body: typeof request === 'string' ? request : JSON.stringify(request) } : {}),
    });
    // What a client's leases end by.
    if (Number.isNaN(Date.parse(answer.headers.get('date') ?? ''))) throw new Error(`${name}: no Date that can be read`);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }
  return {
    token: tokens?.accessToken ?? '',
    refreshToken: tokens?.refreshToken ?? '',
    raw,
    call: async (name, request, options) => {
      const { status, text } = await raw(name, request, options);
      if (status !== 200) throw new Error(`${name}: ${status} ${text}`);
      return (CALLS[name].answer as z.ZodType).parse(JSON.parse(text)) as AnswerOf<typeof name>;
    },
    refused: async (name, request, options) => {
      const answer = await raw(name, request, options);
      if (answer.status < 400) throw new Error(`${name} was not refused: ${answer.text}`);
      const read = problem.parse(JSON.parse(answer.text));
      if (read.status !== answer.status || !answer.headers.get('content-type')?.startsWith('application/problem+json')) throw new Error(`no problem document: ${answer.text}`);
      return read;
    },
  };
}

export const anyone = (world: Practice): Caller => callerWith(world, null);

/** Signs in; by default to the practice account that the world announced. */
export async function signedIn(world: Practice, given: { account: string; password: string } = world.ready().account): Promise<Caller> {
  const session = await anyone(world).call('signIn', { ...given, device: { id: 'device-1', name: '测试' } });
  return callerWith(world, session);
}

/** One of the warehouse's people with all first duties done. */
export async function settledIn(world: Practice, account: 'packer' | 'supervisor' | 'merchant'): Promise<Caller> {
  const caller = await signedIn(world, { account, password: 'jingbus-1' });
  await caller.call('changePassword', { oldPassword: 'jingbus-1', newPassword: 'warehouse-2' });
  const { version } = await caller.call('agreement', {});
  await caller.call('acceptAgreement', { version });
  return caller;
}
