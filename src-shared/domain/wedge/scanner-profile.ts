/** What is known of a station's scanner: learnt by scanning the calibration card, or by its first scan. */
export type ScannerProfile = {
  /** ms between neighbouring characters, the median; null before anything was learnt. */
  readonly gap: number | null;
  /** What comes behind a code: a key, nothing, or not known yet. */
  readonly end: 'key' | 'nothing' | 'unknown';
  /** The computer has another keyboard layout than the scanner: only the places of the keys can be believed. */
  readonly byPlace: boolean;
};

export const UNKNOWN_SCANNER: ScannerProfile = { gap: null, end: 'unknown', byPlace: false };
