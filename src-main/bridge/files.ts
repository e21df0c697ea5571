/** What is saved: a table or a scanner's recording. */
export type SavedKind = 'table' | 'recording';

/** Where files come from and go to. The places are chosen by a person in the system's own dialog: null where nobody chose. */
export type Files = { readonly chooseFile: () => Promise<string | null>; readonly choosePlace: (name: string, kind: SavedKind) => Promise<string | null> };
