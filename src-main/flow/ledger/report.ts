import type { AccountClient } from '../../account/client.ts';
import type { Ledger } from './ledger.ts';

const BATCH = 200;
/** Calls at once: whoever reports has more to say and to hear, and a day without a network leaves thousands of entries. */
const MOST = 10;

/**
 * Brings the journal to the account API, in order: what there is, but no more than 2,000 entries at once, and not what is written meanwhile, for a desk
 * that goes on scanning would never let it end. Returns how many entries the API acknowledged. Throws CallFailed: `journal-gap`, `journal-diverged` and
 * `stale-epoch` among its problems mean that the station must be opened again.
 */
export async function report(ledger: Ledger, client: AccountClient, stationId: string, now: () => number, givenBack: (scans: ReadonlySet<number>) => void): Promise<number> {
  const epoch = ledger.epoch();
  const { journal } = ledger;
  const before = journal.acked(epoch);
  for (let asked = 0; asked < MOST; asked += 1) {
    const entries = journal.unreported(epoch, BATCH);
    const first = entries[0];
    if (!first) break;
    // Entries are applied once by their sequence: a key of its own would only repeat an old refusal.
    const answer = await client.call('journal', { epoch, entries }, { params: { stationId } });
    const scans = ledger.acknowledge(epoch, entries, answer, now());
    if (scans.size > 0) givenBack(scans);
    // An API that acknowledges nothing would be asked in vain.
    if (entries.length < BATCH || answer.lastSequence < first.sequence) break;
  }
  return journal.acked(epoch) - before;
}
