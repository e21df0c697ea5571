import type { Recall } from '../../src-shared/bridge/views.ts';
import type { Steps } from '../flow/steps.ts';

/** 已取下: somebody has in their hands what must not leave. `changed`: after it is on the disk; `by` is who stands at the desk. */
export function takingOff(flow: Steps, changed: () => void, by: () => string) {
  function settle(scanId: number, take: boolean): Recall[] {
    const scan = flow.scans.find(scanId);
    const at = flow.now();
    if (scan)
      flow.store.transaction(() => {
        if (take) flow.scans.takeOff(scan, at, by());
        flow.recalls.end(scan, at, by());
      });
    changed();
    return flow.recalls.open();
  }
  return {
    recalls: (): Recall[] => flow.recalls.open(),
    /** The parcel of this scan, also where it was called back. */
    takeOff: (scanId: number): Recall[] => settle(scanId, true),
    endRecall: (scanId: number): Recall[] => settle(scanId, false),
  };
}
