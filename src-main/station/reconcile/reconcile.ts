import type { ReconciliationView } from '../../../src-shared/bridge/books-views.ts';
import type { AccountClient } from '../../account/client.ts';
import type { Steps } from '../../flow/steps.ts';
import { turn } from '../turn.ts';
import { notHeardSince, twoBooks } from '../two-books.ts';
import { createDifferences, type Differences } from './differences.ts';
import { journalSides, type Ask, type There } from './journal-sides.ts';
import { leaseSides } from './lease-sides.ts';
import { refundSides } from './refund-sides.ts';

const PORTION = 500;
const MOST_LOST = 100;
const NOTHING: There = { last: 0, beside: new Set() };

/**
 * 对账: this station's books beside what the account API has of them, over all epochs: the journal entry by entry, what was given back, the leases, and the
 * sums of the wallet. Every difference has its reason, and no sum differs without one. Done in portions: the desk is never kept waiting. Throws CallFailed.
 */
export async function reconcile(flow: Steps, client: AccountClient, looked: (entries: number, of: number) => void): Promise<ReconciliationView> {
  const { ledger, store } = flow;
  const { journal } = ledger;
  const stationId = store.meta.get('stationId');
  const [epoch, at] = [ledger.epoch(), flow.now()];
  const found = createDifferences(stationId ?? '');
  const refunds = refundSides(flow, found);
  // What is acknowledged now is there when the platform is asked, whatever is reported meanwhile.
  const epochs = (stationId === null ? [] : epochsUpTo(epoch, journal.epochsBefore(epoch))).map((one) => ({ epoch: one, acked: journal.acked(one), upTo: journal.head(one).sequence }));
  const entriesHere = epochs.reduce((sum, { upTo }) => sum + upTo, 0);
  let [entriesThere, passed] = [0, 0];
  const lookedAt = (sequence: number): void => looked(Math.min(passed + sequence, entriesHere), entriesHere);
  const ask: Ask = (query) => client.call('stationJournal', query, { params: { stationId: stationId ?? '' } });
  let there = NOTHING;
  for (const one of epochs) {
    there = await journalSides({ journal, reading: store.reading, isCharged: ledger.isCharged, ask, found, refunds, looked: lookedAt }, one.epoch, one.acked);
    entriesThere += there.last;
    if (one.epoch === epoch) break;
    await onlyHere(flow, found, { ...one, there, why: 'ended', told: 0, looked: lookedAt });
    passed += one.upTo;
  }
  const acked = journal.acked(epoch);
  const told = Math.max(there.last, acked);
  const money = await client.call('balance', {});
  const notHeard = await notHeardSince(ledger, acked);
  // Another epoch meanwhile: what was compared is of no use.
  if (ledger.epoch() !== epoch) return reconcile(flow, client, looked);
  const { books, leases } = twoBooks(flow, money, notHeard);
  const awaited = ledger.pendingGrant() !== null;
  const underWay = await onlyHere(flow, found, { epoch, acked: epochs.at(-1)?.acked ?? 0, upTo: journal.head(epoch).sequence, there, why: 'unreported', told, looked: lookedAt });
  await refunds.look(at, underWay);
  leaseSides(leases, found, { epoch, awaited });
  // What an ended epoch has to tell again first is no entry yet that could say it.
  if (journal.owing() === null) found.sums(books, ledger.totals().refunded - books.station.refunded);
  return { ...books, at, entriesHere, entriesThere, ...found.list() };
}

/** Those that this database has entries of and, where epochs are counted and not numbered by the time, those in between: it may have lost what it had of them. */
function epochsUpTo(now: number, before: readonly number[]): number[] {
  let last = 0;
  return [...before, now].flatMap((epoch) => {
    const lost = epoch - last - 1;
    last = epoch;
    return lost > MOST_LOST ? [epoch] : Array.from({ length: lost + 1 }, (_, at) => epoch - lost + at);
  });
}

type Rest = {
  readonly epoch: number;
  readonly there: There;
  /** What the platform must have, and what it may have got since; behind that `why` is why it does not. */
  readonly acked: number;
  readonly told: number;
  readonly why: 'ended' | 'unreported';
  readonly upTo: number;
  readonly looked: (sequence: number) => void;
};

/** The entries that only this station has. Returns the charges whose refunds were not acknowledged when all this began. */
async function onlyHere({ ledger }: Steps, found: Differences, { epoch, there, acked, told, why, upTo, looked }: Rest): Promise<ReadonlySet<string>> {
  const underWay = new Set<string>();
  for (let after = Math.min(there.last, acked); after < upTo; await turn()) {
    const portion = ledger.journal.lines(epoch, after, upTo, PORTION);
    for (const line of portion) {
      const isAcked = line.sequence <= acked;
      if (line.kind === 'refund' && line.holdId !== null && !isAcked) underWay.add(line.holdId);
      if (line.sequence <= there.last || (!isAcked && line.sequence <= told)) continue;
      // What an ended epoch has not brought there of charges and refunds is told again in the next one, and counts there.
      if (isAcked || why !== 'ended') found.onlyHere(line);
      if (!there.beside.has(line.sequence)) found.entry(isAcked ? 'not-there' : why, line, { epoch, here: line.amount });
    }
    after = portion.at(-1)?.sequence ?? upTo;
    looked(after);
  }
  return underWay;
}
