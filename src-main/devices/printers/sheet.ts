import type { ErrorCode } from '../../../src-shared/errors/codes.ts';

/** One slip, ready for either kind of printer: a page, which throws StationError where its paper is too small, and the same lines for a component's template. */
export type Sheet = { readonly taskId: string; readonly page: () => string; readonly data: Readonly<Record<string, string>> };

/** What a printer said of it. `failed`: nothing was printed. `unknown`: it may have been. */
export type PrintOutcome = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly code: ErrorCode; readonly about: string } | { readonly kind: 'unknown'; readonly about: string };

export type PrintEars = {
  /** Called in the moment before anything leaves: when it returns, that is on the disk. What it throws stops the print, and nothing was printed. */
  readonly handing: () => void;
  /** What a component has told after its print was given up as unknown. */
  readonly late: (outcome: PrintOutcome) => void;
};
