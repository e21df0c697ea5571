import { journalBody, type JournalBody } from '../../../src-shared/contract/money.ts';
import type { Store } from '../../store/store.ts';
import { allUnknown } from '../queue/transitions.ts';
import type { Ledger } from './ledger.ts';

/** More than a station writes between two openings; a transaction has to end. */
const AT_ONCE = 100_000;

/** What moves the account's money. */
const MOVES: readonly JournalBody['kind'][] = ['capture', 'refund', 'close'];

/**
 * The account API named another epoch: this database is new there, is older than what the API has seen, or runs twice.
 * Old leases are frozen, and every unfinished job is asked about before anything may be called (money.md, epoch). What moves money and the
 * API may not have yet is told again in the new epoch: an old one changes no balance any more, and it would never count.
 */
export function adoptEpoch(store: Store, ledger: Ledger, epoch: number, now: number): boolean {
  const known = ledger.epoch();
  if (epoch === known) return false;
  return store.transaction(() => {
    store.meta.set('epoch', String(epoch));
    store.meta.set('epoch.lastJob', String(store.sql<{ id: number | null }>('SELECT max(id) AS id FROM jobs').get()?.id ?? 0));
    if (known === 0) return false;
    store.sql("UPDATE leases SET state = 'frozen' WHERE state = 'open'").run();
    store.sql("UPDATE grants SET state = 'refused' WHERE state = 'asked'").run();
    allUnknown(store, ['waiting', 'calling'], now);
    // What waits for a person goes on waiting, and is asked about when it goes on.
    store.sql("UPDATE jobs SET asks_first = 1 WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'parked'").run();
    for (const { body } of ledger.journal.unreported(known, AT_ONCE)) {
      const told = journalBody.parse(JSON.parse(body));
      if (MOVES.includes(told.kind)) ledger.journal.append(epoch, told);
    }
    return true;
  });
}
