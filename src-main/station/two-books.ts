import type { TwoBooks } from '../../src-shared/bridge/books-views.ts';
import type { Balance } from '../../src-shared/contract/money.ts';
import type { Li } from '../../src-shared/domain/money.ts';
import type { LeaseRow } from '../flow/ledger/ledger.ts';
import type { Steps } from '../flow/steps.ts';
import { turn } from './turn.ts';

type There = Balance['leases'][number];
/**
 * A lease of this station as the account API tells it, and as it is here; null where this database does not know it. `lost`: it cannot be given back
 * from here any more.
 */
export type BothSides = { readonly there: There; readonly here: LeaseRow | null; readonly lost: boolean };

/** `unreported`: charged or given back here; `closing`: leases given back. */
type UnderWay = { readonly unreported: Li; readonly closing: ReadonlySet<string> };

const PORTION = 2_000;

/**
 * What the API may not have heard when it answered: it had the journal up to `acked` before it was asked. After days without a network that is many entries: in
 * portions. Nothing happens at the desk between the last one and whoever awaits this.
 */
export async function notHeardSince({ journal, epoch }: Steps['ledger'], acked: number): Promise<UnderWay> {
  const now = epoch();
  const closing = new Set<string>();
  let unreported = 0;
  for (let after = acked; after < journal.head(now).sequence; after += PORTION) {
    if (after > acked) await turn();
    unreported += journal.moneyIn(now, after, after + PORTION);
    for (const { kind, leaseId } of journal.lines(now, after, after + PORTION, PORTION)) if (kind === 'close' && leaseId !== null) closing.add(leaseId);
  }
  return { unreported, closing };
}

/** What the API knows of a lease that lives there; a state that this version does not know says nothing. */
export const livesThere = ({ state }: Pick<There, 'state'>): boolean => state === 'open' || state === 'frozen';

/** A closed lease lends no more than was charged to it. */
export const lentOf = ({ state, amount, captured }: Pick<There, 'state' | 'amount' | 'captured'>): Li => (state === 'closed' ? captured : amount);

/**
 * This station's books beside the platform's, by the leases of the platform's answer: of those that are closed it tells the newest, not all there ever were, and sums of
 * others than those would differ for ever.
 */
export function twoBooks({ ledger, store }: Steps, money: Balance, { unreported, closing }: UnderWay): { readonly leases: readonly BothSides[]; readonly books: TwoBooks } {
  const stationId = store.meta.get('stationId');
  const awaited = ledger.pendingGrant() !== null;
  // What an ended epoch has to tell again is no entry of this one yet.
  const isClosing = ({ leaseId }: There): boolean => closing.has(leaseId) || ledger.journal.owing() !== null;
  const leases = money.leases.filter((lease) => lease.stationId === stationId).map((there) => bothSides(there, ledger.lease(there.leaseId), awaited, isClosing(there)));
  const known = leases.flatMap(({ here }) => here ?? []);
  const own = ledger.totals();
  const sum = <T>(of: readonly T[], li: (one: T) => Li): Li => of.reduce((total, one) => total + li(one), 0);
  return {
    leases,
    books: {
      station: { lent: sum(known, lentOf), held: own.held, captured: sum(known, ({ captured }) => captured), refunded: own.refunded, unreported },
      stationThere: {
        lent: sum(leases, ({ there }) => lentOf(there)),
        captured: sum(leases, ({ there }) => there.captured),
        refunded: money.refunds ? (money.refunds.find((of) => of.stationId === stationId)?.refunded ?? 0) : null,
      },
      lost: sum(leases, lostOf),
      unlisted: own.leases - known.length,
    },
  };
}

/** `awaited`: one that is open there may be the answer to a request that was not heard yet; `closing`: its close may be on its way. */
function bothSides(there: There, here: LeaseRow | null, awaited: boolean, closing: boolean): BothSides {
  const lost = here ? here.state === 'closed' && (there.state === 'frozen' || (there.state === 'open' && !closing)) : there.state === 'frozen' || (there.state === 'open' && !awaited);
  return { there, here, lost };
}

/** One that was lost and then written off there has been charged all the same. */
function lostOf({ there, here, lost }: BothSides): Li {
  if (here) return lost ? lentOf(there) - lentOf(here) : 0;
  return lost || there.state === 'closed' ? lentOf(there) : 0;
}
