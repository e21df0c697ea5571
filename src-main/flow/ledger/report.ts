import type { AccountClient } from '../../account/client.ts';
import type { Ledger } from './ledger.ts';

const BATCH = 200;

/**
 * Brings the journal to the account API, in order, until it has all of it. Returns how many entries it acknowledged.
 * Throws CallFailed: `journal-gap`, `journal-diverged` and `stale-epoch` among its problems mean that the station must
 * be opened again.
 */
export async function report(ledger: Ledger, client: AccountClient, stationId: string, now: () => number): Promise<number> {
  const epoch = ledger.epoch();
  const { journal } = ledger;
  const before = journal.acked(epoch);
  for (;;) {
    const entries = journal.unreported(epoch, BATCH);
    const first = entries[0];
    if (!first) return journal.acked(epoch) - before;
    // Entries are applied once by their sequence: a key of its own would only repeat an old refusal.
    const answer = await client.call('journal', { epoch, entries }, { params: { stationId } });
    ledger.acknowledge(epoch, entries, answer, now());
    // An API that acknowledges nothing would be asked for ever.
    if (answer.lastSequence < first.sequence) return journal.acked(epoch) - before;
  }
}
