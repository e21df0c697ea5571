import type { AccountClient } from '../account/client.ts';
import type { Send } from '../egress/egress.ts';

type Out = { readonly send: Send; readonly client: AccountClient };

/**
 * The way out of one claim, which knows whether what comes of it `tells` anything of who was called: not where nothing has left by it, nor where something was
 * kept back. The first request has had its place at the rate since the claim; `further` takes one for each other and says how many ms it waits for that. Once
 * nobody may be called any more (`isOver`: the station stops, or whoever is called has told another claim to wait), no other leaves.
 */
export function wayOut({ send, client }: Out, further: () => number, isOver: () => boolean): Out & { readonly tells: () => boolean } {
  let hasLeft = false;
  let isKeptBack = false;
  return {
    tells: () => hasLeft && !isKeptBack,
    async send(outgoing) {
      if (hasLeft) {
        const wait = further();
        if (wait > 0) await new Promise((go) => setTimeout(go, wait));
        if (isOver()) {
          isKeptBack = true;
          return { kind: 'not-sent', about: 'nobody is called now' };
        }
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
