import { endAs } from './queue/transitions.ts';
import { giveUp } from './settle.ts';
import type { Steps } from './steps.ts';

type Due = { number: string; over_at: number | null; kept_since: number };

const DAY = 86_400_000;
/** So long a pickup message that has ended may be corrected to the same person without typing the phone again. */
const CORRECTED_FOR = DAY;
/** Where the account API names none. */
const RETENTION_DAYS = 30;
/** ms until a parcel is looked at again whose work has not ended. */
const LOOK_AGAIN = 600_000;
/** So long the end of a privacy number may keep a phone beyond its retention, for it may need A; afterwards the number ends by itself. */
const UNBINDING = DAY;

/** `looked`: at so many of one kind; there may be more where that is `most`. `stopped`: scans whose work was given up, since there is nobody any more whom it could reach. */
export type Erased = { readonly looked: number; readonly erased: number; readonly stopped: readonly number[] };

/**
 * Erases the phones of parcels after whose last possible message nothing follows: all work has ended, and the parcel is
 * signed for, its pickup code sent, or its retention over since it came or was scanned. At the end of the retention nothing keeps it any longer,
 * whatever it waits for: money, a service, an outcome or a person; only a call is not cut off in the middle, and a privacy number
 * is ended first, while A is still known. A pickup message has a phone of its own. Looks at `most` of each, in one transaction.
 */
export function erasePhones(flow: Steps, most: number): Erased {
  const { store, phones, bindings, jobs } = flow;
  return store.transaction(() => {
    const at = flow.now();
    const over = at - (flow.entitlements()?.phoneRetentionDays ?? RETENTION_DAYS) * DAY;
    const ahead = notAhead(flow, at, most);
    const due = [
      ...store.sql<Due>('SELECT number, over_at, kept_since FROM parcels INDEXED BY parcels_over WHERE phone_sealed IS NOT NULL AND over_at IS NOT NULL AND over_at <= ? ORDER BY over_at LIMIT ?').all(at, most),
      ...store.sql<Due>('SELECT number, over_at, kept_since FROM parcels INDEXED BY parcels_kept WHERE phone_sealed IS NOT NULL AND over_at IS NULL AND kept_since <= ? ORDER BY kept_since LIMIT ?').all(over, most),
    ].slice(0, most);
    const stopped: number[] = [];
    let erased = 0;
    const messages = flow.arrivals.erase({ ended: at - CORRECTED_FOR, over }, most);
    for (const { number, over_at, kept_since } of due) {
      const scannedAt = store.sql<{ at: number | null }>('SELECT max(at) AS at FROM scans WHERE number = ? AND at <= ?').get(number, at)?.at ?? null;
      if (over_at === null && scannedAt !== null && scannedAt > over) {
        store.sql('UPDATE parcels SET kept_since = ? WHERE number = ?').run(scannedAt, number);
        continue;
      }
      const isOver = Math.max(kept_since, scannedAt ?? 0) <= over;
      if (isOver) stopped.push(...giveUpReaching(flow, number, at));
      const isKept = isOver ? jobs.usesPhone(number, at - UNBINDING) : jobs.isUnderWay(number);
      if (isKept || bindings.release(number, at)) {
        if (over_at === null) store.sql('UPDATE parcels SET kept_since = ? WHERE number = ?').run(over + LOOK_AGAIN, number);
        else store.sql('UPDATE parcels SET over_at = ? WHERE number = ?').run(at + LOOK_AGAIN, number);
        continue;
      }
      phones.erase(number, at);
      erased += 1;
    }
    return { looked: Math.max(due.length, messages, ahead), erased: erased + messages, stopped };
  });
}

/** What a clock wrote that was ahead of this time counts as written now: no phone is kept for the difference. Of a scan by such a clock only its parcel's coming counts. */
function notAhead({ store }: Steps, at: number, most: number): number {
  const set = (sql: string, after: number): number => store.sql(sql).run({ at, after, most }).changes;
  return Math.max(
    set('UPDATE parcels SET kept_since = @at WHERE number IN (SELECT number FROM parcels INDEXED BY parcels_kept WHERE phone_sealed IS NOT NULL AND over_at IS NULL AND kept_since > @after LIMIT @most)', at),
    set('UPDATE parcels SET over_at = @at WHERE number IN (SELECT number FROM parcels INDEXED BY parcels_over WHERE phone_sealed IS NOT NULL AND over_at IS NOT NULL AND over_at > @after LIMIT @most)', at + LOOK_AGAIN),
    set('UPDATE arrivals SET at = @at WHERE id IN (SELECT id FROM arrivals INDEXED BY arrivals_sealed WHERE phone_sealed IS NOT NULL AND at > @after LIMIT @most)', at),
  );
}

/** Work that needs the phone and waits: its money is free. What may have happened is for a person, who can't be told more. */
function giveUpReaching(flow: Steps, number: string, at: number): number[] {
  return flow.jobs.waitingForPhone(number).map((job) => {
    if (flow.jobs.isInDoubt(job.id)) endAs(flow.store, job.id, 'parked', { error: 'provider-outcome-unknown', about: 'phone erased', at });
    else giveUp(flow, job, at, 'job-phone-erased');
    return job.scan_id;
  });
}
