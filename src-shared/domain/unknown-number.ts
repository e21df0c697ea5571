/**
 * 待查, a number without an order. `open`: nobody knows it yet. `done`: its order came and its work was queued, or it was scanned again.
 * `arrived`: its order came while the parcel lies aside, and it may be scanned again. `dropped`: a person waits no more, or its
 * scan was undone.
 */
export const UNKNOWN_STATES = ['open', 'arrived', 'done', 'dropped'] as const;
export type UnknownState = (typeof UNKNOWN_STATES)[number];
