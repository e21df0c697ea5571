import type { Balance } from '../../src-shared/contract/money.ts';
import type { Li } from '../../src-shared/domain/money.ts';
import type { Steps } from './steps.ts';

/** A lease of this station that the account API has not closed; none in a state that this version does not know. */
export type LentThere = Pick<Balance['leases'][number], 'leaseId' | 'amount' | 'spendUntil' | 'state'>;
type Old = { readonly leaseId: string; readonly spendUntil: number; readonly left: Li };

/**
 * What was lent before this epoch goes back, by this station's word like all escrow: when nothing is held on it, nothing of that
 * time is in doubt any more that it could pay for (money.md, hole 3), and it has ended, for a copy of this database that lives
 * on may spend of it until then: by the API's own word, for a close can't be taken back. What is found later is charged on new money. `there`: one whose grant was never heard, or of a
 * past that this database has lost without a new epoch or with one, is known to the API alone; what lends less than nothing is a person's there. So does one that was given up here by the word of
 * an API that has it all the same: one that answers for another which is behind, or was put back to before a merchant took it back.
 */
export function closeOldLeases({ store: { sql, meta, transaction }, ledger, jobs, told }: Steps, there: readonly LentThere[]): void {
  const at = told();
  if (at === null) return;
  const lastJob = Number(meta.get('epoch.lastJob') ?? Number.MAX_SAFE_INTEGER);
  const isOver = ({ spendUntil, left }: Omit<Old, 'leaseId'>): boolean => spendUntil <= at && !jobs.mayHaveHappened(lastJob, left);
  // An open one may be what this station is asking for, and has not heard of yet.
  const isAsked = ledger.pendingGrant() !== null;
  const known = sql<Old>("SELECT lease_id AS leaseId, spend_until AS spendUntil, amount - captured AS left FROM leases WHERE state = 'frozen' AND held = 0").all().filter(isOver);
  const unknown = there.filter(({ leaseId, spendUntil, amount, state }) => (state === 'frozen' || !isAsked) && amount >= 0 && ledger.lease(leaseId) === null && isOver({ spendUntil, left: amount }));
  const givenUp = there.filter(({ leaseId, spendUntil }) => {
    const here = ledger.lease(leaseId);
    return here?.written_off === 1 && here.held === 0 && isOver({ spendUntil, left: here.amount - here.captured });
  });
  if (known.length + unknown.length + givenUp.length === 0) return;
  transaction(() => {
    for (const { leaseId, amount, spendUntil } of unknown) {
      sql("INSERT INTO leases (lease_id, grant_id, epoch, amount, spend_until, price_version, state) VALUES (?,?,0,?,?,0,'frozen')").run(leaseId, leaseId, amount, spendUntil);
    }
    for (const { leaseId } of [...known, ...unknown, ...givenUp]) ledger.close(leaseId, at);
  });
}
