import type { DeliveryReport } from '../../src-shared/contract/messages.ts';
import { redactPhones } from '../../src-shared/domain/phone.ts';
import { SERVICE_OF, isMessage } from '../../src-shared/domain/work.ts';
import { isOfDisk } from '../store/store-problem.ts';
import type { JobRow } from './queue/job-rows.ts';
import { move } from './queue/transitions.ts';
import { recordSent } from './sent-record.ts';
import { done } from './settle.ts';
import type { Steps } from './steps.ts';

/** What a report came to. `elsewhere`: of another station's work. Nothing is thrown away, and only a first report moves money. */
type Became = 'delivered' | 'refunded' | 'not-refunded' | 'not-charged' | 'repeated' | 'contradicts' | 'elsewhere' | 'other-account';
type Row = { readonly id: number; readonly report_id: string; readonly key: string; readonly state: DeliveryReport['state']; readonly became: Became | null };
type Open = Row & { readonly job: number };

/** `scans`: whose cards changed. `odd`: reports that do not fit, for the log; without phone numbers. */
export type Settled = { readonly scans: ReadonlySet<number>; readonly odd: readonly string[] };

/** Keys whose reports could not be settled, each until when they are passed over; of one run. `failed` hears of each once, `settled` where it is over. */
export type Stuck = { readonly until: Map<string, number>; readonly failed: (key: string, error: unknown) => void; readonly settled: (key: string) => void };
const PASSED_OVER = 60_000;

/**
 * Stores a page of the feed and what the caller keeps with it, the cursor, in one transaction; then does at once what can be done. A report that can't be
 * settled keeps no page away.
 */
export function keepReports(flow: Steps, accountId: string, reports: readonly DeliveryReport[], keep: () => void = () => undefined, stuck?: Stuck): Settled {
  const odd: string[] = [];
  flow.store.transaction(() => {
    for (const { reportId, key, state, code, at } of reports) {
      const ours = key.startsWith(`${accountId}:`);
      const became: Became | null = !ours ? 'other-account' : flow.store.sql('SELECT 1 FROM jobs WHERE key = ?').get(key) ? null : 'elsewhere';
      flow.store
        .sql('INSERT INTO delivery_reports (report_id, key, state, code, at, became) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING')
        .run(reportId, key, state, redactPhones(code), at, became);
      if (!ours) odd.push(`other-account ${redactPhones(reportId)}`);
    }
    keep();
  });
  const settled = settleReports(flow, stuck);
  return { scans: settled.scans, odd: [...odd, ...settled.odd] };
}

/**
 * Looks again at the reports that waited: for their job's outcome, for money to charge it with, for the price list, or until the
 * account API has the charge and has said whether it stands. In one transaction; where that fails, and not for the disk, in one of each report's own: one
 * that can't be settled keeps no other, and is looked at again after a minute, alone. Without `stuck` the failure is thrown.
 */
export function settleReports(flow: Steps, stuck?: Stuck): Settled {
  const at = flow.now();
  const open = flow.store.sql<Open>(
    `SELECT r.*, j.id AS job FROM delivery_reports r INDEXED BY delivery_reports_open CROSS JOIN jobs j ON j.key = r.key
     WHERE r.became IS NULL AND j.state <> 'calling' ORDER BY r.id`,
  ).all();
  const settled: Settled[] = [];
  const settleThese = (reports: readonly Open[]): void => void settled.push(flow.store.transaction(() => settleInOrder(flow, reports)));
  const alone = (report: Open): void => {
    try {
      settleThese([report]);
      if (stuck?.until.delete(report.key)) stuck.settled(report.key);
    } catch (error) {
      if (stuck === undefined || isOfDisk(error)) throw error;
      if (!stuck.until.has(report.key)) stuck.failed(report.key, error);
      stuck.until.set(report.key, at + PASSED_OVER);
    }
  };
  const fresh = open.filter(({ key }) => !stuck?.until.has(key));
  try {
    settleThese(fresh);
  } catch (error) {
    if (stuck === undefined || isOfDisk(error)) throw error;
    fresh.forEach(alone);
  }
  open.filter(({ key }) => (stuck?.until.get(key) ?? Infinity) <= at).forEach(alone);
  return { scans: new Set(settled.flatMap(({ scans }) => [...scans])), odd: settled.flatMap(({ odd }) => odd) };
}

