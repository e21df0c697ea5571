import { orderOf } from '../../src-main/practice/account/orders.ts';
import type { Life, Seat } from './seat.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export type KnownOfEnded = {
  /** Its provider has told this seat that nothing will help. */
  readonly wasRefused: (seat: Seat, key: string) => boolean;
  /** Nothing follows that would need it. */
  readonly isPhoneGone: (number: string) => boolean;
};
type Ended = {
  readonly key: string; readonly number: string; readonly state: 'void' | 'refused'; readonly error: string | null;
  readonly decided: 0 | 1; readonly repeated: 0 | 1; readonly undone: 0 | 1; readonly stopped: 0 | 1; readonly earlier: string | null;
};

/**
 * Nothing lost: work that ends without its effect has a reason outside its own row. A person gave it up, its scan was undone, its list cancelled, its parcel
 * called back, its pickup code corrected, what it depends on came to nothing, a provider refused it for good, a person had a number ended whose phone was gone by then,
 * or a number was over already and the key was lost by which the station knows of whom it was. Whoever gives up what only has to wait is found here.
 */
export function endedForNothing(world: World, { raw, seat }: Life, known: KnownOfEnded, broken: View['broken']): void {
  const ended = raw.sql<Ended>(
    `SELECT j.key, j.number, j.state, j.error, earlier.state AS earlier, EXISTS (SELECT 1 FROM decisions d WHERE d.job_id = j.id AND d.action = 'void' AND d.at >= j.ended_at) AS decided,
       j.kind = 'unbind' AND EXISTS (SELECT 1 FROM decisions d WHERE d.job_id = j.id AND d.action = 'retry') AS repeated,
       s.undone_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM batch_rows r JOIN batches b ON b.id = r.batch_id WHERE r.job_id IN (j.id, j.depends_on) AND b.state IN ('running', 'paused')) AS undone,
       s.source = 'batch' AND EXISTS (SELECT 1 FROM batch_rows r JOIN batches b ON b.id = r.batch_id WHERE r.job_id = j.id AND b.state IN ('cancelled', 'stopped')) AS stopped
     FROM jobs j JOIN scans s ON s.id = j.scan_id LEFT JOIN jobs earlier ON earlier.id = j.depends_on WHERE j.state IN ('void', 'refused')`,
  ).all();
  for (const job of ended) if (!hasReason(job)) broken('nothing lost', `${job.key} at ${seat.name} is ${job.state} (${job.error}) for no reason`);

  function hasReason({ key, number, state, error, decided, repeated, undone, stopped, earlier }: Ended): boolean {
    if (state === 'refused') return known.wasRefused(seat, key) || (repeated === 1 && known.isPhoneGone(number)) || (seat.lostKeys && key.includes(':unbind:'));
    return decided === 1 || undone === 1 || stopped === 1 || earlier === 'void' || earlier === 'refused' || (error === 'job-called-back' && isCalledBack(world, number)) || (error === 'pickup-corrected' && isCorrected(world, raw, key));
  }
}

/** There is work to tell its recipient of another place, and the account API has corrected it, or its parcel lies under the number that it was converted to as well. */
function isCorrected({ stage }: World, { sql }: Life['raw'], key: string): boolean {
  const [account, told = '', kind] = key.split(':');
  const [own = '', before = '0'] = told.split('~');
  const isOther = stage.sql(
    `SELECT 1 FROM conversions WHERE original = @own
     UNION ALL SELECT 1 FROM arrivals wrong JOIN arrivals later ON later.arrival ->> '$.corrects' = wrong.arrival_id WHERE wrong.arrival ->> '$.place' || '/' || (wrong.arrival ->> '$.code') = @own`,
  ).get({ own }) !== undefined;
  return isOther && sql('SELECT 1 FROM jobs WHERE key = ?').get(`${account}:${own}~${Number(before) + 1}:${kind}`) !== undefined;
}

/** By its own number, or by the one that it was converted to. */
export function isCalledBack({ stage }: World, number: string): boolean {
  const own = stage.sql<{ number: string }>('SELECT number FROM conversions WHERE original = ?').get(number)?.number ?? number;
  return orderOf(stage, number)?.refund === true || stage.sql('SELECT 1 FROM interceptions WHERE number IN (?, ?)').get(number, own) !== undefined;
}
