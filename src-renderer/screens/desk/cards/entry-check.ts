import type { Courier } from '../../../../src-shared/domain/couriers.ts';
import type { Unreadable } from '../../../../src-shared/domain/reason.ts';
import { isCheckedNumber, readWaybillNumber } from '../../../../src-shared/domain/waybill-number.ts';
import { isUnmistakable } from '../../../../src-shared/domain/wedge/whole-code.ts';

/**
 * What is known of a number that is being typed, before it is submitted. `refused`: it is none, or another carrier's. `odd`: it fits
 * no courier, and only an order can say that it is one. `composed`: an input method took part, and may have eaten letters: what is left of
 * one number can be another's, unless it begins as no part of a number does. `fits`: couriers whose format it has; `checked`: its check digit is right.
 */
export type EntryCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly why: Unreadable }
  | { readonly kind: 'composed' }
  | { readonly kind: 'odd' }
  | { readonly kind: 'fits'; readonly couriers: readonly Courier[]; readonly checked: boolean };

export function checkEntry(text: string, composed = false): EntryCheck {
  const reading = readWaybillNumber(text);
  if (reading.kind === 'not-a-number') return reading.why === 'empty' ? { kind: 'empty' } : { kind: 'refused', why: reading.why };
  if (composed && !isUnmistakable(text)) return { kind: 'composed' };
  if (reading.candidates.length === 0) return { kind: 'odd' };
  return { kind: 'fits', couriers: reading.candidates, checked: isCheckedNumber(reading.number) };
}
