import { readJournalBody, type JournalBody, type OpenedStation } from '../../../src-shared/contract/money.ts';
import type { Store } from '../../store/store.ts';
import { allUnknown } from '../queue/transitions.ts';
import type { Ledger } from './ledger.ts';

/** Entries in one transaction: the desk goes on beside it. */
const AT_ONCE = 500;

/** What moves the account's money. */
const MOVES: readonly JournalBody['kind'][] = ['capture', 'refund', 'close'];

/**
 * The account API named another epoch: this database is new there, is older than what the API has seen, or runs twice.
 * Old leases are frozen, and every unfinished job is asked about before anything may be called (money.md, epoch). What the API may not
 * have yet is to be told again in the new epoch: an old one changes no balance any more, and it would never count.
 */
export function adoptEpoch(store: Store, ledger: Ledger, epoch: number, now: number): boolean {
  const known = ledger.epoch();
  if (epoch === known) return false;
  return store.transaction(() => {
    store.meta.set('epoch', String(epoch));
    const lastJob = String(store.sql<{ id: number | null }>('SELECT max(id) AS id FROM jobs').get()?.id ?? 0);
    store.meta.set('epoch.lastJob', lastJob);
    // Nobody else can have called: this is the first epoch of all. A database that was never opened may be the copy of one that was.
    if (known === 0 && epoch === 1) return false;
    store.meta.set('epoch.asksUpTo', lastJob);
    store.sql("UPDATE leases SET state = 'frozen' WHERE state = 'open'").run();
    store.sql("UPDATE grants SET state = 'refused' WHERE state = 'asked'").run();
    allUnknown(store, ['waiting', 'calling'], now);
    // What waits for a person goes on waiting, and is asked about when it goes on.
    store.sql("UPDATE jobs SET asks_first = 1 WHERE state IN ('waiting', 'calling', 'unknown', 'parked') AND state = 'parked'").run();
    ledger.journal.owe(known, ledger.journal.acked(known), ledger.journal.head(known).sequence);
    return true;
  });
}

/** An account API that was put back has less of an epoch that has ended than it acknowledged: that is to be told again too. False where it has lost nothing. */
export function adoptLosses(store: Store, { journal, epoch }: Ledger, earlier: NonNullable<OpenedStation['earlier']>): boolean {
  return store.transaction(() => {
    let isLost = false;
    for (const before of journal.epochsBefore(epoch())) {
      const there = earlier.find((one) => one.epoch === before)?.lastSequence ?? 0;
      const acked = journal.acked(before);
      if (!journal.turnBack(before, there)) continue;
      journal.owe(before, there, acked);
      isLost = true;
    }
    return isLost;
  });
}

/** Tells one portion again of what ended epochs still have to tell, in order, word for word. True where there is more. */
export function tellAgain(store: Store, { journal, epoch }: Ledger): boolean {
  return store.transaction(() => {
    const before = journal.owing();
    if (before === null) return false;
    for (const { body } of journal.takeOwed(before, AT_ONCE)) {
      const told = readJournalBody(body);
      if (told && MOVES.includes(told.kind)) journal.append(epoch(), told);
    }
    return journal.owing() !== null;
  });
}
