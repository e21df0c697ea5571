import type { Steps } from './steps.ts';

/**
 * Leases that this station still held, and the account API has not any more: a merchant wrote them off, for one. Nothing new is spent from them: no job is called whose money is of a
 * lost lease, and what waits is paid from other money, or waits for funds, as the caller goes on with it. A call under way is not
 * stopped; its capture is reported and kept for review there. Returns how many leases were lost.
 */
export function loseLeases({ store, ledger }: Steps, lost: readonly string[]): number {
  return store.transaction(() => lost.filter(ledger.writeOff).length);
}
