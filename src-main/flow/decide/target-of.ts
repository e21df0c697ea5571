import type { Parcel, Target } from '../../../src-shared/contract/parcels.ts';
import type { ConversionRule } from '../../../src-shared/contract/stores.ts';

/**
 * Where a parcel's number has to be: a rule that overrides, then the order's own target, then the row of a list that names
 * one, then the first rule that fits. Null where nothing is to be converted. Pure.
 */
export function targetOf(parcel: Pick<Parcel, 'number' | 'courier' | 'platform' | 'target'>, rules: readonly ConversionRule[], listed: Target | null = null): Target | null {
  const rule = rules.find(({ from }) => fits(from, parcel));
  if (rule?.overrides) return rule.to;
  return parcel.target ?? listed ?? rule?.to ?? null;
}

function fits(from: ConversionRule['from'], { number, courier, platform }: Pick<Parcel, 'number' | 'courier' | 'platform'>): boolean {
  return (from.platform ?? platform) === platform && (from.courier ?? courier) === courier && number.startsWith(from.prefix ?? '');
}
