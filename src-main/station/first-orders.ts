import type { Store } from '../store/store.ts';

/** How long scans wait for the very first order feed before they are decided without it, from the first one of a run. ms. */
const PATIENCE = 8_000;

/** A station that has never read its orders would know no number: its first scans wait a little. */
export function firstOrders({ meta }: Pick<Store, 'meta'>, changed: () => void) {
  let ready = meta.get('ordersReady') === 'yes';
  const waiting: (() => void)[] = [];
  let patience: Promise<void> | null = null;
  return {
    areRead: (): boolean => ready,
    wait: async (): Promise<void> => {
      if (ready) return;
      patience ??= new Promise((go) => setTimeout(go, PATIENCE));
      await Promise.race([new Promise<void>((go) => waiting.push(go)), patience]);
    },
    read(): void {
      if (!ready) {
        meta.set('ordersReady', 'yes');
        ready = true;
        changed();
      }
      for (const go of waiting.splice(0)) go();
    },
  };
}
export type FirstOrders = ReturnType<typeof firstOrders>;
