import { readJournalBody } from '../../../src-shared/contract/money.ts';
import type { AnswerOf } from '../../../src-shared/contract/calls.ts';
import { CallFailed } from '../../account/call-failed.ts';
import type { EntryLine } from '../../flow/ledger/journal.ts';
import type { Ledger } from '../../flow/ledger/ledger.ts';
import type { Store } from '../../store/store.ts';
import { mustReopen } from '../opening.ts';
import { turn } from '../turn.ts';
import type { Differences } from './differences.ts';
import type { RefundsThere } from './refund-sides.ts';

type Page = AnswerOf<'stationJournal'>;
type Item = Page['items'][number];
export type Ask = (query: { readonly epoch: number; readonly after: number; readonly mode: 'marks' | 'bodies' }) => Promise<Page>;
export type JournalParts = {
  readonly journal: Ledger['journal'];
  readonly ask: Ask;
  readonly reading: Store['reading'];
  readonly found: Differences;
  readonly refunds: RefundsThere;
  /** What was set aside under this id has become a charge here. */
  readonly isCharged: (holdId: string) => boolean;
  /** So far into the epoch. */
  readonly looked: (sequence: number) => void;
};

/** How far the platform has the epoch's journal, and which of this station's entries it keeps beside it, for review. */
export type There = { readonly last: number; readonly beside: ReadonlySet<number> };

const PORTION = 200;

/**
 * One epoch as the platform has it, beside this station's. By its marks first: a hash that is the same proves all entries before it. Where they part, from there on entry
 * by entry. Of an epoch that this database has nothing of there is one line, or none where the platform knows of no such epoch. Throws CallFailed.
 */
export async function journalSides(parts: JournalParts, epoch: number, acked: number): Promise<There> {
  const { journal, ask, found, refunds, isCharged, reading } = parts;
  const isLost = journal.head(epoch).sequence === 0;
  const own = (sequence: number): EntryLine | undefined => journal.lines(epoch, sequence - 1, sequence, 1)[0];
  const beside = new Set<number>();
  let mode: 'marks' | 'bodies' = 'marks';
  /** Up to here both sides are the same; what lies beside the journal was looked at up to there. */
  let [same, last, after, besideUpTo] = [0, 0, 0, 0];

  function lookBeside(item: Item, isOwn: boolean): void {
    if (item.sequence <= besideUpTo) return;
    const line = lineOf(item);
    found.entry('review', line, { epoch, review: item.review, ...(isOwn ? { here: line.amount } : { there: line.amount }) });
    if (isOwn) beside.add(item.sequence);
  }

  function lookAtSame({ sequence, review, refunded }: Item): void {
    const line = review !== null || (refunded ?? 0) > 0 ? own(sequence) : undefined;
    if (line && review !== null) {
      found.entry('review', line, { epoch, review, here: line.amount });
      found.onlyHere(line);
    }
    if (line && refunded) refunds.told(epoch, line, refunded, sequence <= acked);
  }

  function lookAtOther(item: Item): void {
    const [here, there] = [own(item.sequence), lineOf(item)];
    const refunded = item.refunded ?? 0;
    // Charged before the database was put back, found again and charged here after it: the platform counts the two as one.
    const isAgain = there.kind === 'capture' && there.holdId !== null && isCharged(there.holdId);
    if (isAgain && refunded > 0) refunds.told(epoch, there, refunded, true);
    found.entry(here ? 'other-entry' : isAgain ? 'charged-again' : 'not-here', here ?? there, { epoch, here: here?.amount ?? null, there: there.amount, refunded: isAgain ? 0 : refunded });
    if (here) found.onlyHere(here);
    if (item.review === null && !isAgain) found.onlyThere(there);
  }

  /** False where the sides part and the page has to be asked for anew, from where they were the same. */
  function look(item: Item): boolean {
    const isOwn = journal.hashAt(epoch, item.sequence) === item.hash;
    if (item.applied === false) {
      lookBeside(item, isOwn);
      return true;
    }
    if (!isOwn && !isLost && mode === 'marks') return false;
    if (item.refunded !== undefined) refunds.areTold();
    last = item.sequence;
    if (isOwn) {
      same = item.sequence;
      lookAtSame(item);
    } else if (!isLost) lookAtOther(item);
    return true;
  }

  for (;;) {
    const page = ask({ epoch, after, mode });
    const { items, more } = await (isLost ? page.catch(emptyWhereUnknown) : page);
    let parted: Item | undefined;
    for (let at = 0; at < items.length && !parted; at += PORTION) {
      await turn();
      parted = reading(() => items.slice(at, at + PORTION).find((item) => !look(item)));
    }
    if (parted) {
      mode = 'bodies';
      besideUpTo = parted.sequence - 1;
      after = same;
      continue;
    }
    const next = items.at(-1)?.sequence ?? after;
    parts.looked(next);
    if (!more || next <= after) break;
    after = next;
  }
  if (isLost && last > 0) found.epoch(epoch, last);
  return { last, beside };
}

/** Whoever asks for all epochs up to its own asks for some that never were. */
function emptyWhereUnknown(error: unknown): Page {
  if (error instanceof CallFailed && error.status === 404 && error.problem !== null && !mustReopen(error)) return { items: [], more: false };
  throw error;
}

/** What the platform tells of an entry, which may not be here. */
function lineOf({ sequence, hash, body }: Item): EntryLine {
  const read = body === undefined ? null : readJournalBody(body);
  const fields: Partial<Pick<EntryLine, 'key' | 'amount' | 'leaseId' | 'holdId'>> = read ?? {};
  const { key = null, amount = null, leaseId = null, holdId = null } = fields;
  return { sequence, hash, kind: read?.kind ?? null, at: read?.at ?? null, key, amount, leaseId, holdId };
}
