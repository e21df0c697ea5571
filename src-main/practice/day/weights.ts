import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import { dice } from './dice.ts';

/** Two of three orders say what they weigh, packed: 100 g to 8 kg. Chance of its own, so that the rest of the day is as it was. */
export function withWeight(seed: number, parcel: Parcel): Parcel {
  const chance = dice('weight', seed, parcel.number);
  return chance.below(3) === 0 ? parcel : { ...parcel, weightGrams: 100 + 10 * chance.below(791) };
}
