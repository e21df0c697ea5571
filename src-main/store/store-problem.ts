import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';

/** SQLite's result codes (https://sqlite.org/rescode.html) that a person can do something about. */
const CODES: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_BUSY', 'database-locked'],
  ['SQLITE_LOCKED', 'database-locked'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_NOTADB', 'database-damaged'],
  ['SQLITE_CANTOPEN', 'data-dir-unusable'],
  ['SQLITE_READONLY', 'data-dir-unusable'],
  ['SQLITE_PERM', 'data-dir-unusable'],
  // The WAL's index cannot be extended: on a full disk that is what opening fails with.
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['SQLITE_IOERR', 'store-failed'],
];

/** What the system says of the files beside the database: settings, secrets, the mark. */
const OF_FILES: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'data-dir-unusable'],
  ['EPERM', 'data-dir-unusable'],
  ['EROFS', 'data-dir-unusable'],
  ['EISDIR', 'data-dir-unusable'],
  ['EIO', 'store-failed'],
]);

/** Gives an error of the database, or of a file, its code; others come back as they are. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StationError) return error;
  const { code } = error as Error & { code?: unknown };
  if (typeof code !== 'string') return error;
  const known = code.startsWith('SQLITE_') ? (CODES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'store-failed') : OF_FILES.get(code);
  return known === undefined ? error : new StationError(known, code, { cause: error });
}

/** A row or a statement that does not fit what the tables allow, or the program itself: no repeat mends that. */
const OF_DATA: readonly string[] = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_RANGE', 'SQLITE_TOOBIG', 'SQLITE_ERROR', 'SQLITE_MISUSE'];

/** Whether something failed for the disk, or for who else has the file: then the same may work later. */
export function isOfDisk(error: unknown): boolean {
  const known = storeError(error);
  return known instanceof StationError && known.cause !== undefined && !OF_DATA.some((code) => known.about?.startsWith(code));
}
