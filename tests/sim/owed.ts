import { orderOf } from '../../src-main/practice/account/orders.ts';
import type { Parcel, Target } from '../../src-shared/contract/parcels.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Effects } from './effects.ts';
import { isCalledBack } from './ended-for-nothing.ts';
import { keyOf } from './message-keys.ts';
import type { Life } from './seat.ts';
import { mayBeStopped } from './verdicts.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

/** What a parcel that leaves the desk is owed, read from its order and its store's rules alone: what the station made of it proves nothing. */
function owedOf({ stage }: World, parcel: Parcel): JobKind[] {
  const rules = stage.sql<{ rule: string }>('SELECT rule FROM conversion_rules WHERE store_id = ? ORDER BY position').all(parcel.store.id).map(({ rule }) => JSON.parse(rule) as { from: { courier?: string }; to: Target });
  const target = parcel.target ?? rules.find(({ from }) => from.courier === parcel.courier)?.to ?? null;
  const conversion = target === null ? null : target.kind === 'courier' && target.courier !== parcel.courier ? 'trace' : 'sync';
  return [...(conversion === null ? [] : [conversion, 'write-back'] as const), ...(parcel.privacy ? ['privacy'] as const : []), ...(conversion === 'trace' ? ['forwarding-sms'] as const : [])];
}

/** A list converts for whoever packs later. */
const OF_A_LIST: readonly JobKind[] = ['sync', 'trace', 'write-back'];

export type KnownOfOwed = {
  readonly effects: Effects;
  /** A person gave it up at this seat. */
  readonly gaveUp: (seatName: string, key: string) => boolean;
};
type Scan = { readonly id: number; readonly number: string; readonly undone_at: number | null };

/**
 * Nothing lost: whatever passed, and each row of a list that was started, has had all that it is owed, unless its scan was undone, its list cancelled, its parcel
 * called back, a person gave it up, or somebody refused it (ended-for-nothing.ts judges that).
 */
export function owedInTheEnd({ world, broken, onceHeld }: View, { raw, seat }: Life, { effects, gaveUp }: KnownOfOwed): void {
  // Also what passed in the moment in which its program died, and was answered to nobody.
  for (const { id, number, undone_at } of raw.sql<Scan>("SELECT id, number, undone_at FROM scans WHERE source = 'desk' AND verdict IN ('pass', 'no-funds')").all()) {
    if (undone_at === null || seat.undos === 0) owes(number, () => true, `scan ${id}`);
  }
  for (const [list, numbers] of seat.lists) {
    for (const number of numbers) if (!mayBeStopped(world, onceHeld, number)) owes(number, (kind) => OF_A_LIST.includes(kind), `list ${list}`);
  }

  function owes(number: string, counts: (kind: JobKind) => boolean, what: string): void {
    const parcel = orderOf(world.stage, number);
    if (!parcel || isCalledBack(world, number)) return;
    const owed = owedOf(world, parcel);
    const ended = (kind: JobKind): boolean => {
      const key = keyOf(world.accountId, number, kind);
      return gaveUp(seat.name, key) || raw.sql("SELECT 1 FROM jobs WHERE key = ? AND state = 'refused'").get(key) !== undefined;
    };
    for (const kind of owed.filter(counts)) {
      const key = keyOf(world.accountId, number, kind);
      const happened = kind === 'write-back' ? world.stage.sql('SELECT 1 FROM write_backs WHERE original = ?').get(number) !== undefined : effects.hasEffect(key, kind);
      const after = kind === 'write-back' || kind === 'forwarding-sms' ? owed[0] : undefined;
      if (!happened && !ended(kind) && !(after && ended(after))) broken('nothing lost', `${key} is owed to ${what} at ${seat.name}, and never happened`);
    }
  }
}
