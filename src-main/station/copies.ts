import type { Problems } from './problems.ts';

/** ms in one epoch after which no other machine seems to run on a copy any more. */
const PEACE = 600_000;
/** And after which an epoch that ended is forgotten: what was lent in it has ended by then. */
const LONG_AGO = 86_400_000;

/**
 * Another machine that runs on a copy of this database. Each opening of the one ends the epoch of the other and freezes what it was lent: if each borrowed again at once, the
 * balance would be gone within minutes. One epoch that ends so can be a copy that was tried out, or an API that was put back; from the second in a row
 * it is told, and nothing is borrowed until the station has been left in peace.
 */
export function createCopies(problems: Pick<Problems, 'goesOn' | 'cure'>) {
  let ended = 0;
  /** By `performance.now()`. */
  let endedAt = 0;
  const quiet = (): number => performance.now() - endedAt;
  return {
    /** A new epoch has begun because the one before was another's. */
    met(): void {
      ended = quiet() < LONG_AGO ? ended + 1 : 1;
      endedAt = performance.now();
      if (ended > 1) problems.goesOn({ code: 'station-copied' });
    },
    /** Whether one still runs, as far as can be seen. */
    areAlive(): boolean {
      if (ended > 1 && quiet() < PEACE) return true;
      problems.cure('station-copied');
      return false;
    },
    /** Who works next on this machine has another database. */
    end: (): void => problems.cure('station-copied'),
  };
}
