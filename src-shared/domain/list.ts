/** What a column of a list of parcels can hold. Only the number is required. */
export const LIST_COLUMNS = ['number', 'courier', 'target'] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

/** Why a row of a list can't be taken. What a person reads for each is in the window's texts. */
export const BAD_ROW_REASONS = [
  'empty', 'too-long', 'payment', 'link', 'phone', 'sf-structured', 'structured', 'characters', 'look-alike', 'check-digit',
  /** Fits no courier's format. */
  'no-format',
  /** The row has no number. */
  'missing',
  /** 7.74124E+14: the table program has shortened the number, its last digits are lost. */
  'scientific',
  /** A number cell with more digits than a table program keeps (15). */
  'rounded',
  'formula', 'date', 'error-cell',
  /** Covered by a merged cell: its number belongs to another row. */
  'merged',
  /** Not to be seen in the table: a filter is on, or somebody has hidden it. */
  'hidden',
  /** The same number stands further up in the list. */
  'repeated',
  /** Another number stands in one of its cells, on a line of its own: a quotation mark may not be shut, and rows after it are drawn into it. */
  'quote',
  /** The headings again. */
  'header',
  /** A courier or a target that nobody knows. */
  'courier', 'target',
] as const;
export type BadRowReason = (typeof BAD_ROW_REASONS)[number];

/** Limits of a list: bytes of its file, bytes when unpacked, characters of a text that is pasted, rows. */
export const LIST_LIMITS = { fileBytes: 20 * 1024 * 1024, unpackedBytes: 120 * 1024 * 1024, pasted: 5_000_000, rows: 50_000, columns: 64, cell: 1_000 } as const;
