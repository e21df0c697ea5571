import type { StatusView } from '../../../src-shared/bridge/views.ts';
import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { dayOf } from '../scan/day.ts';
import type { Steps } from '../steps.ts';

/** The part of the status line that the database knows. */
export function queueStatus(flow: Steps): Pick<StatusView, 'queue' | 'waitReasons' | 'leaseLeft' | 'today' | 'unknownNumbers'> {
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
