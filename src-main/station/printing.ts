import { randomUUID } from 'node:crypto';
import type { PrintView, TestPrint, PrinterView } from '../../src-shared/bridge/printing.ts';
import { mayAskFor, type PersonsReason, type PrintSettings } from '../../src-shared/domain/printing.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import { StationError, problemOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import type { Printers } from '../devices/printers/printers.ts';
import type { PrintOutcome, Sheet } from '../devices/printers/sheet.ts';
import type { Desk } from '../flow/one-scan.ts';
import { dueSlip, pieceOf, sentScan } from '../flow/print/due.ts';
import { slipPage } from '../flow/print/page.ts';
import { printView, type PrintRow } from '../flow/print/print-rows.ts';
import { sampleSlip, slipOf, type Language, type Slip, type SlipFacts } from '../flow/print/slip.ts';
import type { ScanRow } from '../flow/scan/scan-rows.ts';
import type { Steps } from '../flow/steps.ts';
import { isOfDisk } from '../store/store-problem.ts';
import type { Problems } from './problems.ts';
import { untilWritten } from './until-written.ts';

export type PrintingParts = {
  readonly settings: () => PrintSettings;
  readonly language: () => Language;
  readonly printers: Printers;
};

/** So long after its scan a slip is still printed by itself: later, nobody stands at the printer with the parcel. ms. */
const STILL_WANTED = 8 * 3_600_000;
/** So long a print that failed or is unknown is told in every room; its parcel tells it for ever. ms. */
const A_DAY = 86_400_000;
/** ms until the slips are looked at again that the disk has kept waiting. */
const AGAIN = 2_000;

/** What a component calls the print of a row. Rows of other accounts have the same ids, and what it tells of those may come now. */
const taskOf = (id: number): string => `slip-${id}-${randomUUID().slice(0, 8)}`;

/**
 * 打印 a slip with a parcel, never twice by itself: a scan that may leave asks for one, once for each piece, and it goes to the
 * printer when the new number is here. That is on the disk before anything is sent; from then on only a person asks for
 * another one. One goes after the other, so that slips come out in the order of the parcels.
 */
