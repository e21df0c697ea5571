import type { Parcel, Target } from '../../../src-shared/contract/parcels.ts';
import type { ConversionRule } from '../../../src-shared/contract/stores.ts';

type Converted = Pick<Parcel, 'number' | 'courier' | 'platform' | 'target'>;

/**
 * Where a parcel's number has to be: a rule that overrides, then the order's own target, then the row of a list that names
 * one, then the first rule that fits. Null where nothing is to be converted. Pure.
 */
export function targetOf(parcel: Converted, rules: readonly ConversionRule[], listed: Target | null = null): Target | null {
  const rule = takenBy(parcel, rules, listed);
  return rule ? rule.to : (parcel.target ?? listed);
}

/** The rule that decides of a parcel: the first one that fits, and no other; null where none fits, or the order or the list names a target that it leaves alone. */
export function takenBy(parcel: Converted, rules: readonly ConversionRule[], listed: Target | null = null): ConversionRule | null {
  const rule = rules.find(({ from }) => fits(from, parcel));
  return rule && (rule.overrides || (parcel.target ?? listed) === null) ? rule : null;
}

function fits(from: ConversionRule['from'], { number, courier, platform }: Pick<Parcel, 'number' | 'courier' | 'platform'>): boolean {
  return (from.platform ?? platform) === platform && (from.courier ?? courier) === courier && number.startsWith(from.prefix ?? '');
}
