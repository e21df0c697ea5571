import type { AccountClient } from '../account/client.ts';
import type { Send } from '../egress/egress.ts';

type Out = { readonly send: Send; readonly client: AccountClient };

/**
 * The way out of one claim, which knows whether anything has left by it: what ends before says nothing of who would have been called. The first request has
 * had its place at the rate since the claim; `further` takes one for each other and says how many ms it waits for that. Once it `isOver`, no other leaves.
 */
export function wayOut({ send, client }: Out, further: () => number, isOver: () => boolean): Out & { readonly hasLeft: () => boolean } {
  let hasLeft = false;
  return {
    hasLeft: () => hasLeft,
    async send(outgoing) {
      if (hasLeft) {
        const wait = further();
        if (wait > 0) await new Promise((go) => setTimeout(go, wait));
        if (isOver()) return { kind: 'not-sent', about: 'the station stops' };
      }
      hasLeft = true;
      return send(outgoing);
    },
    client: {
      call(name, request, options) {
        hasLeft = true;
        return client.call(name, request, options);
      },
    },
  };
}
