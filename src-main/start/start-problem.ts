import { problemOf, type Problem } from '../../src-shared/errors/codes.ts';
import { storeError } from '../store/store-problem.ts';

/** What a failed start has met. A start reads and writes the data folder: whatever else the system says there is about the folder. */
export function startProblem(error: unknown): Problem {
  const problem = problemOf(storeError(error));
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (problem.code !== 'internal' || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return problem;
  return { code: 'data-dir-unusable', about: code };
}
