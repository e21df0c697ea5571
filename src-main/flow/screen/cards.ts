import type { Card, CardJob, ScanLine } from '../../../src-shared/bridge/views.ts';
import type { Target } from '../../../src-shared/contract/parcels.ts';
import { isOfNoPiece } from '../../../src-shared/domain/reason.ts';
import { conversionAmong } from '../../../src-shared/domain/work.ts';
import { pieceOf } from '../print/due.ts';
import { printView } from '../print/print-rows.ts';
import type { JobRow } from '../queue/job-rows.ts';
import { orderOf, resultOf } from '../queue/kept.ts';
import type { ScanRow } from '../scan/scan-rows.ts';
import { costOf } from './cost.ts';
import type { Steps } from '../steps.ts';

const OPEN = ['waiting', 'calling', 'unknown', 'parked'];

/** 本单: one scan with everything that has become of it. Null where no such scan is. */
export function cardOf(flow: Steps, scanId: number): Card | null {
  return flow.store.reading(() => {
    const scan = flow.scans.find(scanId);
    return scan && cardOfScan(flow, scan);
  });
}

function cardOfScan(flow: Steps, scan: ScanRow): Card {
  const jobs = flow.jobs.ofScan(scan.id);
  const parcel = scan.verdict === 'invalid' && !isOfNoPiece(scan.reason) ? null : flow.parcels.find(scan.number);
  // A further piece, or a scan after the parcel had passed, has no such work of its own: the order's new number is on all of them.
  const conversion = flow.jobs.conversionsOf(scan.number).map(resultOf).find((result) => result?.kind === 'conversion');
  const ended = jobs.some(({ kind, state }) => kind === 'unbind' && state === 'done');
  const print = flow.prints.newest(scan.number, pieceOf(scan));
  const binding = jobs.map(resultOf).find((result) => result?.kind === 'binding');
  return {
    scanId: scan.id, at: scan.at, verdict: scan.verdict, reason: scan.reason, number: scan.number, suffix: scan.suffix, label: scan.label, operator: scan.operator.name, device: scan.device, typed: scan.typed, weight: flow.weighings.of(scan.id),
    undone: undoOf(flow, scan),
    piece: scan.piece && { ...scan.piece, sent: piecesSent(flow, scan) },
    parcel: parcel && {
      courier: parcel.courier, platform: parcel.platform, store: parcel.store.name, orderNumber: parcel.orderNumber, target: targetOfJobs(jobs) ?? parcel.target,
      recipient: parcel.recipient.name, phone: parcel.recipient.mask, region: parcel.recipient.region, items: parcel.items,
    },
    replacement: conversion?.kind === 'conversion' ? { number: conversion.number, courier: conversion.courier } : null,
    privacyNumber: binding?.kind === 'binding' && !ended ? { number: binding.number, until: binding.until } : null,
    print: print && printView(print),
    jobs: jobs.map(cardJob),
    charged: jobs.reduce((sum, job) => sum + job.charged - job.refunded, 0),
    cost: jobs.reduce((sum, job) => sum + costOf(job), 0),
    took: jobs.length > 0 && jobs.every((job) => !OPEN.includes(job.state)) ? Math.max(...jobs.map((job) => job.ended_at ?? 0)) - scan.at : null,
  };
}

function undoOf(flow: Steps, { id, undoneAt }: ScanRow): Card['undone'] {
  const undo = undoneAt === null ? null : flow.scans.undoOf(id);
  return undo && { at: undo.at, by: undo.by.name, taken: undo.taken, kept: undo.kept };
}

/** How many of an order's pieces have left by now. */
function piecesSent(flow: Steps, scan: ScanRow): number {
  return new Set(flow.scans.sentAll(scan.number).map(({ piece }) => piece?.number ?? 1)).size;
}

/** What is being converted to, where a rule or a list said so and not the order. */
function targetOfJobs(jobs: readonly JobRow[]): Target | null {
  const conversion = conversionAmong(jobs);
  return (conversion && orderOf(conversion)?.target) ?? null;
}

function cardJob(job: JobRow): CardJob {
  return { jobId: String(job.id), kind: job.kind, state: job.state, waits: job.waits, price: job.price, charged: job.charged, refunded: job.refunded, delivery: job.delivery, error: job.error };
}

export function scanLine(scan: ScanRow): ScanLine {
  return { scanId: scan.id, at: scan.at, verdict: scan.verdict, number: scan.label ?? scan.number, reason: scan.reason, piece: scan.piece, undone: scan.undoneAt !== null };
}
