import { UNDO_WITHIN, type KeptWork, type UndoRefusal } from '../../src-shared/domain/undo.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Desk } from './one-scan.ts';
import type { JobRow } from './queue/job-rows.ts';
import type { ScanRow } from './scan/scan-rows.ts';
import { giveUp } from './settle.ts';
import { cameToNothing, type Steps } from './steps.ts';

export type Undone =
  | { readonly kind: 'undone'; readonly scan: ScanRow; readonly taken: readonly JobKind[]; readonly kept: readonly KeptWork[] }
  | { readonly kind: 'refused'; readonly why: UndoRefusal; readonly scan: ScanRow | null };

/**
 * 撤销上一件, in one transaction: the newest scan at the desk counts no more, what of its work has not been sent is given up
 * and its money free, and who undid it is on record. What was sent, or may have been, stays and is named. The parcel's next scan
 * is a first one: work that was given up here is taken up again under the same key, so that nothing is done or charged twice.
 */
export function undoLast(flow: Steps, desk: Desk): Undone {
  return flow.store.transaction(() => {
    const at = flow.now();
    const [scan] = flow.scans.newest(1);
    const why = refusal(scan, desk, at);
    if (why !== null || !scan) return { kind: 'refused', why: why ?? 'nothing', scan: scan ?? null };
    const taken: JobKind[] = [];
    const kept: KeptWork[] = [];
    for (const job of flow.jobs.ofScan(scan.id)) {
      // The end of a number is owed whatever becomes of the scan that had it bound.
      if (job.kind === 'unbind' || cameToNothing(job) || giveBackToList(flow, job, scan, at)) continue;
      if (flow.jobs.isUnsent(job, at)) {
        // It may have been given up already, with the job that it depends on.
        if (flow.jobs.find(job.id)?.state === job.state) giveUp(flow, job, at);
        taken.push(job.kind);
      } else kept.push({ kind: job.kind, state: job.state });
    }
    flow.recalls.end(scan, at, desk.operator.name);
    flow.scans.undo(scan, { at, by: desk.operator, taken, kept });
    waitsAgain(flow, scan, at);
    return { kind: 'undone', scan, taken, kept };
  });
}

function refusal(scan: ScanRow | undefined, desk: Desk, at: number): UndoRefusal | null {
  if (!scan) return 'nothing';
  if (scan.undoneAt !== null) return 'already';
  if (at - scan.at > UNDO_WITHIN) return 'too-old';
  return scan.operator.id === desk.operator.id ? null : 'another-operator';
}

/** 待查, where a scan counts no more: what it had sent lies here again if it had been kept, and what it had kept may have left before. */
function waitsAgain({ unknowns, scans }: Steps, { id, number, label, verdict }: ScanRow, at: number): void {
  const unknown = unknowns.find(label ?? number);
  if (!unknown) return;
  if (unknown.scan_id === id) unknowns.end(unknown.number, 'dropped', at);
  else if (scans.isStillKept(unknown.number, unknown.scan_id)) {
    if (SENT_VERDICTS.includes(verdict)) unknowns.liesHereAgain(unknown.number, at);
  } else if (unknown.state === 'arrived' && verdict === 'unknown' && scans.sentAll(number).length > 0) unknowns.end(unknown.number, 'done', at);
}

/**
 * What a list had set to work before the parcel came to the desk is the list's again, and waits with it where it is paused. What this scan asked for anew had been given up
 * there, and is the scan's, unless a list that is not over has asked for it since. A write-back goes with its conversion: of one that stays, whoever asked for it, the new
 * number has to be told. A message that says it is the desk's.
 */
function giveBackToList(flow: Steps, job: JobRow, scan: ScanRow, at: number): boolean {
  const conversion = flow.jobs.find((job.kind === 'write-back' ? job.depends_on : job.id) ?? 0);
  const listed = flow.scans.listed(scan.number);
  if (!conversion || listed === null || !flow.batches.wants(conversion.id)) return false;
  const isAskedSince = listed > scan.id && flow.batches.isUnderWay(conversion.id);
  const stays = job.kind === 'write-back' && !cameToNothing(conversion) && !flow.jobs.isUnsent(conversion, at);
  if (asked(scan).includes(conversion.kind) && !isAskedSince && !stays) return false;
  flow.jobs.adopt(job.id, listed);
  if (job.state === 'waiting' && flow.batches.isPaused(job.id)) {
    flow.jobs.wait(job.id, 'paused', null);
    // It may have been given up before the scan asked for it again: a list goes on with what is open in it.
    flow.batches.follow(job.id, 'sent', null);
  }
  return true;
}

/** The work that this scan was the first to ask for, or asked for anew. */
const asked = ({ reason }: ScanRow): readonly JobKind[] => (reason.kind === 'work' || reason.kind === 'funds' ? (reason.work ?? []) : []);
