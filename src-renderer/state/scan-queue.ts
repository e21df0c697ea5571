import type { Answer } from '../../src-shared/bridge/channels.ts';
import type { Card } from '../../src-shared/bridge/views.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';

type Outcome<Scan> = {
  readonly onCard: (card: Card, scan: Scan) => void;
  /** The scan comes back with the problem: whoever shows it keeps it. */
  readonly onProblem: (scan: Scan, problem: Problem) => void;
  readonly onLength: (open: number) => void;
  /** A scan has come to wait behind the one that is being asked about. */
  readonly onQueued: () => void;
};

/**
 * Scans go to the main process one by one in the order in which they were made, so that answers
 * are shown in that order too. `queued`: others wait behind this one. A scan leaves the queue only as a card or as a problem with itself; null: it was no parcel, and has been dealt with.
 */
export function scanQueue<Scan>(ask: (scan: Scan, queued: boolean) => Promise<Answer<Card> | null>, outcome: Outcome<Scan>): (scan: Scan) => void {
  const scans: Scan[] = [];
  let busy = false;

  async function pump(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let scan = scans[0]; scan !== undefined; scan = scans[0]) {
      const answer = await ask(scan, scans.length > 1);
      scans.shift();
      outcome.onLength(scans.length);
      if (answer === null) continue;
      if (answer.ok) outcome.onCard(answer.value, scan);
      else outcome.onProblem(scan, answer.problem);
    }
    busy = false;
  }

  return (scan) => {
    scans.push(scan);
    outcome.onLength(scans.length);
    if (busy) outcome.onQueued();
    void pump();
  };
}
