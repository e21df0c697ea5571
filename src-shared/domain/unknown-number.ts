import type { Reading } from './waybill-number.ts';

/** So many digits has every courier's number; model numbers, shelves and words have fewer. */
const LEAST_DIGITS = 8;

/**
 * May an order have this number? One in a courier's format, and one of letters, digits and hyphens with so many digits, for
 * nobody knows the formats of all couriers. What is plainly something else (a link, a phone, a payment code) is no number at all.
 */
export const mayHaveOrder = (reading: Reading): reading is Extract<Reading, { kind: 'number' }> =>
  reading.kind === 'number' && (reading.candidates.length > 0 || reading.number.replace(/\D/g, '').length >= LEAST_DIGITS);

/**
 * 待查, a number without an order. `open`: nobody knows it yet. `done`: its order came and its work was queued, or it was scanned again.
 * `arrived`: its order came while the parcel lies aside, or has pieces and the label does not say which this is: it has to be scanned again. `dropped`: a person waits no more, or its
 * scan was undone.
 */
export const UNKNOWN_STATES = ['open', 'arrived', 'done', 'dropped'] as const;
export type UnknownState = (typeof UNKNOWN_STATES)[number];
