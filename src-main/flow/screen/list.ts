import type { ListPage, ListRow } from '../../../src-shared/bridge/history-views.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import { foldCode } from '../../../src-shared/domain/waybill-number.ts';
import { workState, type WorkState } from '../../../src-shared/domain/work.ts';
import { dayOf, daySpan } from '../scan/day.ts';
import type { ScanRow } from '../scan/scan-rows.ts';
import type { Steps } from '../steps.ts';

/** `suffix`: how a number ends (a parcel's own, its new one, or a piece's), or all of it; empty asks for the day. `before`: the `next` of the page before, 0 for the first. */
export type ListQuestion = { readonly suffix: string; readonly verdict: Verdict | 'all'; readonly state: WorkState | 'all'; readonly before: number };

const PAGE = 50;
/** Rows that one question looks at, whatever it finds: a scan that comes meanwhile does not wait for a search. */
const LOOKED_AT = 200;
/** From so many characters on there is an index, and the search goes through all days. */
const INDEXED = 4;
/** Found by a new number, or never scanned. */
const OTHERS = 50;

/** 今日列表: the desk's scans of today, or of any day by the end of their number, the newest first. */
export function listPage(flow: Steps, { suffix: typed, verdict, state, before }: ListQuestion): ListPage {
  const suffix = foldCode(typed);
  const rows: ListRow[] = [];
  const take = (scan: ScanRow): void => {
    if (verdict !== 'all' && scan.verdict !== verdict) return;
    const row = rowOf(flow, scan);
    if (state === 'all' || row.work === state) rows.push(row);
  };
  if (suffix.length >= INDEXED && before === 0) for (const scan of byOtherNumber(flow, suffix)) take(scan);
  const { scans, ended } = suffix.length >= INDEXED ? bySuffix(flow, suffix, before) : ofToday(flow, before);
  let next = ended ? null : (scans.at(-1)?.id ?? null);
  for (const [at, scan] of scans.entries()) {
    if (endsIn(flow, scan, suffix) && !rows.some(({ scanId }) => scanId === scan.id)) take(scan);
    if (rows.length < PAGE || at === scans.length - 1) continue;
    next = scan.id;
    break;
  }
  rows.sort((a, b) => (b.scanId ?? 0) - (a.scanId ?? 0));
  if (suffix.length >= INDEXED && before === 0 && verdict === 'all' && (state === 'all' || state === 'none')) rows.push(...neverScanned(flow, suffix));
  return { rows, next };
}

function ofToday(flow: Steps, before: number): { scans: ScanRow[]; ended: boolean } {
  const { from } = daySpan(dayOf(flow.now()));
  const looked = flow.scans.before(before, LOOKED_AT);
  const scans = looked.filter(({ at }) => at >= from);
  return { scans, ended: scans.length < looked.length || looked.length < LOOKED_AT };
}

function bySuffix(flow: Steps, suffix: string, before: number): { scans: ScanRow[]; ended: boolean } {
  const scans = flow.scans.endingIn(suffix.slice(-INDEXED), before, LOOKED_AT);
  return { scans, ended: scans.length < LOOKED_AT };
}

/** By the parcel's own number, what stood on the label, or the number that it has been converted to. */
function endsIn(flow: Steps, scan: ScanRow, suffix: string): boolean {
  if (scan.number.endsWith(suffix) || scan.label?.endsWith(suffix)) return true;
  // From four characters on, byOtherNumber has found it.
  return suffix.length < INDEXED && suffix !== '' && (newNumberOf(flow, scan)?.endsWith(suffix) ?? false);
}

const newNumberOf = (flow: Steps, scan: ScanRow): string | undefined => flow.store.sql<{ number: string }>('SELECT number FROM new_numbers WHERE original = ?').get(scan.number)?.number;

/** One parcel, all its numbers: whoever holds the one that is stuck on it, or on one of its pieces, finds it too. */
function byOtherNumber(flow: Steps, suffix: string): ScanRow[] {
  const found = flow.store.sql<{ parcel: string }>(
    `SELECT original AS parcel FROM new_numbers WHERE substr(number, -${INDEXED}) = @end AND substr(number, @from) = @suffix
     UNION SELECT parcel FROM piece_numbers WHERE substr(number, -${INDEXED}) = @end AND substr(number, @from) = @suffix LIMIT ${OTHERS}`,
  );
  return found.all({ end: suffix.slice(-INDEXED), from: -suffix.length, suffix }).flatMap(({ parcel }) => flow.scans.ofNumber(parcel, OTHERS)).filter(({ source }) => source === 'desk');
}

function neverScanned(flow: Steps, suffix: string): ListRow[] {
  const found = flow.store.sql<{ number: string }>(
    `SELECT number FROM (
       SELECT number FROM parcels WHERE substr(number, -${INDEXED}) = @end AND substr(number, @from) = @suffix
       UNION SELECT parcel FROM piece_numbers WHERE substr(number, -${INDEXED}) = @end AND substr(number, @from) = @suffix
     ) AS ending WHERE NOT EXISTS (SELECT 1 FROM scans WHERE scans.number = ending.number AND source = 'desk') LIMIT ${OTHERS}`,
  );
  return found.all({ end: suffix.slice(-INDEXED), from: -suffix.length, suffix }).map(({ number }) => ({ scanId: null, at: null, verdict: null, reason: null, number, label: null, operator: null, piece: null, typed: false, undone: false, replacement: null, work: 'none' }));
}

function rowOf(flow: Steps, scan: ScanRow): ListRow {
  return {
    scanId: scan.id, at: scan.at, verdict: scan.verdict, reason: scan.reason, number: scan.number, label: scan.label, operator: scan.operator.name, piece: scan.piece, typed: scan.typed, undone: scan.undoneAt !== null,
    // The order's, whichever of its scans it came of: a further piece and a duplicate carry it too.
    replacement: newNumberOf(flow, scan) ?? null, work: workState(flow.jobs.ofScan(scan.id)),
  };
}
