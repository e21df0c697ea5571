/** Why the practice world cannot start, in codes that src-shared/errors has words for. */
export type StartFailure = 'practice-port-taken' | 'disk-full' | 'data-dir-unusable' | 'internal';

export class CannotStart extends Error {
  readonly code: StartFailure;
  constructor(code: StartFailure, about: string, options?: ErrorOptions) {
    super(about, options);
    this.name = 'CannotStart';
    this.code = code;
  }
}

/** Result codes of SQLite (https://sqlite.org/rescode.html) and of the system that a person can do something about. */
const KNOWN: readonly (readonly [prefix: string, code: StartFailure])[] = [
  ['SQLITE_FULL', 'disk-full'],
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['SQLITE_CANTOPEN', 'data-dir-unusable'],
  ['SQLITE_READONLY', 'data-dir-unusable'],
  ['SQLITE_PERM', 'data-dir-unusable'],
  ['SQLITE_NOTADB', 'data-dir-unusable'],
  ['SQLITE_CORRUPT', 'data-dir-unusable'],
  ['EADDRINUSE', 'practice-port-taken'],
  ['EACCES', 'practice-port-taken'],
];

export function startFailure(error: unknown): CannotStart {
  if (error instanceof CannotStart) return error;
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  const known = KNOWN.find(([prefix]) => code.startsWith(prefix));
  return new CannotStart(known?.[1] ?? 'internal', code || String(error), { cause: error });
}
