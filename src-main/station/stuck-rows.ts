import { problemOf } from '../../src-shared/errors/codes.ts';
import { storeError } from '../store/store-problem.ts';
import type { Problems } from './problems.ts';

/** Rows of the feeds that could not be followed or settled, and not for the disk: told while there is one, for no round that goes well proves it over. */
export function stuckRows(problems: Pick<Problems, 'goesOn' | 'cure'>, log: (event: string, about: string) => void) {
  const rows = new Map<string, string>();
  let hasEnded = false;
  function tell(): void {
    const [why] = rows.values();
    if (why === undefined) problems.cure('feed-not-followed');
    else problems.goesOn({ code: 'feed-not-followed', about: `${rows.size}: ${why}` });
  }
  return {
    met(row: string, error: unknown): void {
      log('fault', error instanceof Error ? error.message : String(error));
      if (hasEnded) return;
      const { code, about } = problemOf(storeError(error));
      rows.set(row, about ?? code);
      tell();
    },
    passed(row: string): void {
      if (rows.delete(row)) tell();
    },
    /** The next station meets them itself. */
    end(): void {
      hasEnded = true;
      rows.clear();
      tell();
    },
  };
}
export type StuckRows = ReturnType<typeof stuckRows>;