export function stationPrinting(flow: Steps, parts: PrintingParts | null, given: { readonly desk: () => Desk; readonly problems: Problems; readonly changed: (scanId: number) => void; readonly failed: (error: unknown) => void; readonly log: (event: string, about: string) => void }) {
  const { store, prints } = flow;
  const writing = untilWritten(given.failed);
  const due: number[] = [];
  let working = false;
  /** Until the slip in hand has ended. */
  let inHand: Promise<void> = Promise.resolve();
  /** No slip is begun any more; what comes out is still heard of, until it has stopped. */
  let ending = false;
  let stopped = false;
  let again: NodeJS.Timeout | undefined;
  /** What was told last of slips that failed. */
  let failure: ErrorCode | null = null;
  prints.forsake(flow.now());
  sayOpen();

  /** A scan that may leave asks for a slip of its piece. In the transaction of the scan. */
  function want(scan: ScanRow): void {
    const settings = parts?.settings();
    if (!settings || settings.to === 'off' || settings.when !== 'converted') return;
    if (!SENT_VERDICTS.includes(scan.verdict) || scan.source !== 'desk') return;
    const wanted = { number: scan.number, piece: pieceOf(scan), scan_id: scan.id, reason: 'scan', operator: scan.operator, target: settings.to, printer: settings.printer, at: flow.now() } as const;
    if (dueSlip(flow, { ...wanted, reprint: 0, operator: scan.operator.name, asked_at: wanted.at }).kind !== 'never') prints.first(wanted);
  }

  /** Something has happened to these parcels: what is ready of their slips goes to the printer. */
  function look(rows: readonly PrintRow[]): void {
    if (parts === null) return;
    for (const row of rows) {
      const { kind } = dueSlip(flow, row);
      if (kind === 'never') prints.takeBack(row.id);
      else if ((kind === 'ready' || kind === 'kept') && !due.includes(row.id)) due.push(row.id);
    }
    if (!working) inHand = work(parts);
  }

  async function work(to: PrintingParts): Promise<void> {
    working = true;
    for (let id = due.shift(); id !== undefined; id = due.shift()) {
      try {
        await printOne(to, id);
      } catch (error) {
        // The row could not be read or written: nothing was printed.
        given.failed(error);
        if (!isOfDisk(error)) continue;
        // The others would meet the same, each with a page of its own: all that waits is found again.
        due.length = 0;
        lookLater();
      }
    }
    working = false;
  }

  /** The disk was full or the database locked: what of the slips it did not take is as it was, and they wait. */
  function lookLater(): void {
    if (ending) return;
    again ??= setTimeout(() => {
      again = undefined;
      try {
        look(prints.allWaiting());
      } catch (error) {
        given.failed(error);
        lookLater();
      }
    }, AGAIN);
  }

  /** What goes on the paper of a slip that is wanted and may come out now. Of another one, null, and what has become of it is put down. */
  function readyNow(id: number, { to, when }: PrintSettings): { readonly row: PrintRow; readonly facts: SlipFacts } | null {
    // The database will be closed; what waits is found again at the next start.
    const row = ending ? null : prints.find(id);
    if (row?.state !== 'waiting') return null;
    if (row.reason === 'scan') {
      // Switched off since the scan, or by hand from now on: nobody wants it any more.
      if (to === 'off' || when === 'by-hand') {
        prints.takeBack(id);
        given.changed(row.scan_id);
        return null;
      }
      if (flow.now() - (flow.scans.find(row.scan_id)?.at ?? row.asked_at) > STILL_WANTED) return fail(id, 'print-too-late', '');
    }
    const slip = dueSlip(flow, row);
    if (slip.kind === 'kept') return fail(id, 'print-kept', '');
    // Held since it was looked at: it is looked at again when its order is told anew.
    return slip.kind === 'ready' ? { row, facts: slip.facts } : null;
  }

  async function printOne({ settings, language, printers }: PrintingParts, id: number): Promise<void> {
    const now = settings();
    const ready = readyNow(id, now);
    if (!ready) return;
    let handed = false;
    try {
      const outcome = await printers.print(now, sheetOf(taskOf(id), slipOf(ready.facts, language()), now, language()), {
        handing() {
          const { to } = now;
          // Its printer was looked for meanwhile: the parcel may have been called back, or taken back, or the printing switched off.
          if (to === 'off' || !readyNow(id, settings()) || !store.transaction(() => prints.hand(id, to, now.printer, flow.now()))) throw new StationError('print-off');
          handed = true;
          given.changed(ready.row.scan_id);
        },
        late: (told) => settle(id, told),
      });
      settle(id, outcome);
    } catch (error) {
      // What stops it on the way is put down already.
      if (!handed && !readyNow(id, settings())) return;
      const { code, about = '' } = problemOf(error);
      if (handed) return settle(id, { kind: 'unknown', about: code });
      // That it is handed over is not on the disk, so it was not.
      if (!code.startsWith('print') && isOfDisk(error)) throw error;
      if (code.startsWith('print')) fail(id, code, about);
      else fail(id, 'print-not-begun', error instanceof Error ? error.message : '');
    }
  }

  /** Of a slip that never left. What the disk does not take of that is asked anew when the slip is looked at again. */
  function fail(id: number, code: ErrorCode, about: string): null {
    const outcome = { kind: 'failed', code, about } as const;
    const row = ended(id, outcome);
    if (row) tell(row, outcome);
    return null;
  }

  function settle(id: number, outcome: PrintOutcome): void {
    // After the end nobody listens: what was handed over is unknown at the next start.
    if (stopped) return;
    writing.add(() => ended(id, outcome), (row) => row && tell(row, outcome));
  }

  function ended(id: number, outcome: PrintOutcome): PrintRow | null {
    const end = (): boolean => prints.end(id, outcome.kind, outcome.kind === 'failed' ? outcome.code : null, flow.now());
    return store.transaction(end) ? prints.find(id) : null;
  }

  function tell(row: PrintRow, outcome: PrintOutcome): void {
    given.log('print', `${row.id} ${outcome.kind} ${outcome.kind === 'failed' ? `${outcome.code} ` : ''}${'about' in outcome ? outcome.about : ''}`);
    sayOpen();
    given.changed(row.scan_id);
  }

  /** From the rows, so that neither the next slip nor a restart forgets a parcel that went without one. */
  function sayOpen(): void {
    const since = flow.now() - A_DAY;
    say('print-unknown', prints.newestUnknown(since));
    const failed = prints.newestFailed(since);
    const code = failed?.error ?? null;
    if (failure !== null && failure !== code) given.problems.cure(failure);
    failure = code;
    if (code !== null) say(code, failed);
  }

  function say(code: ErrorCode, row: { readonly number: string; readonly count: number } | null): void {
    if (!row) return given.problems.cure(code);
    const problem = { code, about: row.number, ...(row.count > 1 ? { count: row.count } : {}) };
    // That another slip came out or failed is no news of this one.
    if (given.problems.list().some((known) => known.code === code && known.about === row.number)) given.problems.goesOn(problem);
    else given.problems.add(problem);
  }

  return {
    want,
    sayOpen,
    /** In the transaction that takes a scan back: its own slip is not wanted any more, unless it has gone to the printer. */
    unwant(scan: ScanRow): void {
      for (const row of prints.waiting(scan.number)) if (row.scan_id === scan.id) prints.takeBack(row.id);
    },
    look: (scans: Iterable<number>): void => {
      if (parts !== null) look([...new Set([...scans].flatMap((scanId) => flow.scans.find(scanId)?.number ?? []))].flatMap((number) => prints.waiting(number)));
    },
    start: (): void => look(prints.allWaiting()),
    /** The platform has told anew whether these numbers may leave: the slips of those that were held go on, of those that were called back there are none. */
    toldAnew(numbers: readonly string[]): void {
      const waiting = prints.allWaiting();
      // Hardly ever does one wait.
      if (waiting.length > 0) {
        const told = new Set(numbers.flatMap((number) => [number, flow.numbers.originalOf(number) ?? number]));
        look(waiting.filter(({ number }) => told.has(number)));
      }
      // A failed one of them can be asked for no more, or again.
      sayOpen();
    },
    /**
     * A person asks for a slip: the first one, one more after a failed one, or 补打 with the reason. Durable when it returns.
     * Throws StationError `print-off`, `print-no-parcel`, `print-not-ready`, `print-under-way`, `print-held`, `print-kept`.
     */
    ask(number: string, piece: number, reason: PersonsReason): PrintView {
      const settings = parts?.settings();
      if (!settings || settings.to === 'off') throw new StationError('print-off');
      const { to } = settings;
      const id = store.transaction(() => {
        const scan = sentScan(flow, number, piece);
        if (!scan) throw new StationError('print-no-parcel', number);
        const newest = prints.newest(number, piece);
        if (!mayAskFor(newest?.state ?? null).includes(reason)) throw new StationError('print-under-way', number);
        const wanted = { number, piece, scan_id: scan.id, reason, target: to, printer: settings.printer, operator: given.desk().operator, at: flow.now() };
        const { kind } = dueSlip(flow, { ...wanted, reprint: 0, operator: '', asked_at: wanted.at });
        if (kind === 'waits') throw new StationError('print-not-ready', number);
        if (kind === 'held') throw new StationError('print-held', number);
        if (kind === 'kept') throw new StationError('print-kept', number);
        return prints.add(wanted);
      });
      const row = prints.find(id) as PrintRow;
      sayOpen();
      given.changed(row.scan_id);
      look([row]);
      return printView(row);
    },
    /** 已打出: a person holds the slip of an unknown print. Throws StationError `print-not-unknown`. */
    confirm(printId: number): PrintView {
      if (!store.transaction(() => prints.settle(printId, given.desk().operator.name, flow.now()))) throw new StationError('print-not-unknown', String(printId));
      const row = prints.find(printId) as PrintRow;
      sayOpen();
      given.changed(row.scan_id);
      return printView(row);
    },
    /** Resolves when the slip in hand has come out, or after `patience` ms. */
    async stop(patience: number): Promise<void> {
      ending = true;
      clearTimeout(again);
      if (working) await Promise.race([inHand, new Promise((resolve) => setTimeout(resolve, patience))]);
    },
    /** Nothing is heard of any slip any more. */
    end(): void {
      writing.stop();
      stopped = true;
      // Slips of this account's parcels: the next one to sign in has its own.
      given.problems.cure('print-unknown', ...(failure === null ? [] : [failure]));
    },
  };
}

function sheetOf(taskId: string, slip: Slip, settings: PrintSettings, language: Language): Sheet {
  return { taskId, data: slip, page: () => slipPage(slip, settings.paper, language) };
}

/** The printers to choose from. Throws StationError where they can't be listed. */
export const printerList = ({ printers, settings }: PrintingParts): Promise<readonly PrinterView[]> => printers.list(settings());

/** 试打一张: belongs to no parcel and is kept nowhere. */
export async function printSample({ printers, settings, language }: PrintingParts, given: { readonly operator: string; readonly station: string; readonly at: number; readonly id: string }): Promise<TestPrint> {
  const now = settings();
  try {
    const outcome = await printers.print(now, sheetOf(`test-${given.id}`, sampleSlip(given, language()), now, language()), { handing: () => undefined, late: () => undefined });
    return outcome.kind === 'unknown' ? { kind: 'unknown' } : outcome;
  } catch (error) {
    const { code, about = '' } = problemOf(error);
    return { kind: 'failed', code, about };
  }
}
