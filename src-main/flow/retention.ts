import type { Steps } from './steps.ts';

type Due = { number: string; over_at: number | null };

const DAY = 86_400_000;
/** So long a pickup message that has ended may be corrected to the same person without typing the phone again. */
const CORRECTED_FOR = DAY;
/** Where the account API names none. */
const RETENTION_DAYS = 30;
/** ms until a parcel is looked at again whose work has not ended. */
const LOOK_AGAIN = 600_000;

/**
 * Erases the phones of parcels after whose last possible message nothing follows: all work has ended, and the parcel is
 * signed for, its pickup code sent, or its retention over since it came or was scanned. What waits for a person does not keep
 * a phone beyond its retention. A privacy number is ended first, while A is still known. A pickup message has a phone of its own, which
 * nothing keeps beyond its retention. Looks at `most` parcels, in one transaction; returns how many it looked at and how many it erased.
 */
export function erasePhones(flow: Steps, most: number): { readonly looked: number; readonly erased: number } {
  const { store, phones, bindings, jobs } = flow;
  return store.transaction(() => {
    const at = flow.now();
    const over = at - (flow.entitlements()?.phoneRetentionDays ?? RETENTION_DAYS) * DAY;
    const due = [
      ...store.sql<Due>('SELECT number, over_at FROM parcels INDEXED BY parcels_over WHERE phone_sealed IS NOT NULL AND over_at IS NOT NULL AND over_at <= ? ORDER BY over_at LIMIT ?').all(at, most),
      ...store.sql<Due>('SELECT number, over_at FROM parcels INDEXED BY parcels_kept WHERE phone_sealed IS NOT NULL AND over_at IS NULL AND kept_since <= ? ORDER BY kept_since LIMIT ?').all(over, most),
    ].slice(0, most);
    let erased = flow.arrivals.erase({ ended: at - CORRECTED_FOR, over }, most);
    for (const { number, over_at } of due) {
      const scannedAt = store.sql<{ at: number | null }>('SELECT max(at) AS at FROM scans WHERE number = ?').get(number)?.at ?? null;
      if (over_at === null && scannedAt !== null && scannedAt > over) {
        store.sql('UPDATE parcels SET kept_since = ? WHERE number = ?').run(scannedAt, number);
        continue;
      }
      if (jobs.isUnderWay(number) || bindings.release(number, at)) {
        store.sql('UPDATE parcels SET kept_since = max(kept_since, ?), over_at = CASE WHEN over_at IS NULL THEN NULL ELSE ? END WHERE number = ?').run(over + LOOK_AGAIN, at + LOOK_AGAIN, number);
        continue;
      }
      phones.erase(number, at);
      erased += 1;
    }
    return { looked: due.length, erased };
  });
}
