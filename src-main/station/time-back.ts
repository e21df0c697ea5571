import type { Steps } from '../flow/steps.ts';

/** Scans that are moved in one transaction: it must be over before a packer notices. */
const AT_ONCE = 250;

export type TimeBackParts = {
  readonly flow: Pick<Steps, 'store' | 'jobs' | 'scans' | 'now'>;
  /** Until it is done, or the station ends. */
  readonly take: (step: () => void) => void;
  readonly wake: () => void;
  /** What was lent has not ended after all: what waits for money looks again. */
  readonly spendAgain: () => void;
  readonly statusChanged: () => void;
};

/** Time was ahead of the API's by so many ms, and went back to it: what was put off meanwhile must not wait for the difference, and what was scanned counts for this day. */
export function timeBack({ flow, take, wake, spendAgain, statusChanged }: TimeBackParts): (by: number) => void {
  function bringScansBack(): void {
    take(() => {
      const moved = flow.store.transaction(() => flow.scans.bringBack(flow.now(), AT_ONCE));
      if (moved > 0) statusChanged();
      if (moved === AT_ONCE) setImmediate(bringScansBack);
    });
  }
  return (by) => {
    // An answer that comes after the end finds a closed database.
    if (!flow.store.db.open) return;
    take(() => {
      flow.jobs.timeWentBack(by, flow.now());
      wake();
    });
    spendAgain();
    bringScansBack();
  };
}
