import type { RulesTried } from '../../../src-shared/bridge/batch-views.ts';
import type { Parcel, Target } from '../../../src-shared/contract/parcels.ts';
import type { ConversionRule } from '../../../src-shared/contract/stores.ts';
import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';
import { takenBy } from '../decide/target-of.ts';
import type { Steps } from '../steps.ts';

const DAY = 86_400_000;
const MOST = 20_000;
const NAMED = 5;

type Row = Pick<Parcel, 'number' | 'courier' | 'platform'> & { target_kind: Target['kind'] | null; target: string | null };

/** What a store's rules would do with the orders that came today (UTC+8), by the very rules of a scan. */
export function rulesTried({ store, now }: Steps, storeId: string, rules: readonly ConversionRule[]): RulesTried {
  const today = Math.floor((now() + CHINA_TIME) / DAY) * DAY - CHINA_TIME;
  // The index has the parcels that somebody may still be written to about: all of today's.
  const orders = store
    .sql<Row>('SELECT number, courier, platform, target_kind, target FROM parcels INDEXED BY parcels_kept WHERE phone_sealed IS NOT NULL AND over_at IS NULL AND kept_since >= ? AND store_id = ? ORDER BY kept_since DESC LIMIT ?')
    .all(today, storeId, MOST);
  const taken = rules.map(() => ({ takes: 0, numbers: [] as string[] }));
  let own = 0;
  for (const row of orders) {
    const rule = takenBy({ ...row, target: targetOf(row) }, rules);
    const at = rule ? taken[rules.indexOf(rule)] : undefined;
    if (at) {
      at.takes += 1;
      if (at.numbers.length < NAMED) at.numbers.push(row.number);
    } else if (row.target_kind !== null) own += 1;
  }
  return { orders: orders.length, rules: taken, own, none: orders.length - own - taken.reduce((sum, { takes }) => sum + takes, 0) };
}

const targetOf = ({ target_kind, target }: Row): Target | null =>
  target_kind === null || target === null ? null : target_kind === 'segment' ? { kind: 'segment', segment: target } : ({ kind: 'courier', courier: target } as Target);
