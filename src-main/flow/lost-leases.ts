import type { Steps } from './steps.ts';

/**
 * The account API closed leases that this station still held: a merchant wrote them off. Nothing new is spent from them: no job is called whose money is of a
 * lost lease, and what waits is paid from other money, or waits for funds, as the caller goes on with it. A call under way is not
 * stopped; its capture is reported and kept for review there. Returns how many leases were lost.
 */
export function loseLeases({ store, ledger }: Steps, closedThere: readonly string[]): number {
  return store.transaction(() => closedThere.filter(ledger.writeOff).length);
}
