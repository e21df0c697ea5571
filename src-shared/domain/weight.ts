/** Weights are whole grams. */
export type Grams = number;

/** What was ruled for this station's scale. A parcel is off when it differs from its order by more than both. */
export type WeighingRules = {
  /** A parcel that may leave is recorded only with its weight. */
  readonly required: boolean;
  readonly toleranceGrams: Grams;
  /** Of the order's weight. */
  readonly tolerancePercent: number;
};

export const FIRST_WEIGHING: WeighingRules = { required: false, toleranceGrams: 50, tolerancePercent: 10 };

/** False where the order says nothing of its weight. */
export function isOff(grams: Grams, expected: Grams | null, { toleranceGrams, tolerancePercent }: WeighingRules): boolean {
  return expected !== null && Math.abs(grams - expected) > Math.max(toleranceGrams, (expected * tolerancePercent) / 100);
}

/** 1.234, in kilograms. */
export const kilograms = (grams: Grams): string => (grams / 1000).toFixed(3);
