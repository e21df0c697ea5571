import type { Courier } from '../../../../src-shared/domain/couriers.ts';
import type { Unreadable } from '../../../../src-shared/domain/reason.ts';
import { isCheckedNumber, readWaybillNumber } from '../../../../src-shared/domain/waybill-number.ts';

/**
 * What is known of a number that is being typed, before it is submitted. `refused`: it is none, or another carrier's. `odd`: it fits
 * no courier, and only an order can say that it is one. `fits`: couriers whose format it has; `checked`: its check digit is right.
 */
export type EntryCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly why: Unreadable }
  | { readonly kind: 'odd' }
  | { readonly kind: 'fits'; readonly couriers: readonly Courier[]; readonly checked: boolean };

export function checkEntry(text: string): EntryCheck {
  const reading = readWaybillNumber(text);
  if (reading.kind === 'not-a-number') return reading.why === 'empty' ? { kind: 'empty' } : { kind: 'refused', why: reading.why };
  if (reading.candidates.length === 0) return { kind: 'odd' };
  return { kind: 'fits', couriers: reading.candidates, checked: isCheckedNumber(reading.number) };
}
