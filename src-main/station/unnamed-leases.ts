import type { Balance } from '../../src-shared/contract/money.ts';

/** ms after which the silence about a new lease counts as well: no balance is read so far behind the lending. */
const LONGEST_BEHIND = 300_000;

/**
 * What the balance says of the leases that are lent here. One that it does not name is lost; but a lease of this run that no balance has named yet may only be newer than
 * what was read: given up for that, it would be followed by another one in the same round, and so on until the whole balance is lent.
 */
export function createUnnamedLeases() {
  /** When each was granted, by `performance.now()`. */
  const unnamed = new Map<string, number>();
  return {
    granted: (leaseId: string): void => void unnamed.set(leaseId, performance.now()),
    /** Those of `lent` that the answer says are lost. */
    lost(lent: readonly string[], told: Balance['leases']): string[] {
      const states = new Map(told.map(({ leaseId, state }) => [leaseId, state]));
      for (const [leaseId, at] of unnamed) if (states.has(leaseId) || performance.now() - at >= LONGEST_BEHIND) unnamed.delete(leaseId);
      return lent.filter((leaseId) => states.get(leaseId) === 'closed' || !(states.has(leaseId) || unnamed.has(leaseId)));
    },
  };
}
