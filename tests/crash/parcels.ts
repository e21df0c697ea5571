import { practiceDay } from '../../src-main/practice/day/day.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';

const FIRST_SEED = 100_000;

/**
 * Parcels without end: one practice day after the other, each number once and each for somebody else, since two parcels
 * of one recipient share a privacy number. Those that may not leave are left out.
 */
export function* parcels(seed: number): Generator<Parcel> {
  const known = new Set<string>();
  const phone = (): string => `1991${String(known.size).padStart(7, '0')}`;
  for (let day = 0; ; day += 1) {
    for (const parcel of practiceDay((FIRST_SEED + seed * 1_000 + day) % 2 ** 32).parcels) {
      if (parcel.refund || parcel.hold || known.has(parcel.number)) continue;
      known.add(parcel.number);
      yield { ...parcel, recipient: { ...parcel.recipient, phone: phone() } };
    }
  }
}
