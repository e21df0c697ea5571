import { problemOf, type Problem } from '../../src-shared/errors/codes.ts';
import { storeError } from '../store/store-problem.ts';

/** What a failed start has met. A start reads and writes the data folder: a failure of the system there is one of the folder or of its disk. */
export function startProblem(error: unknown): Problem {
  const problem = problemOf(storeError(error));
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (problem.code !== 'internal' || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return problem;
  return { code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'data-dir-unusable', about: code };
}
