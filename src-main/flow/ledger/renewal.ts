import type { AccountClient } from '../../account/client.ts';
import { CallFailed } from '../../account/call-failed.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import type { Li } from '../../../src-shared/domain/money.ts';
import type { Store } from '../../store/store.ts';
import type { Asking } from './asking.ts';
import type { Ledger } from './ledger.ts';

/** Leases stay small, so that a lost station loses little: enough for three days like the last one, at least ¥20. */
const SMALLEST_WISH = 20_000;
const DAYS = 3;
const DAY = 86_400_000;
const OF_THE_CALLER: readonly ErrorCode[] = ['api-busy', 'session-expired', 'must-change-password', 'agreement-required', 'account-suspended', 'service-disabled', 'not-allowed'];
const OPEN_FIRST = ['station-not-open', 'stale-epoch'];
/** Below this a quarter of the balance would be too little to work with. */
const SMALLEST_QUARTER = 5_000;

/** How much to ask for: what recent speed needs, but no more than a quarter of the balance while that is workable. */
function wish(spentLastDay: Li, needed: Li, balance: Li): Li {
  const recent = Math.max(SMALLEST_WISH, DAYS * spentLastDay, needed);
  return Math.min(recent, Math.max(Math.floor(balance / 4), SMALLEST_QUARTER, needed));
}

export type RenewalParts = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly client: AccountClient;
  readonly stationId: string;
  readonly now: () => number;
  /** By what the API has told: null while that is in doubt. */
  readonly told: () => number | null;
  /** Time goes by what the API says. */
  readonly followed: () => boolean | null;
  /** As last heard. */
  readonly balance: () => Li | null;
  /** Leases that the API had closed when the balance was last heard. */
  readonly closedThere: () => readonly string[];
  /** Money that waiting work needs beyond what is held, 厘. */
  readonly needed: () => Li;
  /** Some of that work costs no more than this. */
  readonly anyFor: (amount: Li) => boolean;
  readonly cheapest: () => Li;
  readonly granted: (leaseId: string) => void;
  /** Another request may be made now; one that is repeated is none. */
  readonly asking: Pick<Asking, 'may' | 'asked'>;
};

/**
 * Keeps enough lent to this station: closes used-up leases, and asks for another one below half of the wish, soon before what is lent ends, or where work waits that
 * it can't pay. Returns whether there is money for work that waits, or where none does for the cheapest: a lease that pays for nothing is as good as none. Throws CallFailed; a request that got no answer is repeated with the same grant id,
 * and may be answered with a lease that has been written off since: the API repeats its first answer.
 */
export async function renew(parts: RenewalParts): Promise<boolean> {
  const { store, ledger, client, now } = parts;
  const told = parts.told();
  // A close can't be taken back.
  if (told !== null) store.transaction(() => ledger.closeUsedUp(told, parts.cheapest()));
  let grant = ledger.pendingGrant();
  if (!grant) {
    const balance = parts.balance() ?? 0;
    const needed = parts.needed();
    // One lease, for the rests of several can each be too small. What waits for it is only being released: asked for again, it would be borrowed twice.
    const at = unended(parts);
    const isLentAt = (time: number): boolean => needed > 0 && ledger.spendable(time).some(({ left }) => left >= needed);
    const wished = wish(ledger.spentSince(now() - DAY), isLentAt(at) ? 0 : needed, balance);
    const isEnough = (isLentAt(at) || needed === 0) && ledger.leftForLonger(at) >= wished / 2;
    // A lease that pays for nothing would be given back at once, and asked for again: for ever.
    if (balance < parts.cheapest() || isEnough || !parts.asking.may()) return isLentAt(now());
    // An API may lend less than was asked, or nothing at all where that is more than there is.
    const amount = Math.min(wished, balance);
    const grantId = store.transaction(() => ledger.ask(amount, now()));
    grant = { grant_id: grantId, amount };
    parts.asking.asked();
  }
  try {
    const lease = await client.call(
      'grantLease',
      { grantId: grant.grant_id, stationId: parts.stationId, epoch: ledger.epoch(), amount: grant.amount },
      { key: grant.grant_id },
    );
    // The API may lend less than was asked, never more, and to nobody else's request: anything else is no answer to this one.
    if (lease.grantId !== grant.grant_id || lease.amount > grant.amount) throw new CallFailed('api-schema', 'grantLease: not what was asked for', { effect: 'unknown' });
    // Repeated, it would be answered the same for ever. What is lent there under that id goes back with the lease that has it, or in the wallet.
    if ((ledger.lease(lease.leaseId)?.grant_id ?? grant.grant_id) !== grant.grant_id) {
      ledger.notGranted(grant.grant_id);
      throw new CallFailed('api-schema', 'grantLease: the lease of another grant', { effect: 'unknown' });
    }
    const closed = parts.closedThere().includes(lease.leaseId);
    store.transaction(() => ledger.granted(lease, closed));
    parts.granted(lease.leaseId);
    return !closed && lease.spendUntil > unended(parts) && lease.amount >= parts.cheapest() && (parts.needed() === 0 || parts.anyFor(lease.amount));
  } catch (error) {
    if (error instanceof CallFailed && isAboutTheGrant(error)) ledger.notGranted(grant.grant_id);
    throw error;
  }
}

/** By a clock that the API does not confirm no lease has ended: the next one would seem to have ended as well, and the one after that. */
const unended = ({ followed, now }: RenewalParts): number => (followed() === true ? now() : 0);

/**
 * Only a refusal of the request itself ends it. One of the caller, or of a station that has to be opened first, says
 * nothing of an earlier answer that was lost: under a new id its lease would be lent and never be known here.
 */
function isAboutTheGrant({ effect, problem, code }: CallFailed): boolean {
  return effect === 'none' && problem !== null && !OF_THE_CALLER.includes(code) && !OPEN_FIRST.includes(problem);
}
