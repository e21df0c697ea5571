import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';

/** The code that this fails with; null where it does not. Other failures are the test's own. */
export function codeOf(work: () => unknown): ErrorCode | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof StationError) return error.code;
    throw error;
  }
}
