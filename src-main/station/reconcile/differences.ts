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
type OnEntry = { readonly epoch: number; readonly here?: Li | null; readonly there?: Li | null; readonly review?: string | null; readonly refunded?: Li };
export type Differences = ReturnType<typeof createDifferences>;

const NOTHING: OneSided = { here: 0, there: 0, closing: false };
const WHOLE = { epoch: null, sequence: null, leaseId: null, review: null, at: null, kind: null, number: null, here: null, there: null, refunded: 0, lent: null } as const;
/** Told in a new epoch again, or no money of its own: no sum differs by these. */
const OF_NO_SUM: readonly DifferenceReason[] = ['ended', 'charged-again', 'lost-epoch'];

const OF_REFUNDS: readonly DifferenceReason[] = ['refunded-there', 'refunded-here', 'refund-unheard', 'charged-before'];

/** Every difference that was found, one line each, and which of the sums they say something of. */
export function createDifferences(stationId: string) {
  const listed: Difference[] = [];
  const counts = new Map<DifferenceReason, number>();
  const oneSided = new Map<string, OneSided>();
  const concerned = new Set<Sum>();
  /** Entries that only the platform has, and whose texts it did not tell. */
  let untold = false;

  function add(difference: Difference): void {
    const count = (counts.get(difference.why) ?? 0) + 1;
    counts.set(difference.why, count);
    if (count <= LISTED) listed.push(difference);
    for (const sum of concerns(difference)) concerned.add(sum);
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
    epoch: (epoch: number, last: number): void => add({ ...WHOLE, why: 'lost-epoch', epoch, sequence: last, reference: [stationId, epoch].join(' ') }),
    /** A refund of work whose charge has no entry here to name. */
    refund(why: DifferenceReason, { number, here, reference }: Pick<Difference, 'number' | 'here' | 'reference'>): void {
      add({ ...WHOLE, why, kind: 'capture', number, here, there: 0, reference: [stationId, reference].join(' ') });
    },
    /** A sum that differs always has a line that says why. */
    sums({ station, stationThere }: TwoBooks): void {
      for (const sum of SUMS.filter((one) => !concerned.has(one))) {
        const [here, there] = [station[sum], stationThere[sum]];
        if (there === null || here === there) continue;
        const isLost = sum === 'refunded' && there > here && (untold || counts.has('lost-epoch'));
        add({ ...WHOLE, why: isLost ? 'refunds-lost' : `sum-${sum}`, here, there, reference: stationId });
      }
    },
    of: (leaseId: string): OneSided => oneSided.get(leaseId) ?? NOTHING,
    untold: (): boolean => untold,
    list: (): { readonly differences: readonly Difference[]; readonly more: number } => ({ differences: listed, more: [...counts.values()].reduce((all, count) => all + count, 0) - listed.length }),
  };
}

/** Of which sums a line says something. */
function concerns({ why, kind, lent, refunded }: Difference): readonly Sum[] {
  if (OF_NO_SUM.includes(why)) return [];
  if (lent) return ['lent', 'captured'];
  // Nobody knows what an entry was of which the platform does not tell the text.
  if (kind === null) return SUMS;
  if (OF_REFUNDS.includes(why) || kind === 'refund') return ['refunded'];
  // What is reported while the platform is asked can be given back there at once.
  if (kind === 'capture') return refunded > 0 || why === 'unreported' ? ['lent', 'captured', 'refunded'] : ['lent', 'captured'];
  return kind === 'close' ? ['lent'] : [];
}
