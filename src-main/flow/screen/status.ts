import type { StatusView } from '../../../src-shared/bridge/views.ts';
import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { dayOf } from '../scan/day.ts';
import type { Steps } from '../steps.ts';

export type QueueStatus = Pick<StatusView, 'queue' | 'waitReasons' | 'leaseLeft' | 'today' | 'unknownNumbers'>;
const NOTHING_QUEUED: QueueStatus = { queue: { waiting: 0, calling: 0, exceptions: 0 }, waitReasons: {}, leaseLeft: 0, today: 0, unknownNumbers: 0 };

/** What is told in front of the doors. */
export const NO_STATION: Omit<StatusView, 'problems'> = { ...NOTHING_QUEUED, network: 'online', ordersReady: false, paused: null, standsStill: {}, balance: null, shift: 0, reconciling: null, clockOffset: 0 };

/** Counts that can't be read must not keep from the desk what is wrong: then it has the last that could. */
export function lastCounted(flow: Steps, failed: (error: unknown) => void): () => QueueStatus {
  let counted = NOTHING_QUEUED;
  return () => {
    try {
      counted = flow.store.reading(() => queueStatus(flow));
    } catch (error) {
      failed(error);
    }
    return counted;
  };
}

/** The part of the status line that the database knows. */
export function queueStatus(flow: Steps): QueueStatus {
  const queue = { waiting: 0, calling: 0, exceptions: 0 };
  const waitReasons: Record<string, number> = {};
  for (const { state, waits, n } of flow.jobs.counts()) {
    if (state === 'parked') queue.exceptions += n;
    else if (state === 'calling') queue.calling += n;
    else queue.waiting += n;
    if (waits) waitReasons[waits] = (waitReasons[waits] ?? 0) + n;
  }
  const now = flow.now();
  const sent = flow.scans.counts(dayOf(now)).filter(({ verdict }) => SENT_VERDICTS.includes(verdict));
  return { unknownNumbers: flow.unknowns.openCount(), queue, waitReasons, leaseLeft: flow.ledger.left(now), today: sent.reduce((sum, { scans }) => sum + scans, 0) };
}
