/** A place outside the database for what only safeStorage may keep. A `put` that can't keep a secret safely keeps nothing. */
export type SecretPlace = { readonly get: () => string | null; readonly put: (text: string) => void };
