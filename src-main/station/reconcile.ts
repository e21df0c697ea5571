import type { Difference, ReconciliationView } from '../../src-shared/bridge/views.ts';
import { journalBody, type JournalBody } from '../../src-shared/contract/money.ts';
import type { AccountClient } from '../account/client.ts';
import type { Steps } from '../flow/steps.ts';

type There = { readonly hash: string; readonly review: string | null; readonly refunded?: number | null | undefined };
const MOST = 200;
const ALL = -1;

/**
 * 对账: this station's journal beside what the account API has of it, entry by entry. Every difference has its reason:
 * not reported yet, kept for review there, missing on one side, not the same entry, or a charge given back on one side only. Throws CallFailed.
 */
export async function reconcile(flow: Steps, client: AccountClient): Promise<ReconciliationView> {
  const { ledger, store } = flow;
  const epoch = ledger.epoch();
  const stationId = store.meta.get('stationId');
  const there = stationId === null || epoch === 0 ? new Map<number, There>() : await reported(client, stationId, epoch);
  const acked = ledger.journal.acked(epoch);
  const here = ledger.journal.entries(epoch);
  const differences: Difference[] = [];
  // A refund that is on its way explains by itself why its charge is not given back there.
  const underWay = new Set(ledger.journal.unreported(epoch, ALL).flatMap(({ body }) => refundedBy(body)));
  let known = 0;
  for (const { sequence, hash, body } of here) {
    const entry = there.get(sequence);
    known += entry ? 1 : 0;
    there.delete(sequence);
    const why = entry === undefined ? (sequence > acked ? 'unreported' : 'not-there') : entry.hash !== hash ? 'other-entry' : entry.review !== null ? 'review' : refundedOnOneSide(flow, body, entry, underWay);
    if (why) differences.push({ sequence, why, review: entry?.review ?? null, ...told(body) });
  }
  for (const [sequence, { review }] of there) differences.push({ sequence, why: 'not-here', review, at: null, kind: null, number: null, amount: 0 });
  const leases = ledger.totals();
  return {
    at: flow.now(), epoch, entriesHere: here.length, entriesThere: known + there.size, captured: leases.captured, refunded: leases.refunded, held: leases.held,
    differences: differences.slice(0, MOST), more: Math.max(0, differences.length - MOST),
  };
}

async function reported(client: AccountClient, stationId: string, epoch: number): Promise<Map<number, There>> {
  const found = new Map<number, There>();
  for (let after = 0; ; ) {
    const { items, more } = await client.call('stationJournal', { epoch, after }, { params: { stationId } });
    for (const { sequence, ...entry } of items) found.set(sequence, entry);
    const last = items.at(-1)?.sequence ?? after;
    // What says "more" without moving on would be asked for ever.
    if (!more || last <= after) return found;
    after = last;
  }
}

/** Both sides give a charge back, or neither. */
function refundedOnOneSide({ ledger }: Steps, text: string, { refunded }: There, underWay: ReadonlySet<string>): Difference['why'] | null {
  const body: JournalBody = journalBody.parse(JSON.parse(text));
  const here = body.kind === 'capture' ? ledger.refundOf(body.holdId) : null;
  if (body.kind !== 'capture' || here === null || refunded === null || refunded === undefined || here === refunded) return null;
  if (here < refunded) return 'refunded-there';
  return underWay.has(body.holdId) ? null : 'refunded-here';
}

function refundedBy(text: string): string[] {
  const body: JournalBody = journalBody.parse(JSON.parse(text));
  return body.kind === 'refund' ? [body.holdId] : [];
}

function told(text: string): Pick<Difference, 'at' | 'kind' | 'number' | 'amount'> {
  const body: JournalBody = journalBody.parse(JSON.parse(text));
  const key = 'key' in body ? body.key.split(':')[1] : undefined;
  return { at: body.at, kind: body.kind, number: key ?? null, amount: 'amount' in body ? body.amount : 0 };
}