function settleInOrder(flow: Steps, reports: readonly Open[]): Settled {
  const scans = new Set<number>();
  const odd: string[] = [];
  for (const report of reports) {
    const first = flow.store.sql<Row>('SELECT * FROM delivery_reports WHERE key = ? ORDER BY id LIMIT 1').get(report.key) ?? report;
    const before = flow.jobs.find(report.job) as JobRow;
    const isOpen = first.became === null || first.became === 'elsewhere';
    const became = isOpen ? decide(flow, before, first) : first.became;
    if (became !== null || flow.jobs.find(before.id)?.state !== before.state) scans.add(before.scan_id);
    if (became === null) continue;
    note(flow, first, became);
    if (report.id !== first.id) note(flow, report, report.state === first.state ? 'repeated' : 'contradicts');
    if (report.state !== first.state) odd.push(`contradicts ${redactPhones(report.report_id)}`);
  }
  return { scans, odd };
}

/** What the first report of a job comes to; null while it has to wait. */
function decide(flow: Steps, found: JobRow, { state, report_id }: Row): Became | null {
  const at = flow.now();
  const job = resolved(flow, found, report_id, at);
  if (job.state === 'refused' || job.state === 'void') {
    // It went out all the same: whoever complains of it is answered.
    if (mayBeFromHere(flow, job)) recordSent(flow, job, report_id, 0, at);
    return 'not-charged';
  }
  if (job.state !== 'done') return null;
  const service = SERVICE_OF[job.kind];
  const terms = service === null ? undefined : flow.entitlements()?.services[service];
  // What is refunded is the price list's word, which a new database has not heard yet.
  if (state === 'failed' && service !== null && !terms) return null;
  const refund = state === 'failed' && terms?.refundsFailed === true ? flow.ledger.refund(job, at) : null;
  if (refund === 'early') return null;
  flow.store.sql('UPDATE jobs SET delivery = ? WHERE id = ?').run(state, job.id);
  if (state === 'delivered') return 'delivered';
  return refund === 'done' ? 'refunded' : refund === 'nothing' ? 'not-charged' : 'not-refunded';
}

/** What was given up and had come to nothing here is another station's message, which the next scan may have to send from here too. */
function mayBeFromHere(flow: Steps, job: JobRow): boolean {
  return isMessage(job.kind) && flow.messages.calledAt(job.id) !== null && (job.state === 'refused' || flow.jobs.isInDoubt(job.id));
}

/** A report is proof that the message went out: one whose outcome nobody knew is done, and charged like any other. It is not called again, be there nothing to charge it with: then it waits for money, and nobody has to be asked about it. */
function resolved(flow: Steps, found: JobRow, reportId: string, at: number): JobRow {
  if (found.state === 'waiting' && isMessage(found.kind) && flow.jobs.isInDoubt(found.id)) move(flow.store, found.id, 'unknown', 'funds', null, 1);
  const job = flow.jobs.find(found.id) as JobRow;
  const doubtful = job.state === 'unknown' || (job.state === 'parked' && (job.error === 'provider-outcome-unknown' || flow.jobs.isInDoubt(job.id)));
  // A message is done by having happened: other work needs a number that a report does not have.
  if (!doubtful || !isMessage(job.kind) || !flow.ledger.canCapture(job, at)) return job;
  done(flow, job, JSON.stringify({ kind: 'reference', reference: reportId }), at);
  return flow.jobs.find(job.id) as JobRow;
}

function note(flow: Steps, { id }: Row, became: Became): void {
  flow.store.sql('UPDATE delivery_reports SET became = ? WHERE id = ?').run(became, id);
}
