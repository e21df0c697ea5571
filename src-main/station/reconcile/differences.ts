import type { Difference, DifferenceReason, TwoBooks } from '../../../src-shared/bridge/books-views.ts';
import { ownOfKey } from '../../../src-shared/domain/business-key.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { EntryLine } from '../../flow/ledger/journal.ts';
import { lentOf, type BothSides } from '../two-books.ts';

/** Listed of each reason; the others are counted. */
const LISTED = 100;

const SUMS = ['lent', 'captured', 'refunded'] as const;
type Sum = (typeof SUMS)[number];
/** What entries that one side alone has did to a lease. */
export type OneSided = { readonly here: Li; readonly there: Li; readonly closing: boolean };
type Range = readonly [least: Li, most: Li];
type OnEntry = { readonly epoch: number; readonly here?: Li | null; readonly there?: Li | null; readonly review?: string | null; readonly refunded?: Li };
export type Differences = ReturnType<typeof createDifferences>;

const NOTHING: OneSided = { here: 0, there: 0, closing: false };
const WHOLE = { epoch: null, sequence: null, leaseId: null, review: null, at: null, kind: null, number: null, here: null, there: null, refunded: 0, lent: null } as const;
/** Told in a new epoch again, no money of its own, or a sum itself: no sum differs by these. */
const OF_NO_SUM: readonly DifferenceReason[] = ['ended', 'charged-again', 'lost-epoch', 'sum-lent', 'sum-captured'];

const OF_REFUNDS: readonly DifferenceReason[] = ['refunded-there', 'refunded-here', 'refund-unheard', 'charged-before'];

/** Every difference that was found, one line each, and which of the sums they say something of. */
export function createDifferences(stationId: string) {
  const listed: Difference[] = [];
  const counts = new Map<DifferenceReason, number>();
  const oneSided = new Map<string, OneSided>();
  /** How much more is here than there, of each sum, by what is told: at least, and at most. */
  const said: Record<Sum, Range> = { lent: [0, 0], captured: [0, 0], refunded: [0, 0] };
  /** Entries that only the platform has, and whose texts it did not tell. */
  let untold = false;

  function add(difference: Difference): void {
    const count = (counts.get(difference.why) ?? 0) + 1;
    counts.set(difference.why, count);
    if (count <= LISTED) listed.push(difference);
    if (difference.lent) {
      say('lent', exactly(difference.lent));
      say('captured', exactly(difference));
    } else say('refunded', ofRefunds(difference));
  }

  function say(sum: Sum, [least, most]: Range): void {
    said[sum] = [said[sum][0] + least, said[sum][1] + most];
  }

  function moved(line: EntryLine, side: 'here' | 'there'): void {
    if (line.leaseId === null) return;
    const before = oneSided.get(line.leaseId) ?? NOTHING;
    if (line.kind === 'close') oneSided.set(line.leaseId, { ...before, closing: true });
    if (line.kind === 'capture') oneSided.set(line.leaseId, { ...before, [side]: before[side] + (line.amount ?? 0) });
  }

  return {
    entry(why: DifferenceReason, line: EntryLine, { epoch, here = null, there = null, review = null, refunded = 0 }: OnEntry): void {
      const { sequence, hash, at, kind, leaseId } = line;
      const number = line.key === null ? null : ownOfKey(line.key);
      add({ ...WHOLE, why, epoch, sequence, leaseId, review, at, kind, number, here, there, refunded, reference: [stationId, epoch, sequence, hash].join(' ') });
    },
    /** This station alone counts the entry. */
    onlyHere: (line: EntryLine): void => moved(line, 'here'),
    onlyThere(line: EntryLine): void {
      untold ||= line.kind === null;
      moved(line, 'there');
    },
    lease(why: DifferenceReason, { there, here }: BothSides): void {
      add({
        ...WHOLE, why, leaseId: there.leaseId, here: here?.captured ?? null, there: there.captured, lent: { here: here ? lentOf(here) : null, there: lentOf(there) }, reference: [stationId, there.leaseId].join(' '),
      });
    },
    /** A lease that has no line of its own: entries say what was charged to it and that it goes back, nothing that more was lent; of a state that this version does not know, not even that. */
    unnamedLease({ here, there }: BothSides): void {
      say('captured', exactly({ here: here?.captured ?? 0, there: there.captured }));
      if (here?.state === 'closed' && there.state !== 'other') say('lent', exactly({ here: lentOf(here), there: lentOf(there) }));
    },
    epoch: (epoch: number, last: number): void => add({ ...WHOLE, why: 'lost-epoch', epoch, sequence: last, reference: [stationId, epoch].join(' ') }),
    /** A refund of work whose charge has no entry here to name. */
    refund(why: DifferenceReason, { number, here, reference }: Pick<Difference, 'number' | 'here' | 'reference'>): void {
      add({ ...WHOLE, why, kind: 'capture', number, here, there: 0, reference: [stationId, reference].join(' ') });
    },
    /** A sum that differs always has lines that say all of it. `meanwhile`: given back here since the sums were added up, and in the lines already. */
    sums({ station, stationThere }: TwoBooks, meanwhile: Li): void {
      say('refunded', [-meanwhile, 0]);
      for (const sum of SUMS) {
        const [here, there, [least, most]] = [station[sum], stationThere[sum], said[sum]];
        if (there === null || here === there || (here - there >= least && here - there <= most)) continue;
        const isLost = sum === 'refunded' && here - there < least && (untold || counts.has('lost-epoch'));
        add({ ...WHOLE, why: isLost ? 'refunds-lost' : `sum-${sum}`, here, there, reference: stationId });
      }
    },
    of: (leaseId: string): OneSided => oneSided.get(leaseId) ?? NOTHING,
    untold: (): boolean => untold,
    list: (): { readonly differences: readonly Difference[]; readonly more: number } => ({ differences: listed, more: [...counts.values()].reduce((all, count) => all + count, 0) - listed.length }),
  };
}

function exactly({ here, there }: { readonly here: Li | null; readonly there: Li | null }): Range {
  const more = (here ?? 0) - (there ?? 0);
  return [more, more];
}

/** What a line says of the refunds. What is just being told may count there already, and the refund of a charge may stand here under another one. */
function ofRefunds({ why, kind, here, there, refunded }: Difference): Range {
  if (OF_NO_SUM.includes(why)) return [0, 0];
  // Nobody knows what an entry was of which the platform does not tell the text.
  if (kind === null) return [-Infinity, Infinity];
  if (OF_REFUNDS.includes(why)) return exactly({ here, there });
  if (kind === 'refund') return [-(there ?? 0), here ?? 0];
  // What is reported while the platform is asked can be given back there at once, and be heard here before its sums or after them.
  if (kind === 'capture' && why === 'unreported') return [-(here ?? 0), here ?? 0];
  return [-refunded, 0];
}
