/**
 * A place outside the database for what only safeStorage may keep. `put` says whether the disk has it: what can't be kept safely isn't
 * kept at all, and what can't be written yet is tried again until the program ends.
 */
export type SecretPlace = { readonly get: () => string | null; readonly put: (text: string) => boolean };

/** Keeps nothing: what it is given is known until the program ends. */
export const NOWHERE: SecretPlace = { get: () => null, put: () => false };
