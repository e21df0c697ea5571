import type { HistoryAttempt, HistoryBinding, HistoryDecision, HistoryJob, HistoryMoney, HistoryScan, ParcelHistory } from '../../../src-shared/bridge/history-views.ts';
import { redactPhones } from '../../../src-shared/domain/phone.ts';
import { soughtNumber } from '../../../src-shared/domain/waybill-number.ts';
import { printView } from '../print/print-rows.ts';
import type { JobRow } from '../queue/job-rows.ts';
import { resultOf } from '../queue/kept.ts';
import type { ScanRow } from '../scan/scan-rows.ts';
import type { Steps } from '../steps.ts';
import { messageView } from './sent-message.ts';

const SCANS = 200;

/** Everything that is kept of one parcel, on one page: asked for by any number that is on its labels; of a scan that is none, by what is kept of it. */
export function parcelHistory(flow: Steps, asked: string): ParcelHistory {
  const isKept = flow.scans.ofNumbers([asked], 0, 1).length > 0;
  const number = flow.numbers.ofLabel(isKept ? asked : soughtNumber(asked));
  const numbers = flow.numbers.all(number);
  const scans = flow.scans.ofNumbers(numbers, 0, SCANS);
  const jobs = flow.store.sql<JobRow>('SELECT jobs.* FROM json_each(?) CROSS JOIN scans ON scans.number = value CROSS JOIN jobs ON jobs.scan_id = scans.id ORDER BY jobs.id').all(JSON.stringify(numbers));
  const conversion = jobs.map(resultOf).find((result) => result?.kind === 'conversion');
  const parcel = flow.parcels.find(number);
  const interception = flow.parcels.interception(number);
  return {
    number,
    parcel: parcel && {
      courier: parcel.courier, platform: parcel.platform, store: parcel.store.name, orderNumber: parcel.orderNumber, target: parcel.target,
      recipient: parcel.recipient.name, phone: parcel.recipient.mask, region: parcel.recipient.region, items: parcel.items,
      erasedAt: flow.store.sql<{ erased_at: number | null }>('SELECT erased_at FROM parcels WHERE number = ?').get(number)?.erased_at ?? null,
    },
    interception: interception && { why: interception.reason, at: interception.at },
    replacement: conversion?.kind === 'conversion' ? { number: conversion.number, courier: conversion.courier } : null,
    bindings: bindingsOf(jobs, flow.now()),
    scans: scans.map((scan) => scanOf(flow, scan, number)),
    jobs: jobs.map((job) => jobOf(flow, job)),
    money: inOrder(jobs.flatMap((job) => moneyOf(flow, job))),
    prints: flow.prints.ofNumber(number).map(printView),
    messages: jobs.flatMap((job) => messageView(flow, job) ?? []),
  };
}

function scanOf(flow: Steps, { id, number, at, verdict, reason, operator, station, source, device, typed, piece, label, undoneAt, taken }: ScanRow, own: string): HistoryScan {
  const undo = undoneAt === null ? null : flow.scans.undoOf(id);
  return { scanId: id, at, verdict, reason, operator: operator.name, station, source, device, typed, piece, label: label ?? (number === own ? null : number), weight: flow.weighings.of(id), undone: undo && { at: undo.at, by: undo.by.name }, taken, recalled: flow.recalls.of(id) };
}

function jobOf(flow: Steps, job: JobRow): HistoryJob {
  const attempts = flow.store.sql<Omit<HistoryAttempt, 'about'> & { about: string | null }>(
    `SELECT attempt, purpose, started_at AS startedAt, ended_at AS endedAt, outcome, about, (SELECT kind FROM providers WHERE id = attempts.provider) AS provider
     FROM attempts WHERE job_id = ? ORDER BY attempt`,
  );
  return {
    jobId: String(job.id), kind: job.kind, state: job.state, waits: job.waits, error: job.error, delivery: job.delivery, createdAt: job.created_at, endedAt: job.ended_at,
    price: job.price, charged: job.charged, refunded: job.refunded, attempts: attempts.all(job.id).map(({ attempt, purpose, startedAt, endedAt, outcome, about, provider }) => ({ attempt, purpose, startedAt, endedAt, outcome, about: redactPhones(about ?? ''), provider })),
    decisions: decisionsOf(flow, job),
  };
}

function decisionsOf(flow: Steps, { id }: JobRow): HistoryDecision[] {
  const rows = flow.store.sql<Omit<HistoryDecision, 'about'> & { about: string | null }>('SELECT at, operator AS by, action, error, about FROM decisions WHERE job_id = ? ORDER BY id').all(id);
  return rows.map(({ at, by, action, error, about }) => ({ at, by, action, error, about: redactPhones(about ?? '') }));
}

/** What follows a hold comes after it, also where its time was not kept. */
function moneyOf(flow: Steps, job: JobRow): HistoryMoney[] {
  const holds = flow.store.sql<{ hold_id: string; amount: number; state: 'open' | 'captured' | 'void'; at: number; ended_at: number | null }>('SELECT hold_id, amount, state, at, ended_at FROM holds WHERE job_id = ? ORDER BY at').all(job.id);
  return holds.flatMap(({ hold_id, amount, state, at, ended_at }) => {
    const refund = flow.store.sql<{ amount: number; at: number }>('SELECT amount, at FROM refunds WHERE hold_id = ?').get(hold_id);
    const entry = (what: HistoryMoney['entry'], when: number | null, li = amount): HistoryMoney => ({ id: `${hold_id} ${what}`, at: when, entry: what, amount: li, kind: job.kind });
    const entries = [entry('hold', at)];
    if (state === 'captured') entries.push(entry('capture', ended_at ?? job.ended_at));
    // Of an older hold the time was not kept; where it was the only one, it ended with its job.
    if (state === 'void') entries.push(entry('void', ended_at ?? (holds.length === 1 ? job.ended_at : null)));
    if (refund) entries.push(entry('refund', refund.at, refund.amount));
    return entries;
  });
}

/** By time; what has none stays behind the hold that it belongs to. */
function inOrder(money: readonly HistoryMoney[]): HistoryMoney[] {
  const timed = money.map((entry, n) => ({ entry, at: entry.at ?? money[n - 1]?.at ?? 0 }));
  return timed.toSorted((a, b) => a.at - b.at).map(({ entry }) => entry);
}

/** As its job got it. It ends by its time or by an unbinding; `ending` while one is open. */
function bindingsOf(jobs: readonly JobRow[], now: number): HistoryBinding[] {
  const unbindings = jobs.filter(({ kind }) => kind === 'unbind');
  return jobs.flatMap((job) => {
    const result = resultOf(job);
    if (result?.kind !== 'binding') return [];
    const unbinding = unbindings.findLast(({ depends_on, state }) => depends_on === job.id && state !== 'void');
    const over = result.until <= now || unbinding?.state === 'done';
    return [{ number: result.number, until: result.until, state: over ? 'ended' : unbinding ? 'ending' : 'live' } as const];
  });
}
