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

/** Gives an error of the database its code; others come back as they are. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StationError) return error;
  const sqlite = (error as Error & { code?: unknown }).code;
  if (typeof sqlite !== 'string' || !sqlite.startsWith('SQLITE_')) return error;
  const known = CODES.find(([prefix]) => sqlite.startsWith(prefix));
  return new StationError(known?.[1] ?? 'store-failed', sqlite, { cause: error });
}
