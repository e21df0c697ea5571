import { readMobile } from '../../../src-shared/domain/sms.ts';
import { soughtNumber } from '../../../src-shared/domain/waybill-number.ts';
import { tidy } from '../arrivals.ts';
import type { Steps } from '../steps.ts';

/** Jobs that send a message, and arrivals, also those of which none was made. */
type Sought = { readonly jobs: readonly number[]; readonly arrivals: readonly number[] };

/** What a complaint names, as a whole: the recipient's phone, a pickup code, or a waybill number, be it the parcel's own, its new one or a piece's. Each has an index, for messages are kept for years. */
export function soughtMessages(flow: Steps, typed: string, most: number): Sought {
  const { sql } = flow.store;
  const phone = readMobile(typed);
  if (phone !== null) {
    const jobs = sql<{ job_id: number }>('SELECT job_id FROM messages WHERE recipient = ? ORDER BY job_id DESC LIMIT ?').all(flow.phones.fingerprint(phone), most);
    return { jobs: jobs.map(({ job_id }) => job_id), arrivals: [] };
  }
  // What could be no message is kept as it was told.
  const told = typed.trim();
  const numbers = JSON.stringify([...flow.numbers.all(flow.numbers.ofLabel(soughtNumber(typed))), told]);
  const arrivals = sql<{ id: number; job_id: number | null }>('SELECT id, job_id FROM arrivals WHERE code COLLATE NOCASE IN (@code, @told) UNION SELECT id, job_id FROM arrivals WHERE number IN (SELECT value FROM json_each(@numbers)) ORDER BY id DESC LIMIT @most').all({ code: tidy(typed), told, numbers, most });
  const ofParcel = sql<{ id: number }>("SELECT jobs.id FROM json_each(?) CROSS JOIN scans ON scans.number = value CROSS JOIN jobs ON jobs.scan_id = scans.id WHERE jobs.kind IN ('forwarding-sms', 'pickup-sms') LIMIT ?").all(numbers, most);
  return { jobs: [...arrivals.flatMap(({ job_id }) => job_id ?? []), ...ofParcel.map(({ id }) => id)], arrivals: arrivals.map(({ id }) => id) };
}
