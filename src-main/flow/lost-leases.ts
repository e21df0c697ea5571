import { release, type Steps } from './steps.ts';

/**
 * The account API closed leases that this station still held: a merchant wrote them off. Nothing new is spent from them,
 * and waiting work that was to be paid from them is paid from other money or waits for funds. A call under way is not
 * stopped; its capture is reported and kept for review there. Returns how many leases were lost.
 */
export function loseLeases(flow: Steps, closedThere: readonly string[]): number {
  return flow.store.transaction(() => {
    let lost = 0;
    for (const leaseId of closedThere) {
      if (!flow.ledger.writeOff(leaseId)) continue;
      lost += 1;
      for (const jobId of flow.ledger.heldOn(leaseId)) {
        const job = flow.jobs.find(jobId);
        if (job?.state === 'waiting') release(flow, job);
      }
    }
    return lost;
  });
}
