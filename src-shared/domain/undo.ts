import type { JobKind, JobState } from './work.ts';

/**
 * Why nothing is undone. `already`: the last scan is undone, and undo goes no further back, for a card that is read twice must not
 * take back two parcels. `too-old`: it is on its way by now. `another-operator`: it is somebody else's.
 */
export const UNDO_REFUSALS = ['nothing', 'already', 'too-old', 'another-operator'] as const;
export type UndoRefusal = (typeof UNDO_REFUSALS)[number];

/** So long after a scan it can be undone, ms. */
export const UNDO_WITHIN = 600_000;

/** What can't be taken back, and how it stands: it was sent, or may have been. */
export type KeptWork = { readonly kind: JobKind; readonly state: JobState };
