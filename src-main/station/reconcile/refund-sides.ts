import type { Li } from '../../../src-shared/domain/money.ts';
import type { EntryLine } from '../../flow/ledger/journal.ts';
import type { Steps } from '../../flow/steps.ts';
import { turn } from '../turn.ts';
import type { Differences } from './differences.ts';

type Own = { hold_id: string; amount: Li; number: string };
type Told = { readonly epoch: number; readonly line: EntryLine; readonly refunded: Li; readonly isAcked: boolean };
export type RefundsThere = Pick<ReturnType<typeof refundSides>, 'areTold' | 'told'>;

const PORTION = 500;

/** What was given back of the charges that both sides have. There are few: each side's are looked up on the other one. */
export function refundSides({ store, ledger }: Pick<Steps, 'store' | 'ledger'>, found: Differences) {
  const there = new Map<string, Told>();
  let told = false;
  const own = (after: string, until: number): Own[] =>
    store.sql<Own>(
      `SELECT r.hold_id, r.amount, j.number FROM refunds r JOIN holds h USING (hold_id) JOIN jobs j ON j.id = h.job_id
       WHERE r.hold_id > ? AND r.at <= ? AND r.names = r.hold_id ORDER BY r.hold_id LIMIT ?`,
    ).all(after, until, PORTION);

  function compare({ epoch, line, refunded, isAcked }: Told, underWay: ReadonlySet<string>): void {
    const here = ledger.refundOf(line.holdId ?? '');
    if (here === refunded || (here !== null && here > refunded && underWay.has(line.holdId ?? ''))) return;
    const why = !isAcked ? 'refund-unheard' : here === null ? 'charged-before' : here < refunded ? 'refunded-there' : 'refunded-here';
    found.entry(why, line, { epoch, here: here ?? 0, there: refunded });
  }

  return {
    /** The platform tells what it gives back; one that does not contradicts nothing. */
    areTold: (): void => void (told = true),
    /** The platform gave a charge back that this station has. What an epoch tells again is the same charge. `isAcked`: this station has heard of it. */
    told(epoch: number, line: EntryLine, refunded: Li, isAcked: boolean): void {
      if (line.holdId !== null) there.set(line.holdId, { epoch, line, refunded, isAcked });
    },
    /** `underWay`: the charges whose refunds are not reported yet; of what was given back after `until` the platform may not have told. */
    async look(until: number, underWay: ReadonlySet<string>): Promise<void> {
      const all = [...there.values()];
      for (let at = 0; at < all.length; at += PORTION) {
        store.reading(() => all.slice(at, at + PORTION).forEach((one) => compare(one, underWay)));
        await turn();
      }
      if (!told) return;
      for (let after = ''; ; await turn()) {
        const portion = own(after, until);
        for (const { hold_id, amount, number } of portion) {
          if (amount > 0 && !there.has(hold_id) && !underWay.has(hold_id)) found.refund('refunded-here', { number, here: amount, reference: hold_id });
        }
        after = portion.at(-1)?.hold_id ?? '';
        if (portion.length < PORTION) return;
      }
    },
  };
}
