import type { AccountClient, CallOptions } from '../../src-main/account/client.ts';
import type { AnswerOf, CallName, RequestOf } from '../../src-shared/contract/calls.ts';

type Handlers = { readonly [N in CallName]?: (request: RequestOf<N>, options: CallOptions) => AnswerOf<N> | Promise<AnswerOf<N>> };
export type Asked = { readonly name: CallName; readonly request: unknown; readonly options: CallOptions };

/** An account API in the test's hands: answers what the test says, remembers what it was asked. */
export function fakeAccount(handlers: Handlers): { readonly client: AccountClient; readonly asked: Asked[]; readonly names: () => readonly CallName[] } {
  const asked: Asked[] = [];
  const client: AccountClient = {
    async call(name, request, options = {}) {
      asked.push({ name, request, options });
      const handler = handlers[name] as ((request: unknown, options: CallOptions) => unknown) | undefined;
      if (!handler) throw new Error(`the test did not expect ${name}`);
      return (await handler(request, options)) as AnswerOf<typeof name>;
    },
  };
  return { client, asked, names: () => asked.map(({ name }) => name) };
}
