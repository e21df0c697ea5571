import type { WalletView } from '../../../src-shared/bridge/views.ts';

type Leases = WalletView['leases'];
/** More would push the ledger out of sight. */
const SHOWN = 20;

/** Whatever may still be spent or taken back, and the newest of the others. */
export function shortened(leases: Leases): Leases {
  const closed = leases.filter(({ state }) => state === 'closed');
  const shown = new Set(closed.slice(0, Math.max(0, SHOWN - (leases.length - closed.length))));
  return leases.filter((lease) => lease.state !== 'closed' || shown.has(lease));
}
