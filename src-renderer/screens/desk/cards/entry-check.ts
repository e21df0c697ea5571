import type { Courier } from '../../../../src-shared/domain/couriers.ts';
import type { Unreadable } from '../../../../src-shared/domain/reason.ts';
import { isCheckedNumber, readWaybillNumber } from '../../../../src-shared/domain/waybill-number.ts';
import { isUnmistakable } from '../../../../src-shared/domain/wedge/whole-code.ts';

/** Why a number can't be believed that begins with no courier's letters. */
export type Spoilt = 'composed' | 'mixed';

/**
 * What is known of a number that is being typed, before it is submitted. `refused`: it is none, or another carrier's. `odd`: it fits
 * no courier, and only an order can say that it is one. `composed`: an input method took part, and may have eaten letters: what is left of
 * one number can be another's, unless it begins as no part of a number does. `mixed`: a scanner typed behind what fingers had begun, and nobody can tell
 * what of it is the number. `fits`: couriers whose format it has; `checked`: its check digit is right.
 */
export type EntryCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly why: Unreadable }
  | { readonly kind: Spoilt }
  | { readonly kind: 'odd' }
  | { readonly kind: 'fits'; readonly couriers: readonly Courier[]; readonly checked: boolean };

export function checkEntry(text: string, spoilt: Spoilt | null = null): EntryCheck {
  const reading = readWaybillNumber(text);
  if (reading.kind === 'not-a-number') return reading.why === 'empty' ? { kind: 'empty' } : { kind: 'refused', why: reading.why };
  if (spoilt !== null && !isUnmistakable(text)) return { kind: spoilt };
  if (reading.candidates.length === 0) return { kind: 'odd' };
  return { kind: 'fits', couriers: reading.candidates, checked: isCheckedNumber(reading.number) };
}
