import { orderOf } from '../../src-main/practice/account/orders.ts';
import type { Parcel, Target } from '../../src-shared/contract/parcels.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Effects } from './effects.ts';
import { isCalledBack } from './ended-for-nothing.ts';
import { keyOf } from './message-keys.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

/** What a parcel that leaves the desk is owed, read from its order and its store's rules alone: what the station made of it proves nothing. */
function owedOf({ stage }: World, parcel: Parcel): JobKind[] {
  const rules = stage.sql<{ rule: string }>('SELECT rule FROM conversion_rules WHERE store_id = ? ORDER BY position').all(parcel.store.id).map(({ rule }) => JSON.parse(rule) as { from: { courier?: string }; to: Target });
  const target = parcel.target ?? rules.find(({ from }) => from.courier === parcel.courier)?.to ?? null;
  const conversion = target === null ? null : target.kind === 'courier' && target.courier !== parcel.courier ? 'trace' : 'sync';
  return [...(conversion === null ? [] : [conversion, 'write-back'] as const), ...(parcel.privacy ? ['privacy'] as const : []), ...(conversion === 'trace' ? ['forwarding-sms'] as const : [])];
}

type Known = {
  readonly effects: Effects;
  /** A person gave it up at this seat. */
  readonly gaveUp: (seatName: string, key: string) => boolean;
};

/** Nothing lost: whatever passed has had all that it is owed, unless its scan was undone, its parcel called back, a person gave it up, or somebody refused it (ended-for-nothing.ts judges that). */
export function owedInTheEnd({ world, broken }: View, { raw, seat }: Life, { effects, gaveUp }: Known): void {
  for (const { scanId, number, verdict: answered } of seat.answered) {
    const row = raw.sql<{ verdict: string; undone_at: number | null }>('SELECT verdict, undone_at FROM scans WHERE id = ?').get(scanId);
    const parcel = orderOf(world.stage, number);
    // What had no order yet is decided when that comes.
    const verdict = answered === 'unknown' ? row?.verdict : answered;
    if (row?.verdict !== verdict) broken('nothing lost', `scan ${scanId} of ${number} at ${seat.name} was answered ${answered}, and is ${row?.verdict}`);
    if (!parcel || !row || (verdict !== 'pass' && verdict !== 'no-funds') || (row.undone_at !== null && seat.undos > 0) || isCalledBack(world, number)) continue;
    const owed = owedOf(world, parcel);
    const ended = (kind: JobKind): boolean => {
      const key = keyOf(world.accountId, number, kind);
      return gaveUp(seat.name, key) || raw.sql("SELECT 1 FROM jobs WHERE key = ? AND state = 'refused'").get(key) !== undefined;
    };
    for (const kind of owed) {
      const key = keyOf(world.accountId, number, kind);
      const happened = kind === 'write-back' ? world.stage.sql('SELECT 1 FROM write_backs WHERE original = ?').get(number) !== undefined : effects.hasEffect(key, kind);
      const after = kind === 'write-back' || kind === 'forwarding-sms' ? owed[0] : undefined;
      if (!happened && !ended(kind) && !(after && ended(after))) broken('nothing lost', `${key} is owed to a scan that was answered at ${seat.name}, and never happened`);
    }
  }
}
