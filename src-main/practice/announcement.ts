import type { StartFailure } from './stage/failure.ts';

/** What the practice world tells the process that started it, once. */
export type Announcement =
  | {
      readonly type: 'ready';
      /** The account API, the providers and the payment page. */
      readonly origin: string;
      readonly controlOrigin: string;
      readonly controlToken: string;
      /** A print component, as those of the platforms: ws://127.0.0.1:PORT */
      readonly printComponent: string;
      /** The account that the client signs in with in practice mode. */
      readonly account: { readonly account: string; readonly password: string };
    }
  | { readonly type: 'failed'; readonly code: StartFailure; readonly about: string };

/** Electron's, in a utility process only; its types belong to the electron room. */
type ParentPort = { postMessage(message: Announcement): void };

/** To Electron's utility process parent, to the parent of a fork, or to a person at a terminal. Resolves once it is sent. */
export function announce(announcement: Announcement): Promise<void> {
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  // Not window.postMessage, which a linter takes it for: there is no target origin.
  if (parentPort) return Promise.resolve(Reflect.apply(parentPort.postMessage, parentPort, [announcement]));
  return new Promise((resolve) => {
    if (process.send) process.send(announcement, undefined, undefined, () => resolve());
    else process.stdout.write(`${JSON.stringify(announcement)}\n`, () => resolve());
  });
}
