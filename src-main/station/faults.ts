import { isUnsafe, problemOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { storeError } from '../store/store-problem.ts';
import type { Problems } from './problems.ts';
import { stuckRows } from './stuck-rows.ts';
import type { UnsafeProblems } from './unsafe.ts';

/** What a round with the account API, from its first call to its last commit, proves to be over. */
const OVER_AFTER_A_ROUND: readonly ErrorCode[] = [
  'api-unreachable', 'api-address-missing', 'api-busy', 'api-schema', 'api-refused', 'session-expired', 'account-suspended', 'agreement-required', 'must-change-password', 'service-disabled',
  'not-allowed', 'insufficient-balance', 'internal', 'store-failed', 'disk-full', 'database-locked', 'data-dir-unusable',
];

export type FaultsParts = { readonly problems: Problems; readonly unsafe: UnsafeProblems; readonly log: (event: string, about: string) => void };

/** What fails in a station's background, told until it is over. */
export function stationFaults({ problems, unsafe, log }: FaultsParts) {
  /** Why the high-water mark can't be kept. A round does not write it: while this lasts nothing is called, however well the rounds go. */
  let unmarked: ErrorCode | null = null;

  return {
    rows: stuckRows(problems, log),
    fault(error: unknown): void {
      const problem = problemOf(storeError(error));
      log('fault', error instanceof Error ? error.message : String(error));
      // Being offline is shown as being offline, not as an error.
      if (isUnsafe(problem.code)) unsafe.met('account', problem.code, problem.about ?? '');
      else if (problem.code !== 'api-unreachable') problems.add(problem);
    },
    well(): void {
      unsafe.passed('account');
      problems.cure(...OVER_AFTER_A_ROUND.filter((code) => code !== unmarked));
    },
    /** Rejects where the mark can't be kept. */
    async marked(flush: () => Promise<void>): Promise<void> {
      try {
        await flush();
      } catch (error) {
        unmarked = problemOf(storeError(error)).code;
        throw error;
      }
      if (unmarked !== null) problems.cure(unmarked);
      unmarked = null;
    },
  };
}
