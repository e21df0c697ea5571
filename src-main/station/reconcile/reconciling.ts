import type { ReconciliationView } from '../../../src-shared/bridge/books-views.ts';
import type { StatusView } from '../../../src-shared/bridge/views.ts';
import type { AccountClient } from '../../account/client.ts';
import type { Steps } from '../../flow/steps.ts';
import { reconcile as bothSides } from './reconcile.ts';

/** 对账, one at a time, and how far it is: weeks of entries against a platform far away take longer than a person waits without a word. */
export function reconciling(flow: Steps, client: AccountClient, changed: () => void) {
  let running: Promise<ReconciliationView> | null = null;
  let progress: StatusView['reconciling'] = null;
  return {
    progress: (): StatusView['reconciling'] => progress,
    reconcile: (): Promise<ReconciliationView> =>
      (running ??= bothSides(flow, client, (looked, of) => {
        progress = { looked, of };
        changed();
      }).finally(() => {
        [running, progress] = [null, null];
        changed();
      })),
  };
}
